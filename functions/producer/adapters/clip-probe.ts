import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { EncodedPacketSink, FilePathSource } from 'mediabunny';
import type { ClipMedia } from '../core/clip-document.ts';
import type { CutPlan } from '../core/plan.ts';
import { openRecording, readFacts } from './open-recording.ts';

export interface ProbedClip {
  readonly media: ClipMedia;
  /** Starts of the frames in order of presentation, microseconds. */
  readonly framesUs: readonly number[];
  readonly startsOnKeyframe: boolean;
  readonly audioDurationMs: number | null;
}

/** Reads a finished clip back: ffmpeg's exit code says little about what it wrote. Null where there is no picture. */
export async function probeClip(path: string): Promise<ProbedClip | null> {
  const open = await openRecording(new FilePathSource(path));
  if (!open) return null;
  try {
    const facts = await readFacts(open);
    const framesUs: number[] = [];
    let startsOnKeyframe: boolean | null = null;
    for await (const packet of new EncodedPacketSink(open.video).packets(undefined, undefined, {
      metadataOnly: true,
    })) {
      startsOnKeyframe ??= packet.type === 'key';
      framesUs.push(Math.round(packet.timestamp * 1e6));
    }
    framesUs.sort((a, b) => a - b);
    const { durationUs, video, audio } = facts;
    return {
      media: {
        durationMs: Math.round(durationUs / 1000),
        frames: framesUs.length,
        width: video.width,
        height: video.height,
        fps: Math.round((framesUs.length / (durationUs / 1e6)) * 1000) / 1000,
        videoCodec: publicName(video.codec ?? 'unknown'),
        audioCodec: audio?.codec ?? null,
        bytes: (await stat(path)).size,
        sha256: await sha256(path),
      },
      framesUs,
      startsOnKeyframe: startsOnKeyframe ?? false,
      audioDurationMs: open.audio ? Math.round((await open.audio.computeDuration()) * 1000) : null,
    };
  } finally {
    open.input.dispose();
  }
}

/**
 * What is wrong with a clip when it is held against its plan, or null. Pure: the reading is `probeClip`'s.
 *
 * The first frame is at 0, the length is the plan's within one frame, the number of frames is the counted one, no
 * two frames share an instant, and sound is there, all along, where the recordings have it.
 */
export function findProblem(clip: ProbedClip | null, plan: CutPlan): string | null {
  if (!clip || clip.framesUs.length === 0) return 'it has no picture';
  const { media, framesUs } = clip;
  const frameMs = 1000 / Math.max(1, media.fps);
  if (!clip.startsOnKeyframe) return 'it does not start with a keyframe';
  if (Math.abs(framesUs[0] as number) > 1000) return `its first frame is at ${framesUs[0]} us instead of 0`;
  const repeated = framesUs.findIndex((us, index) => index > 0 && us <= (framesUs[index - 1] as number));
  if (repeated >= 0) return `two frames are shown at ${framesUs[repeated]} us`;
  if (plan.frames !== null && media.frames !== plan.frames) {
    return `it has ${media.frames} frames instead of ${plan.frames}`;
  }
  const wantedMs = plan.durationUs / 1000;
  if (Math.abs(media.durationMs - wantedMs) > frameMs + 2) {
    return `it lasts ${media.durationMs} ms instead of ${Math.round(wantedMs)}`;
  }
  const wantsSound = plan.segments.some((segment) => segment.recording.audio !== null);
  if (wantsSound && clip.audioDurationMs === null) return 'its sound is missing';
  return null;
}

/** The names that people and the older contract use for what mediabunny calls `avc`. */
function publicName(codec: string): string {
  return codec === 'avc' ? 'h264' : codec;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
