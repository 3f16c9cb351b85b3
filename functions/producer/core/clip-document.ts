import type * as z from 'zod';
import type {
  clipDocument,
  clipIdentity,
  clipMedia,
  clipProvenance,
  clipResult,
  pendingState,
} from './clip-contract.ts';
import type { ClipStatus, Reason } from './outcomes.ts';
import { parseRecordingName } from './recording-name.ts';
import type { ClipRequest, InvalidRequest } from './request.ts';
import type { TimeRange } from './time-range.ts';

/** `[startMs, endMs)` on the request's clock: epoch ms for a window, offsets for a recording. */
export type RangeTuple = [startMs: number, endMs: number];

// What each field means stands in the contract.
export type ClipMedia = z.output<typeof clipMedia>;
export type ClipIdentity = z.output<typeof clipIdentity>;
export type ClipResult = z.output<typeof clipResult>;
export type ClipProvenance = z.output<typeof clipProvenance>;
export type PendingState = z.output<typeof pendingState>;
export type ClipDocument = z.output<typeof clipDocument>;

const NOTHING_STORED = {
  bucket: null,
  clip: { key: null, url: null },
  thumbnail: { key: null, url: null, sizes: [] },
  preview: null,
  sprite: null,
  covered: [],
  gaps: [],
  media: null,
  reason: null,
  expectedAt: null,
} as const;

/** The result of a request that is being worked on. */
export const PROCESSING: ClipResult = { status: 'CLIP_PROCESSING', ...NOTHING_STORED };

/** The result of a request that ended without a clip. */
export function failedResult(status: ClipStatus, reason: Reason): ClipResult {
  return { ...NOTHING_STORED, status, reason };
}

/** The result of a request whose recording is still to come. */
export function pendingResult(reason: Reason, expectedAt: number): ClipResult {
  return { ...NOTHING_STORED, status: 'CLIP_PENDING', reason, expectedAt };
}

/** @param recordingsPrefix the prefix of recordings' keys, needed to read a camera and a time out of a key. */
export function identityOf(request: ClipRequest, recordingsPrefix: string): ClipIdentity {
  const { clipId, source, range } = request;
  if (source.kind === 'window') {
    const { startMs: startTimestampInMs, endMs: endTimestampInMs } = range;
    return { clipId, cameraId: source.cameraId, startTimestampInMs, endTimestampInMs };
  }
  const name = parseRecordingName(source.key, recordingsPrefix);
  return {
    clipId,
    cameraId: name?.cameraId ?? null,
    startTimestampInMs: name ? name.startMs + range.startMs : null,
    endTimestampInMs: name ? name.startMs + range.endMs : null,
    recording: { key: source.key },
    ...range,
  };
}

/** The identity of an invalid request whose clipId could be read. */
export function identityOfInvalid(invalid: InvalidRequest & { clipId: string }): ClipIdentity {
  return {
    clipId: invalid.clipId,
    cameraId: invalid.cameraId,
    startTimestampInMs: invalid.range?.startMs ?? null,
    endTimestampInMs: invalid.range?.endMs ?? null,
  };
}

/** Bytes of recordings that a clip was made from: what was read of one stands at each of its segments. */
export function bytesReadOf(sources: ClipProvenance['sources']): number {
  const byRecording = new Map(sources.map(({ key, bytesRead }) => [key, bytesRead]));
  return [...byRecording.values()].reduce((sum, bytes) => sum + bytes, 0);
}

export function toTuple(range: TimeRange): RangeTuple {
  return [range.startMs, range.endMs];
}
