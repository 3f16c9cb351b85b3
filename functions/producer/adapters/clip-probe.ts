import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { EncodedPacketSink, FilePathSource } from 'mediabunny';
import type { ClipMedia } from '../core/clip-document.ts';
import type { CutPlan } from '../core/plan.ts';
import { openRecording, readFacts } from './open-recording.ts';

/** Some packets of sound, whose borders are not those of frames. */
const SOUND_TOLERANCE_MS = 150;
/** How much of a file is read at a time to hash it. */
const HASH_BYTES = 1024 * 1024;

export interface ProbedClip {
  readonly media: ClipMedia;
  /** Starts of the frames in order of presentation, microseconds. */
  readonly framesUs: readonly number[];
  readonly startsOnKeyframe: boolean;
  /** Where the sound ends; null where there is none. */
  readonly audioEndMs: number | null;
}

/** Reads a finished clip back: ffmpeg's exit code says little about what it wrote. Null where there is no picture. */
export async function probeClip(path: string): Promise<ProbedClip | null> {
  const clip = await openRecording(new FilePathSource(path));
  if (!clip) return null;
  try {
    const facts = await readFacts(clip);
    const framesUs: number[] = [];
    let startsOnKeyframe: boolean | null = null;
    for await (const packet of new EncodedPacketSink(clip.video).packets(undefined, undefined, {
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
      audioEndMs: clip.audio ? Math.round((await clip.audio.computeDuration()) * 1000) : null,
    };
  } finally {
    clip.input.dispose();
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
  const soundEndMs = plan.sound === 'none' ? null : wantedSoundEndMs(plan);
  if (soundEndMs === null) return null;
  if (clip.audioEndMs === null) return 'its sound is missing';
  if (clip.audioEndMs < soundEndMs - SOUND_TOLERANCE_MS) {
    return `its sound ends at ${clip.audioEndMs} ms instead of ${soundEndMs}`;
  }
  return null;
}

/** Where the clip's sound should end; null where its recordings have none for it. */
function wantedSoundEndMs({ segments, edits }: CutPlan): number | null {
  const ends = segments.flatMap(({ recording: { audio }, fromUs, toUs, clipUs }) => {
    const endUs = Math.min(audio?.endUs ?? 0, toUs);
    return audio && audio.startUs < toUs && endUs > fromUs ? [clipUs + (endUs - fromUs) / edits.speed] : [];
  });
  return ends.length > 0 ? Math.round(Math.max(...ends) / 1000) : null;
}

/** The names that people and the older contract use for what mediabunny calls `avc`. */
function publicName(codec: string): string {
  return codec === 'avc' ? 'h264' : codec;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafe(HASH_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
