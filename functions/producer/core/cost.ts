import { ClipRefused } from './errors.ts';
import type { Scale } from './ffmpeg-args.ts';

/** Lambda gives a function one vCPU for each 1,769 MB. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_PER_VCPU = 1769;

/**
 * CPU seconds that an encode (libx264, veryfast) of one megapixel takes, decoding included: measured 0.46 s for a
 * second of 720p30 and 0.91 to 1.04 s for one of 1080p30 (docs/adr/0004), rounded up.
 */
const CPU_S_PER_MEGAPIXEL = 0.0168;
/** The same where the picture is scaled down to 720p: 0.49 s for a second of 1080p30. */
const SCALED_CPU_S_PER_MEGAPIXEL = 0.0079;
const SCALED_HEIGHT = 720;

export interface EncodeJob {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly durationMs: number;
}

/**
 * The size at which an encode fits its time: the recording's own, or 720 lines, or none.
 *
 * @param budgetMs wall time that the encode may take.
 * @returns null for the recording's own size.
 * @throws ClipRefused `too-heavy` where no size fits.
 */
export function fitEncode(job: EncodeJob, budgetMs: number, memoryMb: number): Scale | null {
  const vcpus = memoryMb / MB_PER_VCPU;
  const megapixels = ((job.width * job.height * job.fps) / 1e6) * (job.durationMs / 1000);
  const wallMs = (cpuPerMegapixel: number) => (megapixels * cpuPerMegapixel * 1000) / vcpus;
  if (wallMs(CPU_S_PER_MEGAPIXEL) <= budgetMs) return null;
  if (job.height > SCALED_HEIGHT && wallMs(SCALED_CPU_S_PER_MEGAPIXEL) <= budgetMs) {
    return { width: even((job.width * SCALED_HEIGHT) / job.height), height: SCALED_HEIGHT };
  }
  throw new ClipRefused(
    'CLIP_REJECTED',
    'too-heavy',
    `encoding ${job.durationMs} ms of ${job.width}x${job.height} at ${Math.round(job.fps)} frames a second takes about ` +
      `${Math.round(wallMs(CPU_S_PER_MEGAPIXEL) / 1000)} s, and there are ${Math.round(budgetMs / 1000)} s: ` +
      'ask for a shorter window or for "cut": "keyframe"',
  );
}

function even(pixels: number): number {
  return 2 * Math.round(pixels / 2);
}

/** List prices in USD of us-east-1, x86, without free tier or discounts; the name goes into every document. */
const PRICES = {
  name: 'us-east-1 list prices, 2026-01',
  lambdaGbSecond: 0.0000166667,
  lambdaRequest: 0.0000002,
  s3Get: 0.0000004,
  s3Put: 0.000005,
};

export interface Cost {
  readonly gbSeconds: number;
  readonly s3Gets: number;
  readonly s3Puts: number;
  readonly usd: number;
  readonly prices: string;
}

/** What a clip cost so far: compute and requests; storage and traffic are its readers'. */
export function costOf(used: { durationMs: number; memoryMb: number; s3Gets: number; s3Puts: number }): Cost {
  const gbSeconds = (used.durationMs / 1000) * (used.memoryMb / 1024);
  const usd =
    gbSeconds * PRICES.lambdaGbSecond +
    PRICES.lambdaRequest +
    used.s3Gets * PRICES.s3Get +
    used.s3Puts * PRICES.s3Put;
  return {
    gbSeconds: round(gbSeconds, 3),
    s3Gets: used.s3Gets,
    s3Puts: used.s3Puts,
    usd: round(usd, 8),
    prices: PRICES.name,
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
