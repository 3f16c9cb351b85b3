/** What of the wall clock a timeline shows, and how large; times are epoch ms. */
export interface View {
  /** At the left edge. */
  readonly fromMs: number;
  /** Time that a pixel stands for. */
  readonly msPerPx: number;
  readonly widthPx: number;
}

/** Closest: a frame of 30 a second is some 16 pixels wide. Farthest: about ten years in 1000 pixels. */
export const MS_PER_PX = { least: 2, most: 3e8 } as const;

export function xOf(view: View, ms: number): number {
  return (ms - view.fromMs) / view.msPerPx;
}

export function msAt(view: View, x: number): number {
  return view.fromMs + x * view.msPerPx;
}

export function endOf(view: View): number {
  return msAt(view, view.widthPx);
}

/** Larger (factor above 1) or smaller; the moment under `x` stays where it is. */
export function zoomed(view: View, factor: number, x: number): View {
  const msPerPx = clamp(view.msPerPx / factor, MS_PER_PX.least, MS_PER_PX.most);
  return { ...view, msPerPx, fromMs: msAt(view, x) - x * msPerPx };
}

/** Moved by pixels: what was at `px` comes to the left edge. */
export function panned(view: View, px: number): View {
  return { ...view, fromMs: msAt(view, px) };
}

/** Shows a stretch as large as it fits, with a margin on both sides. */
export function fitted(view: View, fromMs: number, toMs: number): View {
  const margin = 0.04;
  const lengthMs = Math.max(toMs - fromMs, 1);
  const msPerPx = clamp(
    (lengthMs * (1 + 2 * margin)) / Math.max(view.widthPx, 1),
    MS_PER_PX.least,
    MS_PER_PX.most,
  );
  return { ...view, msPerPx, fromMs: (fromMs + toMs) / 2 - (msPerPx * view.widthPx) / 2 };
}

/** Moved no farther than it must be to show the moment, with some room before the edge. */
export function revealing(view: View, ms: number): View {
  const room = view.widthPx * 0.08;
  const x = xOf(view, ms);
  if (x < 0 || x > view.widthPx) return { ...view, fromMs: ms - (view.widthPx / 2) * view.msPerPx };
  if (x < room) return panned(view, x - room);
  if (x > view.widthPx - room) return panned(view, x - view.widthPx + room);
  return view;
}

/** Kept so that something of the archive stays in sight. */
export function held(view: View, archive: { readonly fromMs: number; readonly toMs: number } | null): View {
  if (!archive) return view;
  const half = (view.widthPx / 2) * view.msPerPx;
  const middle = clamp(view.fromMs + half, archive.fromMs, Math.max(archive.fromMs, archive.toMs));
  return { ...view, fromMs: middle - half };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
