import { join } from 'node:path';
import { ClipRefused } from '../core/errors.ts';
import { holesAmong } from '../core/holes.ts';
import type { CutPlan } from '../core/plan.ts';
import type { ClipRequest } from '../core/request.ts';
import type { ClipProducer, CutPlaces, FinishedClip, Sprite, Thumbnail, Verdict } from '../ports.ts';
import { type ImageSource, makePreview, makeSprite, makeThumbnails } from './clip-images.ts';
import { clipPictures } from './clip-pictures.ts';
import { findProblem, probeClip } from './clip-probe.ts';
import { clipSound } from './clip-sound.ts';
import { writeClip } from './clip-writer.ts';
import { type Ffmpeg, FfmpegFailed } from './ffmpeg.ts';
import { stampCreationTime } from './mp4-times.ts';
import type { S3Archive } from './s3-archive.ts';
import { prepareWatermark } from './watermark.ts';

/** Cuts with mediabunny (copy) and ffmpeg (encode, images). */
export class MediaProducer implements ClipProducer {
  readonly #ffmpeg: Ffmpeg;

  constructor(ffmpeg: Ffmpeg) {
    this.#ffmpeg = ffmpeg;
  }

  async cut(
    plan: CutPlan,
    { archive, workspace, follower, deadline }: CutPlaces & { readonly archive: S3Archive },
  ): Promise<string> {
    const path = join(workspace.path, 'clip.mp4');
    const ending = new AbortController();
    const tools = {
      ...{ archive, ffmpeg: this.#ffmpeg, cwd: workspace.path },
      signal: AbortSignal.any([deadline, ending.signal]),
    };
    await prepareWatermark(plan, tools);
    try {
      await writeClip(path, await clipPictures(plan, tools), await clipSound(plan, tools), follower);
    } catch (error) {
      throw readFailure(plan, archive) ?? asFinal(error, deadline);
    } finally {
      // Where the sound fails, nobody reads what the pictures' ffmpeg says, and it would wait for that for ever.
      ending.abort(new Error('the cut is over'));
    }
    return path;
  }

  stampTime(path: string, epochMs: number): Promise<void> {
    return stampCreationTime(path, epochMs);
  }

  async verify(path: string, plan: CutPlan): Promise<Verdict> {
    const clip = await probeClip(path);
    const problem = findProblem(clip, plan);
    if (!clip) throw new ClipRefused('CLIP_REJECTED', 'unsupported-media', 'the recordings gave no picture');
    return { media: clip.media, problem, stills: holesAmong(clip.framesUs) };
  }

  async thumbnails(clip: FinishedClip, { widths, at }: ClipRequest['thumbnails']): Promise<Thumbnail[]> {
    return makeThumbnails(this.#imageSource(clip), widths, at).catch(refuseImages);
  }

  async preview(
    clip: FinishedClip,
    { format, at }: { readonly format: 'webp' | 'gif'; readonly at: number },
  ): Promise<string> {
    return makePreview(this.#imageSource(clip), format, at).catch(refuseImages);
  }

  async sprite(clip: FinishedClip, imageName: string): Promise<Sprite> {
    return makeSprite(this.#imageSource(clip), imageName).catch(refuseImages);
  }

  #imageSource({ path, media, workspace, deadline }: FinishedClip): ImageSource {
    return { path, media, ffmpeg: this.#ffmpeg, folder: workspace.path, signal: deadline };
  }

  toolVersion(): Promise<string> {
    return this.#ffmpeg.version();
  }
}

/** What failed in reading the recordings: those who read through pipes only see them close. */
function readFailure(plan: CutPlan, archive: S3Archive): Error | null {
  for (const { recording } of plan.segments) {
    const { failure } = archive.reader(recording);
    if (failure) return failure;
  }
  return null;
}

/**
 * What ffmpeg and mediabunny make of media is final: the same input would fail again. What the system or the deadline
 * did may pass.
 */
function asFinal(error: unknown, signal: AbortSignal): unknown {
  const isSystems = error instanceof Error && 'syscall' in error;
  if (signal.aborted) return signal.reason;
  const wasNotStarted = error instanceof FfmpegFailed && error.wasNotStarted;
  if (isSystems || wasNotStarted || error instanceof ClipRefused) return error;
  return unsupported('the recordings cannot be cut', error);
}

/** A copy brings into the clip what its recordings hold: whether that can be decoded, images are the first to find out. */
function refuseImages(error: unknown): never {
  if (!(error instanceof FfmpegFailed) || error.wasNotStarted) throw error;
  throw unsupported('no image can be made of the clip', error);
}

function unsupported(what: string, error: unknown): ClipRefused {
  const said = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
  return new ClipRefused('CLIP_REJECTED', 'unsupported-media', `${what}: ${said}`, { cause: error });
}
