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
  /** @param recordings the job's own view of the bucket, which counts its requests. */
  find(cameraId: string, window: TimeRange, recordings: S3Recordings): Promise<Catalogued>;
}
