import type { LocatedStretch } from './plan.ts';
import { momentMs } from './recording.ts';
import type { TimeRange } from './time-range.ts';

/**
 * Behind a hole within a recording, a copy cannot begin at the keyframe before: that is in front of the hole, and what
 * follows it was shown already. It begins at the next one, and the frames up to there are lost.
 */
export function fromOwnKeyframes(located: readonly LocatedStretch[]): {
  stretches: readonly LocatedStretch[];
  lost: readonly TimeRange[];
} {
  const stretches: LocatedStretch[] = [];
  const lost: TimeRange[] = [];
  for (const stretch of located) {
    const { recording, range, points } = stretch;
    const last = stretches.at(-1);
    if (last?.recording !== recording || points.before.atUs >= last.points.endUs) stretches.push(stretch);
    else {
      const startUs = points.next?.atUs ?? points.endUs;
      lost.push({ startMs: range.startMs, endMs: momentMs(recording, startUs) });
      if (points.next) stretches.push({ ...stretch, points: { ...points, before: points.next } });
    }
  }
  return { stretches, lost };
}
