import { msAt } from '../../timeline/view.ts';
import { seek } from '../player/archive-player.ts';
import { pan, view, zoom } from '../state/timeline-view.ts';
import { RULER_PX } from './draw-lanes.ts';

/** Farther than this is a drag and no click. */
const CLICK_PX = 4;
const WHEEL_STEP = 1.0018;

interface Pointers {
  /** Called for a click on a lane, with its place below the ruler. */
  readonly onLane: (y: number) => void;
  readonly onHover: (place: { x: number; y: number } | null) => void;
}

/**
 * Wheel, mouse and fingers over the lanes: the wheel zooms at the pointer (with Shift, or sideways, it pans), a drag on
 * the ruler scrubs, a drag on the lanes pans, two fingers zoom, a click seeks.
 */
export function listenToPointers(element: HTMLElement, { onLane, onHover }: Pointers): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  const fingers = new Map<number, { x: number; y: number }>();
  let drag: { startX: number; startY: number; lastX: number; isScrub: boolean; hasMoved: boolean } | null =
    null;
  let spread = 0;
  const placeOf = (event: MouseEvent) => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const seekTo = (x: number) => void seek(msAt(view.value, x));

  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      if (isSideways) pan((event.deltaX || event.deltaY) * pixels);
      else zoom(WHEEL_STEP ** (-event.deltaY * pixels), placeOf(event).x);
    },
    { signal, passive: false },
  );
  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      const { x, y } = placeOf(event);
      element.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, { x, y });
      onHover(null);
      if (fingers.size === 2) {
        drag = null;
        spread = distance(fingers);
        return;
      }
      drag = { startX: x, startY: y, lastX: x, isScrub: y < RULER_PX, hasMoved: false };
      if (drag.isScrub) seekTo(x);
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      const { x, y } = placeOf(event);
      if (fingers.has(event.pointerId)) fingers.set(event.pointerId, { x, y });
      if (fingers.size === 2) {
        const wide = distance(fingers);
        if (spread > 0 && wide > 0) zoom(wide / spread, middle(fingers));
        spread = wide;
        return;
      }
      if (!drag) {
        if (event.pointerType === 'mouse') onHover({ x, y });
        return;
      }
      drag.hasMoved ||= Math.abs(x - drag.startX) > CLICK_PX || Math.abs(y - drag.startY) > CLICK_PX;
      if (drag.isScrub) seekTo(x);
      else if (drag.hasMoved) pan(drag.lastX - x);
      drag.lastX = x;
    },
    { signal },
  );
  const end = (event: PointerEvent) => {
    fingers.delete(event.pointerId);
    if (drag && !drag.hasMoved && !drag.isScrub && event.type === 'pointerup') {
      onLane(drag.startY);
      seekTo(drag.startX);
    }
    drag = null;
  };
  element.addEventListener('pointerup', end, { signal });
  element.addEventListener('pointercancel', end, { signal });
  element.addEventListener('pointerleave', () => onHover(null), { signal });
  return () => listening.abort();
}

function distance(fingers: ReadonlyMap<number, { x: number }>): number {
  const [a, b] = [...fingers.values()];
  return a && b ? Math.abs(a.x - b.x) : 0;
}

function middle(fingers: ReadonlyMap<number, { x: number }>): number {
  const [a, b] = [...fingers.values()];
  return a && b ? (a.x + b.x) / 2 : 0;
}
