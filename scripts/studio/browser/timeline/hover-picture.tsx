import { signal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { blockAt } from '../../timeline/blocks.ts';
import { msAt, xOf } from '../../timeline/view.ts';
import { timeOfDay } from '../../timeline/words.ts';
import { mainBlocks } from '../state/archive.ts';
import { localOffsetMs } from '../state/studio-info.ts';
import { view } from '../state/timeline-view.ts';

/** Where the pointer is over the lanes, and over which camera. */
export const hover = signal<{ x: number; y: number; cameraId: string | null } | null>(null);

const WIDTH = 184;
/** A pointer that passes by is not worth a picture. */
const REST_MS = 70;
/** Pictures are of keyframes; asked for by the second, a second look finds them in the browser's cache. */
const GRID_MS = 1000;

/** The archive under the pointer: a small picture of the keyframe there, and the time. */
export function HoverPicture() {
  const image = useRef<HTMLImageElement>(null);
  const place = hover.value;
  const ms = place && msAt(view.value, place.x);
  const block = place && ms !== null ? blockAt(mainBlocks(place.cameraId), ms) : null;
  useSignalEffect(() => {
    const at = hover.value;
    if (!at) return;
    const timer = setTimeout(() => void look(at, image.current), REST_MS);
    return () => clearTimeout(timer);
  });
  const left = place ? Math.min(Math.max(4, place.x - WIDTH / 2), view.value.widthPx - WIDTH - 4) : 0;
  return (
    <div class="hover" hidden={!place} style={{ transform: `translateX(${left}px)` }} aria-hidden="true">
      <div class="hover-picture" hidden={!block}>
        <img ref={image} alt="" width="184" height="104" />
      </div>
      <div class="hover-time">
        {ms !== null && ms !== undefined ? timeOfDay(ms, localOffsetMs(ms)).slice(0, 10) : ''}
        {block ? '' : ' · nothing recorded'}
      </div>
    </div>
  );
}

async function look(
  place: { x: number; cameraId: string | null },
  image: HTMLImageElement | null,
): Promise<void> {
  const ms = msAt(view.value, place.x);
  const block = blockAt(mainBlocks(place.cameraId), ms);
  if (!block || !image) return;
  const atMs = Math.max(0, Math.floor((ms - block.startMs) / GRID_MS) * GRID_MS);
  const source = `/api/picture?${new URLSearchParams({ key: block.key, atMs: String(atMs) })}`;
  if (image.dataset.source === source) return;
  image.dataset.source = source;
  const response = await fetch(source).catch(() => null);
  if (!response?.ok || image.dataset.source !== source) return;
  const url = URL.createObjectURL(await response.blob());
  image.onload = () => URL.revokeObjectURL(url);
  image.src = url;
}

/** Where a moment of the lanes is in the page's view, for what lies over them. */
export function leftOf(ms: number): number {
  return xOf(view.value, ms);
}
