import { join } from 'node:path';
import type { ClipMedia } from '../core/clip-document.ts';
import { ClipRefused } from '../core/errors.ts';
import { thumbnailArgs } from '../core/ffmpeg-args.ts';
import { type CutPlan, canCopySound, hasSound, type Segment } from '../core/plan.ts';
import type { ClipProducer, Thumbnail, Workspace } from '../ports.ts';
import type { S3Archive } from './archive.ts';
import { findProblem, probeClip } from './clip-probe.ts';
import { type Packets, pictureSetup, soundSetup, writeClip } from './clip-writer.ts';
import { copiedPictures, copiedSound } from './copied-packets.ts';
import { type EncodeSurroundings, encodedPictures, encodedSound } from './encoded-packets.ts';
import { type Ffmpeg, FfmpegFailed } from './ffmpeg.ts';

/** Cuts with mediabunny (copy) and ffmpeg (encode, thumbnails). */
export class MediaProducer implements ClipProducer {
  readonly #ffmpeg: Ffmpeg;

  constructor(ffmpeg: Ffmpeg) {
    this.#ffmpeg = ffmpeg;
  }

  async cut(plan: CutPlan, archive: S3Archive, workspace: Workspace, signal: AbortSignal): Promise<string> {
    const path = join(workspace.path, 'clip.mp4');
    if (plan.mode === 'copy') await copyClip(plan, archive, path, signal);
    else await this.#encode(plan, archive, workspace, path, signal);
    return path;
  }

  async verify(path: string, plan: CutPlan): Promise<{ media: ClipMedia; problem: string | null }> {
    const clip = await probeClip(path);
    const problem = findProblem(clip, plan);
    if (!clip) throw new ClipRefused('CLIP_REJECTED', 'unsupported-media', 'the recordings gave no picture');
    return { media: clip.media, problem };
  }

  async thumbnails(
    path: string,
    media: ClipMedia,
    wanted: { readonly widths: readonly number[]; readonly at: number },
    workspace: Workspace,
    signal: AbortSignal,
  ): Promise<Thumbnail[]> {
    const fitting = wanted.widths.filter((width) => width <= media.width).sort((a, b) => a - b);
    const widths = fitting.length > 0 ? fitting : [media.width];
    const thumbnails = widths.map((width) => ({
      width,
      path: join(workspace.path, `thumbnail_${width}.jpg`),
    }));
    const lastFrameMs = Math.max(0, media.durationMs - 1000 / Math.max(1, media.fps) - 1);
    const atMs = Math.min(wanted.at * media.durationMs, lastFrameMs);
    await this.#ffmpeg.run(thumbnailArgs(path, Math.round(atMs * 1000), thumbnails), workspace.path, signal);
    return thumbnails;
  }

  toolVersion(): Promise<string> {
    return this.#ffmpeg.version();
  }

  async #encode(
    plan: CutPlan,
    archive: S3Archive,
    workspace: Workspace,
    path: string,
    signal: AbortSignal,
  ): Promise<void> {
    const around = { archive, ffmpeg: this.#ffmpeg, cwd: workspace.path, signal };
    const seconds = plan.durationUs / 1e6;
    const { fps } = (plan.segments[0] as Segment).recording.video;
    try {
      const first = await encodedPictures(plan.segments[0] as Segment, plan.scale, around);
      const pictures = {
        setup: await pictureSetup(first.track, seconds, fps),
        packets: inTurn(first.packets, plan, around),
      };
      if (!hasSound(plan)) return await writeClip(path, pictures, null);
      if (canCopySound(plan))
        return await writeClip(path, pictures, await copiedSoundOf(plan, archive, signal));
      const { track, packets } = await encodedSound(plan.segments, plan.durationUs, around);
      await writeClip(path, pictures, { setup: await soundSetup(track, seconds), packets });
    } catch (error) {
      throw readFailure(plan, archive) ?? asRefusal(error);
    }
  }
}

/** The segments' pictures one after the other: each is encoded when the one before is done. */
async function* inTurn(first: Packets, plan: CutPlan, around: EncodeSurroundings): Packets {
  yield* first;
  for (const segment of plan.segments.slice(1))
    yield* (await encodedPictures(segment, plan.scale, around)).packets;
}

/** What of a plan a copy needs. */
type CopyPlan = Pick<CutPlan, 'segments' | 'durationUs'>;

async function copyClip(
  plan: CopyPlan,
  archive: S3Archive,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const { recording } = plan.segments[0] as Segment;
  const { video } = archive.opened(recording);
  await writeClip(
    path,
    {
      setup: await pictureSetup(video, plan.durationUs / 1e6, recording.video.fps),
      packets: copiedPictures(plan.segments, archive, signal),
    },
    await copiedSoundOf(plan, archive, signal),
  );
}

/** The recordings' own sound, or null where they have none. */
async function copiedSoundOf(plan: CopyPlan, archive: S3Archive, signal: AbortSignal) {
  const { audio } = archive.opened((plan.segments[0] as Segment).recording);
  if (!audio) return null;
  return {
    setup: await soundSetup(audio, plan.durationUs / 1e6),
    packets: copiedSound(plan.segments, archive, signal),
  };
}

/** What failed in reading the recordings: those who read through pipes only see them close. */
function readFailure(plan: CutPlan, archive: S3Archive): Error | null {
  for (const { recording } of plan.segments) {
    const { failure } = archive.reader(recording);
    if (failure) return failure;
  }
  return null;
}

/** ffmpeg's own failure is about the media: the same input would fail again. */
function asRefusal(error: unknown): unknown {
  if (!(error instanceof FfmpegFailed)) return error;
  const last = error.message.trim().split('\n').at(-1);
  return new ClipRefused(
    'CLIP_REJECTED',
    'unsupported-media',
    `ffmpeg could not cut the recordings: ${last}`,
    {
      cause: error,
    },
  );
}
