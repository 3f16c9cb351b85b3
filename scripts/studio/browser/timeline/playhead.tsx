import { LAST_MS } from '../../../../functions/producer/core/time-range.ts';
import { dayOf, timeOfDay } from '../../timeline/words.ts';
import { playheadMs, selectedCamera, view } from '../state/timeline-view.ts';
import { leftOf } from './hover-picture.tsx';

/** Where the player is: a line over the lanes, and for those who do not see it a slider that says the time. */
export function Playhead() {
  const ms = playheadMs.value;
  const x = leftOf(ms);
  const isInSight = x >= 0 && x <= view.value.widthPx;
  return (
    <div
      class="playhead"
      style={{ transform: `translateX(${isInSight ? x : -99}px)` }}
      role="slider"
      tabIndex={0}
      aria-label={`Playhead${selectedCamera.value ? ` in camera ${selectedCamera.value}` : ''}`}
      aria-valuemin={0}
      aria-valuemax={LAST_MS}
      aria-valuenow={Math.round(ms)}
      aria-valuetext={`${dayOf(ms)} ${timeOfDay(ms)} UTC`}
    />
  );
}
