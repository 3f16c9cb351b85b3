import {
  type ClipRequest,
  type InvalidRequest,
  parseRequest,
} from '../../../functions/producer/core/request.ts';

/** Requests of both forms with nothing but what is needed. */
export const WINDOW = {
  clipId: '507f1f77bcf86cd799439011',
  cameraId: '5834046d5a2d6b1d2c8a7b9e',
  startTimestampInMs: 1_537_119_363_000,
  endTimestampInMs: 1_537_119_423_000,
};
export const RECORDING = {
  clipId: 'clip-1',
  recording: { key: 'cam/front.20260101T000000.mp4' },
  startMs: 500,
  endMs: 2500,
};

export const ID_RULE = 'must be 1 to 128 of A-Z a-z 0-9 _ -';
export const KEY_RULE =
  'must be an object key of 1 to 1024 bytes without control characters, "//", "./" or "../"';
export const TIME_RULE = 'must be a whole number of milliseconds from 0 to 253402300799999';

/** The request that a body holds. @throws where it holds none. */
export function requestIn(body: string): ClipRequest {
  const parsed = parseRequest(body);
  if (!parsed.ok) throw new Error(`refused: ${parsed.reason.message}`);
  return parsed.request;
}

/** What is told of a body that holds no request. @throws where it holds one. */
export function refusalOf(body: string): InvalidRequest {
  const parsed = parseRequest(body);
  if (parsed.ok) throw new Error(`not refused: ${body.slice(0, 200)}`);
  return parsed;
}
