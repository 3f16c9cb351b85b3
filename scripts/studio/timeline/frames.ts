/**
 * Frames of a recording. A request's window is in whole milliseconds and frames are not; the function takes a frame for
 * one of the window that begins at most 0.1 ms before it (docs/adr/0040).
 */
const TOLERANCE_US = 100;

/** When frames begin: as the index tells, or evenly spaced where there is no index. */
export interface FrameGrid {
  /** Microseconds from the recording's first frame, in order; null where they are not known. */
  readonly framesUs: readonly number[] | null;
  readonly fps: number;
}

/** The whole millisecond whose window begins with the frame at `us`: no earlier frame, and this one, lie in it. */
export function msOfFrame(us: number): number {
  return Math.floor((us + TOLERANCE_US) / 1000);
}

/** The frame on the screen at `us`: when it begins. Before the first frame it is the first. */
export function frameAt({ framesUs, fps }: FrameGrid, us: number): number {
  if (!framesUs || framesUs.length === 0) {
    return Math.round((Math.max(0, Math.floor((us + TOLERANCE_US) * (fps / 1e6))) * 1e6) / fps);
  }
  return framesUs[indexOfFrame(framesUs, us)] as number;
}

/** The beginning of the frame `by` frames behind (or, negative, before) the one at `us`; null beyond what is known. */
export function frameBeside(grid: FrameGrid, us: number, by: number): number | null {
  const { framesUs, fps } = grid;
  if (!framesUs || framesUs.length === 0) {
    const index = Math.round((frameAt(grid, us) * fps) / 1e6) + by;
    return index < 0 ? null : Math.round((index * 1e6) / fps);
  }
  return framesUs[indexOfFrame(framesUs, us) + by] ?? null;
}

/** The number of a frame, counted from the recording's first, which is 0. */
export function frameNumber(us: number, fps: number): number {
  return Math.round((us * fps) / 1e6);
}

function indexOfFrame(framesUs: readonly number[], us: number): number {
  let low = 0;
  let high = framesUs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((framesUs[middle] as number) <= us + TOLERANCE_US) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
