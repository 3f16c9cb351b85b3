import { toTuple } from '../core/clip-document.ts';
import { thatFits } from '../core/clip-size.ts';
import { divideWindow } from '../core/coverage.ts';
import { noRecording } from '../core/limits.ts';
import { type CutPlan, type EncodeLimits, type LocatedStretch, planCut } from '../core/plan.ts';
import type { Recording } from '../core/recording.ts';
import type { ClipRequest } from '../core/request.ts';
import type { Archive } from '../ports.ts';

/**
 * Plans cuts, gaps and the way of cutting.
 *
 * @throws ClipRefused where nothing covers the window, or it cannot be cut as asked.
 */
export async function planClip(
  request: ClipRequest,
  recordings: readonly Recording[],
  archive: Archive,
  nowMs: number,
  limits: EncodeLimits,
): Promise<CutPlan> {
  const { stretches, gaps } = divideWindow(request.range, recordings);
  const points = await Promise.all(
    stretches.map((stretch) => archive.locate(stretch.recording, stretch.range)),
  );
  const located = stretches.flatMap((stretch, index): LocatedStretch[] => {
    const found = points[index];
    return found ? [{ ...stretch, points: found }] : [];
  });
  const [first] = stretches;
  if (located.length === 0 && first) {
    // The window is shorter than a frame, and none begins in it: the moment is the frame on the screen.
    const points = await archive.locateShown(first.recording, first.range.startMs);
    if (points) located.push({ ...first, points });
  }
  if (located.length === 0 || (gaps.length > 0 && request.gapPolicy === 'fail'))
    throw noRecording(request, nowMs, gaps);
  return thatFits(planCut(request, located, gaps, limits));
}

/** A plan as a log line shows it. */
export function describePlan(plan: CutPlan): Record<string, unknown> {
  return {
    mode: plan.mode,
    reason: plan.reason,
    durationMs: Math.round(plan.durationUs / 1000),
    frames: plan.frames,
    covered: plan.covered.map(toTuple),
    gaps: plan.gaps.map(toTuple),
  };
}
