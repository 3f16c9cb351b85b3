import { type PictureSize, pictureEdits, scaledTo } from './edits.ts';
import { ClipRefused } from './errors.ts';
import type { Preset } from './ffmpeg-args.ts';
import { type Edits, NO_EDITS } from './request-edits.ts';

/** Lambda gives a function one vCPU for each 1,769 MB. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_PER_VCPU = 1769;

/**
 * CPU seconds to a megapixel, measured (docs/adr/0004) and rounded up: a second of 720p30 takes 0.46 s to decode and
 * encode with libx264 (veryfast), one of 1080p30 0.91 to 1.04 s, and 0.49 s where it is scaled to 720 lines.
 */
const DECODE_CPU_S = 0.0035;
const ENCODE_CPU_S: Record<Preset, number> = { veryfast: 0.0133, superfast: 0.0105 };

/**
 * By what an edit multiplies that: with a watermark 0.46 s becomes 0.50 s, at half the speed, with its sound encoded,
 * 0.68 s, and pictures that fade take half as much again.
 */
const EDIT_FACTORS = { watermark: 1.09, slowMotion: 1.48, fade: 1.5 };
/** Frames of a clip that plays faster are further apart, and so harder to tell one from the other. */
const FAST_ENCODE_FACTOR = 1.25;

/** The shorter side of what is scaled down to fit the time. */
const SCALED_SIDE = 720;

export interface EncodeJob extends PictureSize {
  readonly fps: number;
  /** Of the recordings that are decoded. */
  readonly durationMs: number;
  /** The size of the encoded picture, and what is done to it; the recording's own and nothing unless given. */
  readonly output?: PictureSize;
  readonly edits?: Edits;
}

/** How an encode fits its time. */
export interface EncodeFit {
  /** Null where the picture is as large as it was to be. */
  readonly smaller: PictureSize | null;
  readonly preset: Preset;
}

/**
 * The best way of encoding that fits its time: at the wanted size; scaled to 720 lines; and before nothing comes of
 * it, with the faster preset, whose files are larger.
 *
 * @param budgetMs wall time that the encode may take.
 * @throws ClipRefused `too-heavy` where none fits.
 */
export function fitEncode(job: EncodeJob, budgetMs: number, memoryMb: number): EncodeFit {
  const size = job.output ?? job;
  const side = Math.min(size.width, size.height);
  const smaller = side > SCALED_SIDE ? scaledTo((size.height * SCALED_SIDE) / side, size) : null;
  const wallMs = (fit: EncodeFit) => encodeWallMs(job, fit, memoryMb);
  const ways: EncodeFit[] = [
    { smaller: null, preset: 'veryfast' },
    ...(smaller ? [{ smaller, preset: 'veryfast' as const }] : []),
    { smaller, preset: 'superfast' },
  ];
  const fit = ways.find((way) => wallMs(way) <= budgetMs);
  if (fit) return fit;
  const wanted = wallMs({ smaller: null, preset: 'veryfast' });
  const isEdited = pictureEdits(job.edits ?? NO_EDITS).length > 0;
  throw new ClipRefused(
    'CLIP_REJECTED',
    'too-heavy',
    `encoding ${job.durationMs} ms of ${job.width}x${job.height} at ${Math.round(job.fps)} frames a second takes about ` +
      `${Math.round(wanted / 1000)} s, and there are ${Math.round(budgetMs / 1000)} s: ` +
      `ask for a shorter window or for ${isEdited ? 'fewer edits' : '"cut": "keyframe"'}`,
  );
}

/** How long an encode takes a function of this size: its CPU seconds over its share of a vCPU. */
export function encodeWallMs(job: EncodeJob, { smaller, preset }: EncodeFit, memoryMb: number): number {
  return (cpuSeconds(job, smaller ?? job.output ?? job, preset) * 1000 * MB_PER_VCPU) / memoryMb;
}

function cpuSeconds(job: EncodeJob, size: PictureSize, preset: Preset): number {
  const { speed, watermark, fadeInMs, fadeOutMs } = job.edits ?? NO_EDITS;
  const frames = job.fps * (job.durationMs / 1000);
  const megapixels = (picture: PictureSize) => (picture.width * picture.height) / 1e6;
  const decoding = frames * megapixels(job) * DECODE_CPU_S;
  // Of a clip that plays faster, frames are left out before they are encoded.
  const encoded = speed > 1 ? (frames / speed) * Math.min(speed, FAST_ENCODE_FACTOR) : frames;
  const encoding = encoded * megapixels(size) * ENCODE_CPU_S[preset];
  const fadingShare = Math.min(1, ((fadeInMs + fadeOutMs) * speed) / Math.max(1, job.durationMs));
  const factors = [
    watermark ? EDIT_FACTORS.watermark : 1,
    1 + (EDIT_FACTORS.fade - 1) * fadingShare,
    speed < 1 ? EDIT_FACTORS.slowMotion : 1,
  ];
  return factors.reduce((seconds, factor) => seconds * factor, decoding + encoding);
}
