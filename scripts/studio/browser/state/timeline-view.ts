import { computed, signal } from '@preact/signals';
import { extentOf } from '../../timeline/blocks.ts';
import { fitted, held, panned, revealing, type View, zoomed } from '../../timeline/view.ts';
import { blocks, mainBlocks } from './archive.ts';

export const view = signal<View>({ fromMs: Date.now() - 3_600_000, msPerPx: 5000, widthPx: 800 });
export const selectedCamera = signal<string | null>(null);
/** The moment that the player shows; epoch ms. */
export const playheadMs = signal(Date.now());

/** How far the lanes are scrolled, in pixels. */
export const lanesTop = signal(0);

/** From the first recording of all cameras to the end of the last; null where there is none. */
const extent = computed(() => {
  const extents = [...blocks.value.values()].flatMap((series) =>
    series.flatMap((own) => extentOf(own) ?? []),
  );
  if (extents.length === 0) return null;
  return {
    fromMs: Math.min(...extents.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...extents.map(({ toMs }) => toMs)),
  };
});

export function zoom(factor: number, x = view.value.widthPx / 2): void {
  view.value = held(zoomed(view.value, factor, x), extent.value);
}

export function pan(px: number): void {
  view.value = held(panned(view.value, px), extent.value);
}

export function resize(widthPx: number): void {
  if (widthPx > 0 && widthPx !== view.value.widthPx) view.value = { ...view.value, widthPx };
}

export function reveal(ms: number): void {
  view.value = revealing(view.value, ms);
}

export function fitCamera(cameraId: string | null): void {
  const own = extentOf(mainBlocks(cameraId)) ?? extent.value;
  if (own) view.value = fitted(view.value, own.fromMs, own.toMs);
}

export function fitRange(startMs: number, endMs: number): void {
  const around = Math.max(2000, (endMs - startMs) * 0.6);
  view.value = fitted(view.value, startMs - around, endMs + around);
}
