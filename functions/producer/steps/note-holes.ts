import type { Stretch } from '../core/coverage.ts';
import { type Hole, leastHoleUs } from '../core/holes.ts';
import type { CutPlan } from '../core/plan.ts';
import { type CutPoints, offsetUs } from '../core/recording.ts';
import type { Archive } from '../ports.ts';

/**
 * What stands still in a finished clip, noted as holes of its recordings where nothing was recorded.
 *
 * @param stills on the clip's time line.
 * @returns whether there are holes that nobody knew of when the clip was planned.
 */
export async function noteStills(stills: readonly Hole[], plan: CutPlan, archive: Archive): Promise<boolean> {
  let isNews = false;
  for (const still of stills) {
    const segment = plan.segments.findLast(({ clipUs }) => clipUs <= still.startUs);
    if (!segment) continue;
    const inRecording = (us: number) => segment.fromUs + Math.round((us - segment.clipUs) * plan.edits.speed);
    const hole = { startUs: inRecording(still.startUs), endUs: inRecording(still.endUs) };
    isNews = (await archive.noteHoles(segment.recording, [hole])) || isNews;
  }
  return isNews;
}

/** The same of a stretch whose first frame comes long after it begins, or whose last one ends long before it does. */
export async function noteEdges(
  { recording, range }: Stretch,
  { firstFrameUs, endUs }: CutPoints,
  archive: Archive,
): Promise<boolean> {
  const edges = [
    { startUs: offsetUs(recording, range.startMs), endUs: firstFrameUs },
    { startUs: endUs, endUs: offsetUs(recording, range.endMs) },
  ];
  const leastUs = leastHoleUs(1e6 / Math.max(1, recording.video.fps));
  const holes = edges.filter(({ startUs, endUs }) => endUs - startUs > leastUs);
  return holes.length > 0 && (await archive.noteHoles(recording, holes));
}
