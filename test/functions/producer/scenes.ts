import fc from 'fast-check';
import type { Frame } from '../../../functions/producer/adapters/cut-points.ts';
import { divideWindow } from '../../../functions/producer/core/coverage.ts';
import type { LocatedStretch } from '../../../functions/producer/core/plan.ts';
import type { Recording } from '../../../functions/producer/core/recording.ts';
import type { TimeRange } from '../../../functions/producer/core/time-range.ts';
import { type Coding, framesOf, locateAmong } from './frames.ts';
import { recordingOf, T0 } from './samples.ts';

/** A recording with all of its frames. */
export interface Modelled {
  readonly recording: Recording;
  readonly frames: readonly Frame[];
}

/** A window, and the recordings about it. */
export interface Scene {
  readonly window: TimeRange;
  readonly recordings: readonly Modelled[];
  /** The length of a frame, rounded up. */
  readonly frameMs: number;
}

/** Frame rates, lengths of GOPs and patterns of B-frames as cameras have them. */
export const anyCoding = fc
  .record({
    fps: fc.constantFrom(10, 12.5, 25, 29.97, 30),
    gop: fc.integer({ min: 1, max: 30 }),
    bFrames: fc.integer({ min: 0, max: 3 }),
    openGop: fc.boolean(),
  })
  .map((coded): Coding => ({ ...coded, openGop: coded.openGop && coded.bFrames > 0 }));

/** Up to five recordings that adjoin, overlap, contain each other or leave gaps, and a window somewhere about them. */
export const anyScene = fc
  .record({
    coded: anyCoding,
    recordings: fc.array(
      fc.record({ startMs: fc.integer({ min: 0, max: 12_000 }), count: fc.integer({ min: 1, max: 120 }) }),
      { minLength: 1, maxLength: 5 },
    ),
    isAligned: fc.boolean(),
    startMs: fc.integer({ min: -1000, max: 14_000 }),
    lengthMs: fc.integer({ min: 1, max: 10_000 }),
  })
  .map(({ coded, recordings, isAligned, startMs, lengthMs }): Scene => {
    const frameMs = 1000 / coded.fps;
    // Recorders of one camera often overlap by whole frames.
    const place = (ms: number) => (isAligned ? Math.round(Math.round(ms / frameMs) * frameMs) : ms);
    return {
      window: { startMs: T0 + startMs, endMs: T0 + startMs + lengthMs },
      recordings: recordings.map((one, index) => modelled(index, place(one.startMs), one.count, coded)),
      frameMs: Math.ceil(frameMs),
    };
  });

function modelled(index: number, startMs: number, count: number, coded: Coding): Modelled {
  const recording = recordingOf({
    key: `cam/front.${index}.mp4`,
    startMs: T0 + startMs,
    durationUs: Math.round((count * 1e6) / coded.fps),
    video: { fps: coded.fps },
  });
  return { recording, frames: framesOf(count, coded) };
}

export function recordingsOf(scene: Scene): Recording[] {
  return scene.recordings.map(({ recording }) => recording);
}

export function extentOf({ startMs, durationUs }: Recording): TimeRange {
  return { startMs, endMs: startMs + Math.round(durationUs / 1000) };
}

/** The window divided, and each stretch with its cut points and all the frames of its recording. */
export function locateAll(scene: Scene): {
  found: (LocatedStretch & { readonly frames: readonly Frame[] })[];
  gaps: readonly TimeRange[];
} {
  const { stretches, gaps } = divideWindow(scene.window, recordingsOf(scene));
  const found = stretches.flatMap((stretch) => {
    const { frames } = scene.recordings.find(({ recording }) => recording === stretch.recording) as Modelled;
    const toUs = (ms: number) => (ms - stretch.recording.startMs) * 1000;
    const points = locateAmong(frames, toUs(stretch.range.startMs), toUs(stretch.range.endMs));
    return points ? [{ ...stretch, points, frames }] : [];
  });
  return { found, gaps };
}
