/** Below this a picture stands still for a moment, as cameras do that have little light or little to show. */
const SHORTEST_HOLE_US = 1_000_000;
/** Where frames are far apart anyway, a hole is so many of them. */
const SHORTEST_HOLE_FRAMES = 10;

/** Where nothing is recorded within a recording; half-open, microseconds from its first frame. */
export interface Hole {
  readonly startUs: number;
  readonly endUs: number;
}

/** The usual distance of frames: the median, so that no hole counts; 0 for fewer than two frames. */
export function usualDistanceUs(startsUs: readonly number[]): number {
  const sorted = [...startsUs].sort((a, b) => a - b);
  const distances = sorted.slice(1).map((start, index) => start - (sorted[index] as number));
  distances.sort((a, b) => a - b);
  return distances[distances.length >> 1] ?? 0;
}

/** The least distance of two frames that is a hole and no pause. */
export function leastHoleUs(usualUs: number): number {
  return Math.max(SHORTEST_HOLE_US, SHORTEST_HOLE_FRAMES * usualUs);
}

/**
 * The holes between frames. The frame in front of a hole lasts as long as frames usually do, and not until the next
 * one comes.
 *
 * @param startsUs of all frames, in any order.
 */
export function holesAmong(startsUs: readonly number[]): Hole[] {
  const sorted = [...startsUs].sort((a, b) => a - b);
  const usualUs = usualDistanceUs(sorted);
  return sorted.slice(1).flatMap((nextUs, index) => {
    const lastUs = sorted[index] as number;
    return nextUs - lastUs > leastHoleUs(usualUs) ? [{ startUs: lastUs + usualUs, endUs: nextUs }] : [];
  });
}
