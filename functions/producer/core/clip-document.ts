import { parseRecordingName } from './recording-name.ts';
import type { ClipRequest, InvalidRequest, Reason } from './request.ts';
import type { TimeRange } from './time-range.ts';

/** Every status a clip can have. All but CLIP_PROCESSING are told to the subscribers of the topic. */
export type ClipStatus =
  | 'CLIP_PROCESSING'
  | 'CLIP_AVAILABLE'
  | 'CLIP_PENDING'
  | 'CLIP_RETRY_TIMEOUT'
  | 'CLIP_NOT_AVAILABLE'
  | 'CLIP_OUT_OF_RANGE'
  | 'CLIP_TOO_LONG'
  | 'CLIP_REJECTED'
  | 'FATAL_ERROR';

/** `[startMs, endMs)` on the request's clock: epoch ms for a window, offsets for a recording. */
export type RangeTuple = [startMs: number, endMs: number];

/** What was probed of the finished clip. */
export interface ClipMedia {
  readonly durationMs: number;
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly videoCodec: string;
  readonly audioCodec: string | null;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** An object of the public bucket. */
export interface StoredObject {
  readonly key: string;
  readonly url: string;
}

/** Who asked, and for what: the part of a document that follows from the request alone. */
export interface ClipIdentity {
  readonly clipId: string;
  readonly cameraId: string | null;
  /** Null where the wall clock of the moment is not known (a recording whose name carries no time). */
  readonly startTimestampInMs: number | null;
  readonly endTimestampInMs: number | null;
  readonly recording?: { readonly key: string };
  readonly startMs?: number;
  readonly endMs?: number;
}

/** How a request ended: the part of a document that subscribers are told besides the identity. */
export interface ClipResult {
  readonly status: ClipStatus;
  readonly bucket: string | null;
  readonly clip: { readonly key: string | null; readonly url: string | null };
  readonly thumbnail: {
    /** With `{size}` where the width of a thumbnail goes. */
    readonly key: string | null;
    readonly url: string | null;
    readonly sizes: readonly number[];
  };
  /** Null where none was asked for. */
  readonly preview: StoredObject | null;
  /** A sheet of small pictures and the WebVTT that names their places in it; null where none was asked for. */
  readonly sprite: (StoredObject & { readonly vtt: StoredObject }) | null;
  readonly covered: readonly RangeTuple[];
  readonly gaps: readonly RangeTuple[];
  readonly media: ClipMedia | null;
  readonly reason: Reason | null;
  readonly expectedAt: number | null;
}

/** How a clip came to be: for operators, invoices and people who doubt a frame. */
export interface ClipProvenance {
  readonly sources: readonly {
    readonly key: string;
    readonly etag: string;
    readonly fromMs: number;
    readonly toMs: number;
    readonly bytesRead: number;
    readonly size: number;
  }[];
  readonly cutMode: 'copy' | 'smart' | 'encode';
  readonly cutReason: string;
  readonly timings: {
    readonly queueMs: number;
    readonly planMs: number;
    readonly cutMs: number;
    readonly uploadMs: number;
    readonly totalMs: number;
  };
  readonly cost: {
    readonly gbSeconds: number;
    readonly s3Gets: number;
    readonly s3Puts: number;
    readonly usd: number;
    readonly prices: string;
  };
  readonly tool: { readonly wavecut: string; readonly ffmpeg: string };
}

/** What is remembered of a request whose recording is still to come; times are epoch ms. */
export interface PendingState {
  /** Retries count from here. */
  readonly firstSentAt: number;
  /** When subscribers were told; null where a crash may have come between. */
  readonly toldAt: number | null;
  /**
   * How many retry times the message carries that is on its way for this clip, 0 where none is known to be. One that
   * carries fewer is a duplicate; no clock tells that as surely.
   */
  readonly sendings: number;
}

/** A document of the collection `clips`; times are epoch ms. */
export interface ClipDocument extends ClipIdentity, ClipResult, Partial<ClipProvenance> {
  readonly _id: string;
  /** Null for a body that was no valid request. */
  readonly requestHash: string | null;
  readonly attempts: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly availableAt: number | null;
  readonly notifiedAt: number | null;
  readonly lease: {
    readonly until: number;
    readonly by: string;
    readonly messageId: string;
    /** How many deliveries of this message died just before, with the lease in their hands; left out for none. */
    readonly deaths?: number;
  } | null;
  /** Only from the first look that found its recording missing until the end of the request. */
  readonly pending?: PendingState;
}

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

export function toTuple(range: TimeRange): RangeTuple {
  return [range.startMs, range.endMs];
}
