import { frameAt, frameBeside, msOfFrame } from '../../timeline/frames.ts';
import { withIn, withOut } from '../../timeline/marks.ts';
import { factsOf, framesAround } from '../state/archive.ts';
import { marks } from '../state/cut-marks.ts';
import { selectedCamera } from '../state/timeline-view.ts';
import { candidateAt, inTurn, shown } from './archive-player.ts';

/** Marks the shown frame as the first one. */
export function markIn(): Promise<void> {
  return inTurn(() => {
    const cameraId = selectedCamera.value;
    const current = shown.value;
    if (cameraId === null || !current) return;
    marks.value = withIn(marks.value, cameraId, current.facts.startMs + msOfFrame(current.frameUs));
  });
}

/** Marks the shown frame as the last one: the window ends where the next one begins. */
export function markOut(): Promise<void> {
  return inTurn(async () => {
    const cameraId = selectedCamera.value;
    const current = shown.value;
    if (cameraId === null || !current) return;
    const { facts, frameUs } = current;
    const framesUs = await framesAround(facts.key, frameUs);
    const nextUs = frameBeside({ framesUs, fps: facts.fps }, frameUs, 1) ?? facts.durationMs * 1000;
    marks.value = withOut(marks.value, cameraId, facts.startMs + msOfFrame(nextUs));
  });
}

/** The moment at which a frame of the selected camera begins, near this one: where a dragged mark comes to rest. */
export async function nearestFrameMs(ms: number): Promise<number> {
  const block = candidateAt(ms);
  if (!block) return Math.round(ms);
  const facts = await factsOf(block.key);
  if (facts.kind === 'broken') return Math.round(ms);
  const us = (ms - facts.startMs) * 1000 + 0.5e6 / facts.fps;
  const framesUs = await framesAround(facts.key, us);
  return facts.startMs + msOfFrame(frameAt({ framesUs, fps: facts.fps }, us));
}

/** The moment at which the frame begins that is `by` frames behind the one at this moment; the moment itself beyond. */
export async function frameBesideMs(ms: number, by: number): Promise<number> {
  const block = candidateAt(ms) ?? candidateAt(ms - 1);
  if (!block) return ms;
  const facts = await factsOf(block.key);
  if (facts.kind === 'broken') return ms;
  const us = (ms - facts.startMs) * 1000;
  const framesUs = await framesAround(facts.key, us);
  // A mark behind the last frame is at no frame: the one before it is the last.
  const isBehind = us >= facts.durationMs * 1000 - 1000;
  const from = isBehind ? us - 1000 : us;
  const beside = frameBeside({ framesUs, fps: facts.fps }, from, isBehind && by < 0 ? by + 1 : by);
  return beside === null ? ms : facts.startMs + msOfFrame(beside);
}
