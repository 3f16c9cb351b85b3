import { type LocatedStretch, planCut } from '../../../../functions/producer/core/plan.ts';
import type { Recording } from '../../../../functions/producer/core/recording.ts';
import type { TimeRange } from '../../../../functions/producer/core/time-range.ts';
import { recordingOf, requestOf, SECOND_US, T0 } from '../samples.ts';

/** More than any plan of a test takes. */
export const PLENTY = { budgetMs: 100_000, memoryMb: 1769 };

export const at = (startS: number, endS: number): TimeRange => ({
  startMs: T0 + startS * 1000,
  endMs: T0 + endS * 1000,
});

export function recordingAt(startS: number, endS: number, key = `cam/front.${startS}.mp4`): Recording {
  return recordingOf({ key, startMs: T0 + startS * 1000, durationUs: (endS - startS) * SECOND_US });
}

export const exactly = (...stretches: LocatedStretch[]) => planCut(requestOf(), stretches, [], PLENTY);
export const atKeyframes = (...stretches: LocatedStretch[]) =>
  planCut(requestOf({ cut: 'keyframe' }), stretches, [], PLENTY);
