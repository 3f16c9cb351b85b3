import type { ClipStatus } from '../../functions/producer/core/outcomes.ts';

/** How a message has to end. */
export type End = ClipStatus | 'dead letter';

export interface LoadRequest {
  readonly body: string;
  /** Null where the body names none. */
  readonly clipId: string | null;
  readonly end: End;
}

/** The recordings that requests are for. */
export interface LoadRecordings {
  readonly cameraId: string;
  /** Of the first frame, epoch ms. */
  readonly startMs: number;
  readonly lengthMs: number;
  /** Keys of objects that are none, and would make a careless ffmpeg read something else. */
  readonly hostileKeys: readonly string[];
}

/** Of a hundred requests so many are what a queue gets besides good ones. */
export const SHARES = { malformed: 10, duplicate: 5, missing: 5, hostile: 3 } as const;

/** A clip of so long is made in a fraction of a second. */
const CLIP_MS = 1_000;
/** Half of the clips begin between keyframes, which are a second apart. */
const OFFSETS_MS = [0, 400] as const;

/**
 * `count` requests in the shares of `SHARES`, spread evenly; the same for the same arguments.
 *
 * @param run makes the clipIds differ from run to run.
 */
export function loadMix(count: number, run: string, recordings: LoadRecordings): LoadRequest[] {
  const good: LoadRequest[] = [];
  return Array.from({ length: count }, (_, index): LoadRequest => {
    const clipId = `load-${run}-${index}`;
    // 37 has no divisor in common with 100: every hundred holds each place once.
    const place = (index * 37) % 100;
    const { malformed, duplicate, missing, hostile } = SHARES;
    if (place < malformed) return malformedRequest(clipId, place);
    const before = good.at(-1 - (index % 7));
    if (place < malformed + duplicate && before) return before;
    if (place < malformed + duplicate + missing) return missingRequest(clipId, recordings);
    if (place < malformed + duplicate + missing + hostile) return hostileRequest(clipId, index, recordings);
    const request = goodRequest(clipId, index, recordings);
    good.push(request);
    return request;
  });
}

function goodRequest(clipId: string, index: number, recordings: LoadRecordings): LoadRequest {
  const seconds = Math.floor(recordings.lengthMs / 1000) - 2;
  const offsetMs = (index % seconds) * 1000 + (OFFSETS_MS[index % 2] as number);
  const startTimestampInMs = recordings.startMs + offsetMs;
  const window = { startTimestampInMs, endTimestampInMs: startTimestampInMs + CLIP_MS };
  const body = { clipId, cameraId: recordings.cameraId, ...window, thumbnails: { widths: [300] } };
  return { clipId, body: JSON.stringify(body), end: 'CLIP_AVAILABLE' };
}

/** Half of them name a clip, of which somebody can be told. */
function malformedRequest(clipId: string, place: number): LoadRequest {
  const bodies = [
    { clipId: null, body: `make me clip ${clipId}, please` },
    { clipId, body: JSON.stringify({ clipId, cameraId: 'x', startTimestampInMs: 2, endTimestampInMs: 1 }) },
    { clipId: null, body: JSON.stringify({ clipId: `${clipId}/..`, cameraId: 'x' }) },
    { clipId, body: `{'clipId': '${clipId}', 'cameraId': '../x', 'startTimestampInMs': 1}` },
  ];
  const malformed = bodies[place % bodies.length] as (typeof bodies)[number];
  return { ...malformed, end: malformed.clipId === null ? 'dead letter' : 'CLIP_REJECTED' };
}

function missingRequest(clipId: string, { startMs }: LoadRecordings): LoadRequest {
  const window = { startTimestampInMs: startMs, endTimestampInMs: startMs + CLIP_MS };
  return {
    clipId,
    body: JSON.stringify({ clipId, cameraId: 'no-such-camera', ...window }),
    end: 'CLIP_OUT_OF_RANGE',
  };
}

function hostileRequest(clipId: string, index: number, { hostileKeys }: LoadRecordings): LoadRequest {
  const recording = { key: hostileKeys[index % hostileKeys.length] };
  const body = JSON.stringify({ clipId, recording, startMs: 0, endMs: CLIP_MS });
  return { clipId, body, end: 'CLIP_REJECTED' };
}
