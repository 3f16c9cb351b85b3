import type { TimeRange } from '../core/time-range.ts';
import type { FoundRecording } from '../ports.ts';
import type { S3Recordings } from './s3-recordings.ts';

/** What a catalogue knows of a camera's window. */
export interface Catalogued {
  /** The objects that may hold part of the window, in order of time. */
  readonly found: readonly FoundRecording[];
  /** When recordings of the same series begin that it came by, the found ones included; epoch ms, in order. */
  readonly startsMs: readonly number[];
}

/** Knows which objects hold a camera's window. */
export interface Catalogue {
  /**
   * Objects that are there (`S3Recordings.stat` tells), each once, by the time of their first frame to the millisecond:
   * of those that begin at or before the window at least the last one, and all that begin within it; hundreds, not more.
   * Where nothing is recorded, none.
   *
   * @param recordings the job's own view of the bucket, which counts its requests.
   * @throws ClipRefused for an answer that is final, as that there is no such camera; RetryableFailure for what may pass.
   */
  find(cameraId: string, window: TimeRange, recordings: S3Recordings): Promise<Catalogued>;
}
