/**
 * Half-open ranges of integer milliseconds, `[startMs, endMs)`: the start belongs to the range, the end does not,
 * so ranges that adjoin share no instant. Which clock they are on (wall clock, offset into a recording) is the
 * caller's.
 */
export interface TimeRange {
  readonly startMs: number;
  readonly endMs: number;
}

/** The end of the year 9999: the last instant that ISO 8601 writes with four digits; epoch ms. */
export const LAST_MS = 253_402_300_799_999;

/** Length of the range in ms; 0 for an empty or reversed one. */
export function durationMs(range: TimeRange): number {
  return Math.max(0, range.endMs - range.startMs);
}

/** The part that both ranges share, or null where they share none (ranges that only touch share none). */
export function intersect(a: TimeRange, b: TimeRange): TimeRange | null {
  const startMs = Math.max(a.startMs, b.startMs);
  const endMs = Math.min(a.endMs, b.endMs);
  return startMs < endMs ? { startMs, endMs } : null;
}

/**
 * Sorts ranges and joins those that overlap, touch or lie at most `toleranceMs` apart.
 *
 * @returns disjoint ranges in ascending order, more than `toleranceMs` apart.
 */
export function merge(ranges: readonly TimeRange[], toleranceMs = 0): TimeRange[] {
  const merged: TimeRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.startMs - b.startMs)) {
    if (durationMs(range) === 0) continue;
    const last = merged.at(-1);
    if (last && range.startMs <= last.endMs + toleranceMs) {
      merged[merged.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, range.endMs) };
    } else {
      merged.push({ startMs: range.startMs, endMs: range.endMs });
    }
  }
  return merged;
}

/**
 * What of `window` none of `covered` covers.
 *
 * @param toleranceMs holes of at most this length are no gaps (a frame's length: a camera's clock is no finer).
 */
export function gapsOf(window: TimeRange, covered: readonly TimeRange[], toleranceMs = 0): TimeRange[] {
  const gaps: TimeRange[] = [];
  let cursorMs = window.startMs;
  for (const range of merge(covered)) {
    const gap = intersect(window, { startMs: cursorMs, endMs: range.startMs });
    if (gap) gaps.push(gap);
    cursorMs = Math.max(cursorMs, range.endMs);
  }
  const rest = intersect(window, { startMs: cursorMs, endMs: window.endMs });
  if (rest) gaps.push(rest);
  return gaps.filter((gap) => durationMs(gap) > toleranceMs);
}
