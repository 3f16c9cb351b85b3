import { momentMs, type Recording } from './recording.ts';
import { gapsOf, intersect, type TimeRange } from './time-range.ts';

/** A part of the window that one recording holds. */
export interface Stretch {
  readonly recording: Recording;
  /** On the request's clock. */
  readonly range: TimeRange;
}

/** What of a window is recorded, and where. */
export interface Coverage {
  /** In order of time; no instant lies in two of them. */
  readonly stretches: readonly Stretch[];
  readonly gaps: readonly TimeRange[];
}

/**
 * Divides a window among recordings. A recording that lies wholly within another is left out; of two that overlap,
 * the later one begins at its own first frame, which needs no decoding.
 */
export function divideWindow(window: TimeRange, recordings: readonly Recording[]): Coverage {
  const sorted = [...recordings].sort((a, b) => a.startMs - b.startMs || endMs(b) - endMs(a));
  const kept: Recording[] = [];
  for (const recording of sorted) {
    const last = kept.at(-1);
    if (!last || endMs(recording) > endMs(last)) kept.push(recording);
  }
  const stretches = kept.flatMap((recording, index) => {
    const next = kept[index + 1];
    const extent = {
      startMs: recording.startMs,
      endMs: Math.min(endMs(recording), next?.startMs ?? Infinity),
    };
    const range = intersect(window, extent);
    return range ? [{ recording, range }] : [];
  });
  const gaps = gapsOf(
    window,
    stretches.map((stretch) => stretch.range),
    frameMs(stretches.map((stretch) => stretch.recording)),
  );
  return { stretches, gaps };
}

/**
 * The same coverage without the holes that recordings have within them: a stretch with a hole is two.
 *
 * @param holes of each stretch, in order.
 */
export function withoutHoles(
  window: TimeRange,
  stretches: readonly Stretch[],
  holes: readonly (readonly TimeRange[])[],
): Coverage {
  const parts = stretches.flatMap(({ recording, range }, index) =>
    gapsOf(range, holes[index] ?? []).map((part) => ({ recording, range: part })),
  );
  const recordings = parts.map((part) => part.recording);
  return {
    stretches: parts,
    gaps: gapsOf(
      window,
      parts.map((part) => part.range),
      frameMs(recordings),
    ),
  };
}

/** The longest frame among the recordings, in whole ms: holes up to this length are a camera's own jitter. */
export function frameMs(recordings: readonly Recording[]): number {
  return Math.max(0, ...recordings.map((recording) => Math.ceil(1000 / Math.max(1, recording.video.fps))));
}

function endMs(recording: Recording): number {
  return momentMs(recording, recording.durationUs);
}
