import { endOf, type View, xOf } from './view.ts';

/** A line of the ruler. */
export interface Tick {
  readonly ms: number;
  readonly x: number;
  /** Null for the small lines between. */
  readonly label: string | null;
  /** Where a day begins. */
  readonly isDay: boolean;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Steps that people count time in, and into how many each is divided. */
const STEPS: readonly (readonly [stepMs: number, parts: number])[] = [
  [100, 5],
  [200, 2],
  [500, 5],
  [SECOND, 5],
  [2 * SECOND, 4],
  [5 * SECOND, 5],
  [10 * SECOND, 5],
  [15 * SECOND, 3],
  [30 * SECOND, 3],
  [MINUTE, 6],
  [2 * MINUTE, 4],
  [5 * MINUTE, 5],
  [10 * MINUTE, 5],
  [15 * MINUTE, 3],
  [30 * MINUTE, 3],
  [HOUR, 4],
  [2 * HOUR, 4],
  [3 * HOUR, 3],
  [6 * HOUR, 3],
  [12 * HOUR, 4],
  [DAY, 4],
  [2 * DAY, 2],
  [7 * DAY, 7],
  [14 * DAY, 2],
  [28 * DAY, 4],
  [91 * DAY, 3],
  [364 * DAY, 4],
];

/** Room that a label takes, with some air. */
const LABEL_PX = 84;

/**
 * The lines of a ruler.
 *
 * @param offsetMs of the ruler's clock before UTC: a day begins at its own midnight.
 */
export function ticks(view: View, offsetMs: number): Tick[] {
  const [stepMs, parts] = STEPS.find(([ms]) => ms / view.msPerPx >= LABEL_PX) ?? [364 * DAY, 4];
  const partMs = stepMs / parts;
  const first = Math.ceil((view.fromMs + offsetMs) / partMs);
  const last = Math.floor((endOf(view) + offsetMs) / partMs);
  const lines: Tick[] = [];
  for (let index = first; index <= last; index++) {
    const clockMs = index * partMs;
    const isLabelled = index % parts === 0;
    lines.push({
      ms: clockMs - offsetMs,
      x: xOf(view, clockMs - offsetMs),
      label: isLabelled ? labelOf(clockMs, stepMs) : null,
      isDay: clockMs % DAY === 0,
    });
  }
  return lines;
}

/** The day where one begins, else the time of day as finely as the step is. */
function labelOf(clockMs: number, stepMs: number): string {
  const iso = new Date(clockMs).toISOString();
  if (stepMs >= DAY || clockMs % DAY === 0) return iso.slice(0, 10);
  if (stepMs >= MINUTE) return iso.slice(11, 16);
  if (stepMs >= SECOND) return iso.slice(11, 19);
  return iso.slice(11, 21);
}
