import { ARCHIVE_MS, RETRY_LIMIT_MS } from './limits.ts';
import { parseLiteral } from './literal.ts';
import type { Recording } from './recording.ts';
import type { ClipRequest } from './request.ts';

/** From the end of a recording until its object is there. */
const UPLOAD_MARGIN_MS = 15_000;
/** The same from a window's end, where nothing tells how long the camera's recordings are. */
const UNKNOWN_LENGTH_MARGIN_MS = 60_000;

/** Looks at what is late: the longer it is late already, the rarer. */
const SOONEST_LOOK_MS = 10_000;
const RAREST_LOOK_MS = 120_000;

/** SQS delays a message by at most 900 s; below 10 s a look costs more than it saves. */
const LEAST_DELAY_S = 10;
const MOST_DELAY_S = 900;

/** When a request was sent: epoch ms. Each time it is sent again is in `retryTimestamps`, the first one first. */
export interface Sendings {
  /** Of the message at hand. */
  readonly sentAtMs: number;
  readonly retryTimestamps: readonly number[];
  /** As the clip's document remembers it; null where it was not pending. */
  readonly rememberedMs: number | null;
}

/** The first of all sendings; retries count from there, and a clock that is wrong can only make it earlier. */
export function firstSendingOf({ sentAtMs, retryTimestamps, rememberedMs }: Sendings): number {
  const earlier = rememberedMs === null ? sentAtMs : Math.min(sentAtMs, rememberedMs);
  return retryTimestamps.reduce((first, sent) => Math.min(first, sent), earlier);
}

/**
 * What it means that the end of a window is not recorded: `wait` for it, or wait no longer because the limit is `over`,
 * or take what is there for all there will be (`final`).
 */
export type Patience = 'wait' | 'over' | 'final';

/**
 * A window is waited for where it ended less than the retry limit before it was first asked for, and ends no later
 * than that limit from now; and until the limit has passed since it was first asked for. So whoever asks has an answer
 * after at most the retry limit.
 *
 * @param endMs of the window, epoch ms; null where the wall clock is not known.
 */
export function patienceFor(endMs: number | null, firstSentMs: number, nowMs: number): Patience {
  if (endMs === null || endMs > nowMs + RETRY_LIMIT_MS) return 'final';
  if (nowMs - endMs > ARCHIVE_MS || firstSentMs - endMs >= RETRY_LIMIT_MS) return 'final';
  return nowMs < giveUpTimeOf(firstSentMs) ? 'wait' : 'over';
}

/** When a request that waits is told that its time is over. */
export function giveUpTimeOf(firstSentMs: number): number {
  return firstSentMs + RETRY_LIMIT_MS;
}

/** What is known of a camera's recordings, on the wall clock. */
export interface Rhythm {
  /** When recordings of the series begin, those that are still being written included; in order. */
  readonly startsMs: readonly number[];
  /** Those that are finished; in order. */
  readonly finished: readonly Pick<Recording, 'startMs' | 'durationUs'>[];
}

/** As many of the latest recordings tell the length of the next. */
const LENGTHS_LOOKED_AT = 5;

/**
 * When the recording that holds the window's last frame should be there: recordings of a series are of one length and
 * follow one another, so the one in progress ends a length behind its start. The length is the median distance of the
 * latest starts, so that one hole does not count; of a single recording, its own.
 */
export function expectedAtMs(windowEndMs: number, rhythm: Rhythm, nowMs: number): number {
  const recordedAtMs = recordedBy(windowEndMs, rhythm);
  if (recordedAtMs > nowMs) return recordedAtMs;
  const lateMs = nowMs - recordedAtMs;
  return nowMs + Math.min(RAREST_LOOK_MS, Math.max(SOONEST_LOOK_MS, Math.round(lateMs / 2)));
}

function recordedBy(windowEndMs: number, { startsMs, finished }: Rhythm): number {
  const lastStartMs = startsMs.at(-1);
  const lengthMs = lengthOf(startsMs, finished);
  if (lastStartMs === undefined || lengthMs === null) return windowEndMs + UNKNOWN_LENGTH_MARGIN_MS;
  const lengths = Math.max(1, Math.ceil((windowEndMs - lastStartMs) / lengthMs));
  return lastStartMs + lengths * lengthMs + UPLOAD_MARGIN_MS;
}

/** How long the recordings of a series are, by when its latest ones begin; null where fewer than two tell. */
export function usualLengthMs(startsMs: readonly number[]): number | null {
  const latest = startsMs.slice(-LENGTHS_LOOKED_AT - 1);
  const distances = latest.slice(1).map((start, index) => start - (latest[index] as number));
  const told = distances.filter((distance) => distance > 0).sort((a, b) => a - b);
  return told[(told.length - 1) >> 1] ?? null;
}

function lengthOf(startsMs: readonly number[], finished: Rhythm['finished']): number | null {
  const usualMs = usualLengthMs(startsMs);
  if (usualMs !== null) return usualMs;
  const lastMs = Math.round((finished.at(-1)?.durationUs ?? 0) / 1000);
  return lastMs > 0 ? lastMs : null;
}

/** The delay with which a request is sent again, whole seconds: no later than the moment it is to be given up at. */
export function delaySeconds(expectedAtMs: number, giveUpAtMs: number, nowMs: number): number {
  const seconds = Math.ceil((Math.min(expectedAtMs, giveUpAtMs) - nowMs) / 1000);
  return Math.min(MOST_DELAY_S, Math.max(LEAST_DELAY_S, seconds));
}

/** The contract takes so many retry times. */
const MOST_TIMES = 1000;

/** The retry times of a request that is sent again: the sending that is over behind the earlier ones. */
export function retryTimesAgain(
  { retryTimestamps }: Pick<ClipRequest, 'retryTimestamps'>,
  sentAtMs: number,
): number[] {
  const [first = sentAtMs, ...later] = [...retryTimestamps, sentAtMs];
  // Of too many, the first tells since when, and the last ones how it went on.
  return [first, ...later.slice(Math.max(0, later.length - MOST_TIMES + 1))];
}

/**
 * The body with which a request is sent again: the same, with these retry times.
 *
 * @param body of a valid request.
 */
export function bodyToSendAgain(body: string, retryTimestamps: readonly number[]): string {
  return JSON.stringify({ ...(parseLiteral(body) as object), retryTimestamps });
}
