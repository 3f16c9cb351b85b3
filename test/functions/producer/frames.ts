import { type Frame, pointsAmong } from '../../../functions/producer/adapters/cut-points.ts';
import type { CutPoints, Keyframe } from '../../../functions/producer/core/recording.ts';

/** How a modelled recording is coded. */
export interface Coding {
  readonly fps: number;
  /** Frames from keyframe to keyframe. */
  readonly gop: number;
  /** Frames between two that others refer to. */
  readonly bFrames: number;
  /** The last B-frames of a GOP refer to the next keyframe, and follow it in decode order. */
  readonly openGop?: boolean;
}

/** The frames of a recording in decode order, as an encoder with a fixed pattern would write them. */
export function framesOf(count: number, { fps, gop, bFrames, openGop = false }: Coding): Frame[] {
  const frameAt = (index: number): Frame => ({
    startUs: Math.round((index * 1e6) / fps),
    lengthUs: Math.round(1e6 / fps),
    isKeyframe: index % gop === 0,
  });
  const decoded: number[] = [];
  let shownUpTo = -1;
  while (shownUpTo < count - 1) {
    const next = shownUpTo + 1;
    const anchor =
      next % gop === 0 && !openGop ? next : next === 0 ? 0 : anchorFrom(next, gop, bFrames, openGop);
    const last = Math.min(anchor, count - 1);
    decoded.push(last, ...range(next, last));
    shownUpTo = last;
  }
  return decoded.map(frameAt);
}

/** The next frame that others refer to: after `bFrames` others, but never past a GOP's last frame (or its successor). */
function anchorFrom(next: number, gop: number, bFrames: number, openGop: boolean): number {
  const nextKey = Math.ceil(next / gop) * gop;
  return Math.min(next + bFrames, openGop ? nextKey : Math.ceil((next + 1) / gop) * gop - 1);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

/** Cut points as the archive finds them, in a recording whose every frame is known. */
export function locateAmong(frames: readonly Frame[], fromUs: number, toUs: number): CutPoints | null {
  const keyframes = frames.filter((frame) => frame.isKeyframe);
  const at = keyframes.findLast((frame) => frame.startUs <= fromUs + 100) ?? keyframes[0];
  if (!at) return null;
  const list = frames.slice(frames.indexOf(at));
  const places = pointsAmong(list, list, fromUs, toUs);
  if (!places) return null;
  const { firstFrameUs, endUs, frames: count, beforeUs, nextUs, lastUs, copyEndUs } = places;
  const keyframe = (atUs: number): Keyframe => ({ atUs, isClosed: isClosed(frames, atUs) });
  return {
    firstFrameUs,
    endUs,
    frames: count,
    before: keyframe(beforeUs),
    next: nextUs === null ? null : keyframe(nextUs),
    last: keyframe(lastUs),
    copyEndUs,
  };
}

/** Whether nothing behind the keyframe in decode order is shown before it. */
export function isClosed(frames: readonly Frame[], atUs: number): boolean {
  const index = frames.findIndex((frame) => frame.startUs === atUs);
  return frames.slice(index).every((frame) => frame.startUs >= atUs);
}

/** The frames that a copy of `[fromUs, toUs)` writes: in decode order from a keyframe on, up to the first beyond. */
export function copiedFrames(frames: readonly Frame[], fromUs: number, toUs: number): Frame[] {
  const start = frames.findLastIndex((frame) => frame.isKeyframe && frame.startUs <= fromUs + 100);
  const end = frames.findIndex((frame, index) => index >= start && frame.startUs >= toUs - 100);
  return frames.slice(start, end < 0 ? undefined : end).filter((frame) => frame.startUs >= fromUs - 100);
}
