import { formatTimestamp } from '../functions/producer/core/recording-name.ts';
import type { TimeRange } from '../functions/producer/core/time-range.ts';
import { FPS, LOOP_FRAMES } from './recordings.ts';

/** The camera with two adjoining recordings. */
export const CAMERA = 'bench';
/** First frame of every camera's first recording. */
const STARTS_AT_MS = Date.UTC(2026, 0, 1, 7);

/** A part of a recording that belongs to a clip. */
export interface ClipPart {
  /** Of the object. */
  readonly key: string;
  /** Offsets into the recording, ms, half-open. */
  readonly range: TimeRange;
}

/** A clip to be made, and what must be in it. */
export interface BenchClip {
  readonly name: string;
  readonly cameraId: string;
  /** Epoch ms. */
  readonly window: TimeRange;
  readonly parts: readonly ClipPart[];
  readonly frames: number;
  /** The number burnt into its first frame. */
  readonly firstFrame: number;
}

/**
 * Where the clips begin, drawn once: no frame begins there, and the next keyframe is 0.5, 1.0 and 1.5 s away, so that
 * on the average over the clips half a group of pictures has to be encoded.
 */
const BEFORE_KEYFRAME_MS: Readonly<Record<number, number>> = { 10000: 543, 60000: 1033, 300000: 1489 };

/**
 * The clips of these lengths, each in one recording and across two.
 *
 * @param recordingMs length of the two adjoining recordings; a multiple of the picture's loop.
 */
export function benchClips(lengthsMs: readonly number[], recordingMs: number): BenchClip[] {
  return lengthsMs.flatMap((lengthMs) => {
    const before = BEFORE_KEYFRAME_MS[lengthMs] ?? 777;
    const keyframe = (fraction: number) => Math.floor((recordingMs * fraction) / 2000) * 2000;
    const across = Math.floor((recordingMs - lengthMs / 2) / 2000) * 2000;
    return [
      clipOf(`${lengthMs / 1000} s`, CAMERA, keyframe(1 / 3) - before, lengthMs, recordingMs),
      clipOf(`${lengthMs / 1000} s across two`, CAMERA, across - before, lengthMs, recordingMs),
    ];
  });
}

/**
 * A clip of one camera.
 *
 * @param fromMs from the camera's first frame.
 * @param recordingMs length of each of its recordings.
 */
export function clipOf(
  name: string,
  cameraId: string,
  fromMs: number,
  lengthMs: number,
  recordingMs: number,
): BenchClip {
  const toMs = fromMs + lengthMs;
  const parts: ClipPart[] = [];
  for (let index = Math.floor(fromMs / recordingMs); index * recordingMs < toMs; index++) {
    const startMs = index * recordingMs;
    const range = {
      startMs: Math.max(0, fromMs - startMs),
      endMs: Math.min(recordingMs, toMs - startMs),
    };
    parts.push({ key: recordingKey(cameraId, startMs), range });
  }
  const frameAt = (ms: number) => Math.ceil((ms * FPS) / 1000);
  return {
    name,
    cameraId,
    window: { startMs: STARTS_AT_MS + fromMs, endMs: STARTS_AT_MS + toMs },
    parts,
    frames: frameAt(toMs) - frameAt(fromMs),
    firstFrame: frameAt(fromMs) % LOOP_FRAMES,
  };
}

/** Key of the recording that begins `startMs` after the camera's first frame. */
export function recordingKey(cameraId: string, startMs: number): string {
  return `${cameraId}/cam.${formatTimestamp(STARTS_AT_MS + startMs)}.mp4`;
}
