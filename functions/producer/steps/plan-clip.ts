import { toTuple } from '../core/clip-document.ts';
import { refuseOversize } from '../core/clip-size.ts';
import { divideWindow, type Stretch, withoutHoles } from '../core/coverage.ts';
import { iso, noRecording, retryTimeout } from '../core/limits.ts';
import { type CutPlan, type EncodeLimits, type LocatedStretch, planCut } from '../core/plan.ts';
import type { Recording } from '../core/recording.ts';
import { missing, type Search, windowInWords } from './find-recordings.ts';
import { noteEdges } from './note-holes.ts';

/**
 * Plans cuts, gaps and the way of cutting.
 *
 * @throws ClipRefused where nothing covers the window, or it cannot be cut as asked; ClipPending where its end is still
 *   to come.
 */
export async function planClip(
  search: Search,
  recordings: readonly Recording[],
  limits: EncodeLimits,
): Promise<CutPlan> {
  const { request, archive, nowMs, patience } = search;
  const divided = divideWindow(request.range, recordings);
  const holes = await Promise.all(
    divided.stretches.map((stretch) => archive.holes(stretch.recording, stretch.range)),
  );
  const { stretches, gaps } = withoutHoles(request.range, divided.stretches, holes);
  // A recording that is named and finished grows no longer.
  const lacksItsEnd = request.source.kind === 'window' && gaps.at(-1)?.endMs === request.range.endMs;
  if (lacksItsEnd && patience === 'wait') {
    const what = `${windowInWords(request)} is recorded up to ${iso(gaps.at(-1)?.startMs ?? 0)} only`;
    throw missing(what, search, recordings);
  }
  const points = await Promise.all(
    stretches.map((stretch) => archive.locate(stretch.recording, stretch.range)),
  );
  for (const [index, found] of points.entries()) {
    // A hole that the window begins or ends in shows in what is found of it.
    if (found && (await noteEdges(stretches[index] as Stretch, found, archive)))
      return planClip(search, recordings, limits);
  }
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
  if (located.length === 0 || (gaps.length > 0 && request.gapPolicy === 'fail')) {
    // What was recorded in the end is cut, as it would be for whoever asks later.
    if (lacksItsEnd && patience === 'over')
      throw retryTimeout(`the end of ${windowInWords(request)} is not recorded`);
    throw noRecording(request, nowMs, gaps);
  }
  return refuseOversize(planCut(request, located, gaps, limits));
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
