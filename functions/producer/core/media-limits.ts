import type { PictureSize } from './edits.ts';
import type { AudioFacts, VideoFacts } from './recording.ts';

/** The most that a recording may be. */
export const MEDIA_LIMITS = {
  /** The largest frame of H.264 (level 6.2: 139,264 macroblocks, Rec. ITU-T H.264 table A-1); 8K has 33 million. */
  pixels: 139_264 * 256,
  side: 16_384,
  /** Slow motion of a phone. */
  fps: 240,
  durationUs: 24 * 3_600_000_000,
  channels: 24,
  sampleRate: 384_000,
  /** Times of a container lie within 30 years of its zero. */
  firstFrameS: 1e9,
} as const;

/**
 * The most that may be read of a recording to find out what it is, and at which places it can be cut. A parser may keep
 * all of it in memory, as the one picture of an MPEG-TS, and copy it once more (docs/adr/0030).
 */
export const LOOK_LIMITS: LookLimits = { bytes: 72 * 1024 * 1024, reads: 400_000 };

export interface LookLimits {
  readonly bytes: number;
  readonly reads: number;
}

/** The most that may be read in one piece: more than any frame, and than any cluster of Matroska. */
export const LARGEST_PIECE_BYTES = 64 * 1024 * 1024;
/** Lambda's /tmp has 512 MB unless it is given more; images want some of it. */
export const LARGEST_CLIP_BYTES = 480 * 1024 * 1024;

/** What was found of a recording, for `mediaProblem`. */
export interface FoundMedia {
  readonly firstFrameS: number;
  readonly durationUs: number;
  readonly video: Pick<VideoFacts, 'width' | 'height' | 'fps'>;
  /** As the bitstream has it, whatever its container says; null where it was not looked for. */
  readonly coded: PictureSize | null;
  readonly audio: Pick<AudioFacts, 'channels' | 'sampleRate' | 'startUs' | 'endUs'> | null;
}

/** Why a recording is none that we cut from, in words that follow "it", or null: the limit and the value are named. */
export function mediaProblem({ firstFrameS, durationUs, video, coded, audio }: FoundMedia): string | null {
  const { fps } = video;
  const size = sizeProblem(video) ?? (coded && sizeProblem(coded));
  if (size) return size;
  if (!isWithin(fps, 0, MEDIA_LIMITS.fps))
    return `it has ${Math.round(fps)} frames a second, more than ${MEDIA_LIMITS.fps}`;
  if (!isWithin(Math.abs(firstFrameS), 0, MEDIA_LIMITS.firstFrameS))
    return `its first frame is at ${firstFrameS} s, more than ${MEDIA_LIMITS.firstFrameS} from 0`;
  if (!isWithin(durationUs, 0, MEDIA_LIMITS.durationUs))
    return `it lasts ${Math.round(durationUs / 1e6)} s, which is not between 0 and ${MEDIA_LIMITS.durationUs / 1e6}`;
  return audio && soundProblem(audio);
}

/** Why pictures are none that are decoded, or null. */
export function sizeProblem({ width, height }: PictureSize): string | null {
  const { pixels, side } = MEDIA_LIMITS;
  if (isWithin(width, 1, side) && isWithin(height, 1, side) && width * height <= pixels) return null;
  return `its pictures are ${width}x${height} pixels, more than ${pixels} or longer than ${side}`;
}

function soundProblem({ channels, sampleRate, startUs, endUs }: NonNullable<FoundMedia['audio']>) {
  if (!isWithin(channels, 1, MEDIA_LIMITS.channels) || !isWithin(sampleRate, 1, MEDIA_LIMITS.sampleRate))
    return `its sound has ${channels} channels of ${sampleRate} samples a second`;
  if (!Number.isFinite(startUs) || !Number.isFinite(endUs)) return 'its sound has no time';
  return null;
}

/** False for what is no number, too. */
function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}
