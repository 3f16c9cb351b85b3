/** The moment to be cut: `[inMs, outMs)`, epoch ms; either may be open yet. */
export interface Marks {
  readonly cameraId: string | null;
  readonly inMs: number | null;
  readonly outMs: number | null;
}

export const NO_MARKS: Marks = { cameraId: null, inMs: null, outMs: null };

/** Sets the first frame; an out mark at or before it, or another camera's, goes. */
export function withIn(marks: Marks, cameraId: string, inMs: number): Marks {
  const { outMs } = ofCamera(marks, cameraId);
  return { cameraId, inMs, outMs: outMs !== null && outMs > inMs ? outMs : null };
}

/** Sets the end behind the last frame; an in mark at or behind it, or another camera's, goes. */
export function withOut(marks: Marks, cameraId: string, outMs: number): Marks {
  const { inMs } = ofCamera(marks, cameraId);
  return { cameraId, inMs: inMs !== null && inMs < outMs ? inMs : null, outMs };
}

/** The marked window, where both marks are set. */
export function windowOf({ inMs, outMs }: Marks): { startMs: number; endMs: number } | null {
  return inMs !== null && outMs !== null && inMs < outMs ? { startMs: inMs, endMs: outMs } : null;
}

function ofCamera(marks: Marks, cameraId: string): Marks {
  return marks.cameraId === cameraId ? marks : NO_MARKS;
}
