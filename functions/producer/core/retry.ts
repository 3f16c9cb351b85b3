/** After the first failure; each further one doubles it. */
const FIRST_BACKOFF_S = 5;
const LONGEST_BACKOFF_S = 300;

/** A message that failed. */
export interface FailedTry {
  /** So far, from 1. */
  readonly receives: number;
  /** After this many the queue gives it up. */
  readonly maxReceives: number;
  /** Whether every further try ends the same way. */
  readonly isHopeless: boolean;
  /** In how many ms what is in its way should be over; null where nothing tells. */
  readonly retryInMs: number | null;
  /** From 0 to 1. */
  readonly chance: number;
}

/**
 * For how long a message that failed stays hidden.
 *
 * What has no try left, or needs none, goes to the dead-letter queue as soon as it may. What waits for another
 * delivery looks again before long, but keeps its last try for the time when that one must be over. All else backs
 * off.
 */
export function secondsUntilRetry(failed: FailedTry): number {
  const { receives, maxReceives, isHopeless, retryInMs, chance } = failed;
  if (isHopeless || receives >= maxReceives) return 0;
  const backoffS = backoffSeconds(receives, chance);
  if (retryInMs === null) return backoffS;
  const untilOverS = Math.max(1, Math.ceil(retryInMs / 1000) + 1);
  return receives === maxReceives - 1 ? untilOverS : Math.min(backoffS, untilOverS);
}

/**
 * 5 s after the first receive, doubled with each further one, and up to half of that more or less, so that what failed
 * together does not come back together.
 *
 * @param receives so far, from 1. @param chance from 0 to 1.
 */
export function backoffSeconds(receives: number, chance: number): number {
  const doubled = FIRST_BACKOFF_S * 2 ** Math.min(receives - 1, 16);
  return Math.max(1, Math.round(Math.min(doubled, LONGEST_BACKOFF_S) * (0.5 + chance)));
}
