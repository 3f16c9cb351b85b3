import { useRef } from 'preact/hooks';
import { LAST_MS } from '../../../../functions/producer/core/time-range.ts';
import { withIn, withOut } from '../../timeline/marks.ts';
import { msAt } from '../../timeline/view.ts';
import { timeOfDay } from '../../timeline/words.ts';
import { seek } from '../player/archive-player.ts';
import { frameBesideMs, nearestFrameMs } from '../player/marking.ts';
import { cameras } from '../state/archive.ts';
import { marks } from '../state/cut-marks.ts';
import { localOffsetMs } from '../state/studio-info.ts';
import { lanesTop, view } from '../state/timeline-view.ts';
import { LANE_PX, RULER_PX } from './draw-lanes.ts';
import { leftOf } from './hover-picture.tsx';

/** The two marks as handles over the lanes: dragged, or moved by arrow keys, they come to rest on a frame. */
export function MarkHandles() {
  const { inMs, outMs } = marks.value;
  return (
    <>
      {inMs !== null && <Handle kind="in" ms={inMs} />}
      {outMs !== null && <Handle kind="out" ms={outMs} />}
    </>
  );
}

const LABEL_PX = 104;

function Handle({ kind, ms }: { kind: 'in' | 'out'; ms: number }) {
  const dragging = useRef<{ parentLeft: number } | null>(null);
  const x = leftOf(ms);
  const row = cameras.value.indexOf(marks.value.cameraId ?? '');
  const y = RULER_PX + row * LANE_PX - lanesTop.value;
  const isInSight = row >= 0 && y >= RULER_PX - LANE_PX / 2 && x >= -1 && x <= view.value.widthPx + 1;
  // Outside of the marked stretch, but for where there is no room.
  const isTurned = kind === 'in' ? x < LABEL_PX : x > view.value.widthPx - LABEL_PX;
  const moveTo = async (place: Promise<number>) => {
    const atMs = await place;
    const { cameraId } = marks.value;
    if (cameraId === null) return;
    const { inMs, outMs } = marks.value;
    // A mark is not dragged past the other one.
    if (kind === 'in' && (outMs === null || atMs < outMs)) marks.value = withIn(marks.value, cameraId, atMs);
    if (kind === 'out' && (inMs === null || atMs > inMs)) marks.value = withOut(marks.value, cameraId, atMs);
    // The last frame is the one before the end.
    void seek(kind === 'in' ? atMs : atMs - 2);
  };
  return (
    <div
      class={`mark mark-${kind}`}
      hidden={!isInSight}
      style={{ transform: `translate(${x}px, ${y}px)` }}
      role="slider"
      tabIndex={isInSight ? 0 : -1}
      aria-label={kind === 'in' ? 'In mark: the first frame' : 'Out mark: the end behind the last frame'}
      aria-valuemin={0}
      aria-valuemax={LAST_MS}
      aria-valuenow={ms}
      aria-valuetext={`${timeOfDay(ms)} UTC`}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        void moveTo(frameBesideMs(ms, by * (event.shiftKey ? 10 : 1)));
      }}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        const parent = event.currentTarget.parentElement;
        dragging.current = { parentLeft: parent?.getBoundingClientRect().left ?? 0 };
      }}
      onPointerMove={(event) => {
        if (!dragging.current) return;
        void moveTo(nearestFrameMs(msAt(view.value, event.clientX - dragging.current.parentLeft)));
      }}
      onPointerUp={() => {
        dragging.current = null;
      }}
      onPointerCancel={() => {
        dragging.current = null;
      }}
    >
      <span class={`mark-label ${isTurned ? 'mark-turned' : ''}`}>
        {kind === 'in' ? 'in' : 'out'} {timeOfDay(ms, localOffsetMs(ms))}
      </span>
    </div>
  );
}
