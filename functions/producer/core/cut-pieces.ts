import type { CutPoints, Recording } from './recording.ts';

/** A part of one recording that goes into the clip; microseconds from the recording's first frame. */
export interface Segment {
  readonly recording: Recording;
  readonly fromUs: number;
  readonly toUs: number;
  /** The keyframe from which its first frame is decoded. */
  readonly keyframeUs: number;
  /** Where what its last frame is decoded from ends. */
  readonly copyEndUs: number;
  /** Where its first frame lies in the clip. */
  readonly clipUs: number;
}

/** A part of a segment's pictures that is copied, or encoded. */
export interface Piece extends Segment {
  readonly how: 'copy' | 'encode';
}

/** How a stretch is cut exactly: what has to be encoded of it, and what can be copied. */
export interface ExactCut {
  readonly pieces: readonly Pick<Piece, 'how' | 'fromUs' | 'toUs' | 'keyframeUs' | 'copyEndUs'>[];
  /** Why not everything is copied; null where it is. */
  readonly reason: string | null;
}

/**
 * Smart cut: encodes from the wanted first frame to the next keyframe, copies from there, and encodes the last group
 * of pictures where its wanted frames refer to unwanted ones. What is encoded and what is copied meet at closed GOPs
 * only, where nothing refers across.
 */
export function cutExactly(points: CutPoints): ExactCut {
  const { firstFrameUs, endUs, before, next, last, copyEndUs } = points;
  const all = { fromUs: firstFrameUs, toUs: endUs, keyframeUs: before.atUs, copyEndUs };
  const startsClean = before.atUs === firstFrameUs && before.isClosed;
  const endsClean = copyEndUs === endUs;
  if (startsClean && endsClean) return { pieces: [{ how: 'copy', ...all }], reason: null };
  const reason = startsClean ? 'ends among B-frames' : 'starts between keyframes';
  const bodyFrom = startsClean ? before : next;
  const bodyTo = endsClean ? { atUs: endUs, isClosed: true } : last;
  if (!bodyFrom || bodyFrom.atUs >= bodyTo.atUs) {
    return { pieces: [{ how: 'encode', ...all }], reason: `${reason}, within one group of pictures` };
  }
  if (!bodyFrom.isClosed || !bodyTo.isClosed) {
    return { pieces: [{ how: 'encode', ...all }], reason: `${reason}, and its groups of pictures are open` };
  }
  const [bodyFromUs, bodyToUs] = [bodyFrom.atUs, bodyTo.atUs];
  const head = { ...all, toUs: bodyFromUs, copyEndUs: bodyFromUs };
  const body = { fromUs: bodyFromUs, toUs: bodyToUs, keyframeUs: bodyFromUs, copyEndUs: bodyToUs };
  const tail = { ...all, fromUs: bodyToUs, keyframeUs: bodyToUs };
  return {
    pieces: [
      ...(startsClean ? [] : [{ how: 'encode' as const, ...head }]),
      { how: 'copy' as const, ...body },
      ...(endsClean ? [] : [{ how: 'encode' as const, ...tail }]),
    ],
    reason,
  };
}
