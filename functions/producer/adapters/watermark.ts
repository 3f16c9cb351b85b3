import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Segment } from '../core/cut-pieces.ts';
import { ClipRefused } from '../core/errors.ts';
import { WATERMARK_FILE, watermarkArgs } from '../core/ffmpeg-args.ts';
import type { CutPlan } from '../core/plan.ts';
import { WATERMARK_LIMITS, watermarkProblem } from '../core/watermark-check.ts';
import type { CutTools } from './encoded-packets.ts';
import { FfmpegFailed } from './ffmpeg.ts';

/** What the watermark is called as it came. */
const FETCHED_FILE = 'watermark-fetched.png';

/**
 * Puts the plan's watermark into ffmpeg's folder, as large and as opaque as it is to be: read, checked and decoded once,
 * before anything of the clip is read.
 *
 * @throws ClipRefused `bad-watermark` where there is none by this key, or it is none that we take.
 */
export async function prepareWatermark(
  plan: CutPlan,
  { archive, ffmpeg, cwd, signal }: CutTools,
): Promise<void> {
  const { watermark } = plan.edits;
  if (!watermark) return;
  const object = await archive.statWatermark(watermark.key);
  if (!object) throw bad(watermark.key, 'must be the key of a watermark');
  if (object.bytes > WATERMARK_LIMITS.bytes) {
    throw bad(watermark.key, `must be of at most ${WATERMARK_LIMITS.bytes} bytes, is of ${object.bytes}`);
  }
  const png = await archive.reader(object).read(0, object.bytes);
  const problem = watermarkProblem(png);
  if (problem) throw bad(watermark.key, problem);
  await writeFile(join(cwd, FETCHED_FILE), png);
  const { video } = (plan.segments[0] as Segment).recording;
  const args = watermarkArgs(FETCHED_FILE, watermark, plan.scale ?? video);
  try {
    await ffmpeg.run(args, cwd, signal);
    // It ends well, too, where it could decode nothing.
    await stat(join(cwd, WATERMARK_FILE));
  } catch (error) {
    if (signal.aborted || !isOfTheImage(error)) throw error;
    throw bad(watermark.key, 'must be a PNG that can be decoded', error);
  }
}

function isOfTheImage(error: unknown): boolean {
  if (error instanceof FfmpegFailed) return !error.wasNotStarted;
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function bad(key: string, rule: string, cause?: unknown): ClipRefused {
  const message = `edits.watermark.key ${rule}, got ${key}`;
  return new ClipRefused('CLIP_REJECTED', 'bad-watermark', message, { cause });
}
