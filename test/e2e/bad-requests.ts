import type { ClipStatus } from '../../functions/producer/core/outcomes.ts';
import {
  emptyRecording,
  recordingWithoutMoov,
  textRecording,
  truncatedRecording,
} from '../fixtures/broken-recordings.ts';
import { makeAudioOnlyRecording } from '../fixtures/recordings.ts';

/** 2026-01-01T00:00:00Z */
const T0 = 1_767_225_600_000;
export const SQS_LIMIT = 1_048_576;
const hourAgoMs = Date.now() - 3_600_000;

interface Refusal {
  /** Of the request, besides the clipId that the name gives. */
  readonly fields?: Record<string, unknown>;
  /** The request where it is no JSON. */
  readonly body?: string;
  readonly status?: ClipStatus;
  readonly code: string;
  readonly message: string;
}

/** A window that is recorded. */
export const window = {
  cameraId: 'cam-bad',
  startTimestampInMs: T0,
  endTimestampInMs: T0 + 1_000,
};
const MS_RULE = 'must be a whole number of milliseconds from 0 to 253402300799999';
const ID_RULE = 'must be 1 to 128 of A-Z a-z 0-9 _ -';

/** By the end of their clipIds, which begin with `bad-`. */
export const badRequests: Record<string, Refusal> = {
  'no-camera': {
    fields: { ...window, cameraId: undefined },
    code: 'missing-field',
    message: `cameraId is missing: it ${ID_RULE}`,
  },
  'no-end': {
    fields: { ...window, endTimestampInMs: undefined },
    code: 'missing-field',
    message: `endTimestampInMs is missing: it ${MS_RULE}`,
  },
  'unknown-field': {
    fields: { ...window, quality: 'best' },
    code: 'unknown-field',
    message: 'unknown field "quality"',
  },
  'start-after-end': {
    fields: { ...window, startTimestampInMs: T0 + 2_000 },
    code: 'invalid-field',
    message: 'startTimestampInMs must be before endTimestampInMs, got 1767225602000',
  },
  'start-at-end': {
    fields: { ...window, startTimestampInMs: T0 + 1_000 },
    code: 'invalid-field',
    message: 'startTimestampInMs must be before endTimestampInMs, got 1767225601000',
  },
  'not-a-number': {
    fields: { ...window, startTimestampInMs: 'soon' },
    code: 'invalid-field',
    message: `startTimestampInMs ${MS_RULE}, got "soon"`,
  },
  NaN: {
    body: "{'clipId': 'bad-NaN', 'cameraId': 'cam-bad', 'startTimestampInMs': NaN, 'endTimestampInMs': 1767225601000}",
    code: 'invalid-field',
    message: `startTimestampInMs ${MS_RULE}, got NaN`,
  },
  negative: {
    fields: { ...window, startTimestampInMs: -1 },
    code: 'invalid-field',
    message: `startTimestampInMs ${MS_RULE}, got -1`,
  },
  huge: {
    fields: { ...window, endTimestampInMs: 1e21 },
    code: 'invalid-field',
    message: `endTimestampInMs ${MS_RULE}, got 1e+21`,
  },
  'camera-with-slash': {
    fields: { ...window, cameraId: '../cam-bad' },
    code: 'invalid-field',
    message: `cameraId ${ID_RULE}, got "../cam-bad"`,
  },
  'camera-with-dot': {
    fields: { ...window, cameraId: 'cam.bad' },
    code: 'invalid-field',
    message: `cameraId ${ID_RULE}, got "cam.bad"`,
  },
  'camera-with-control': {
    fields: { ...window, cameraId: 'cam\u0000bad' },
    code: 'invalid-field',
    message: `cameraId ${ID_RULE}, got "cam\\u0000bad"`,
  },
  'key-leads-away': {
    fields: { recording: { key: '../secrets.mp4' }, startMs: 0, endMs: 1_000 },
    code: 'invalid-field',
    message:
      'recording.key must be an object key of 1 to 1024 bytes without control characters, "//", "./" or "../", ' +
      'got "../secrets.mp4"',
  },
  'too-long': {
    fields: { ...window, endTimestampInMs: T0 + 300_001 },
    status: 'CLIP_TOO_LONG',
    code: 'too-long',
    message: 'the window is 300001 ms long, a clip may be 300000 ms long',
  },
  'not-recorded': {
    fields: {
      cameraId: 'cam-nowhere',
      startTimestampInMs: hourAgoMs,
      endTimestampInMs: hourAgoMs + 1_000,
    },
    status: 'CLIP_NOT_AVAILABLE',
    code: 'not-recorded',
    message: `camera cam-nowhere has no recording of ${iso(hourAgoMs)} to ${iso(hourAgoMs + 1_000)}`,
  },
  'long-gone': {
    fields: { ...window, cameraId: 'cam-nowhere' },
    status: 'CLIP_OUT_OF_RANGE',
    code: 'older-than-archive',
    message:
      'camera cam-nowhere has no recording of 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:01.000Z, ' +
      "which is older than the archive's 3 days",
  },
  'no-such-recording': {
    fields: { recording: { key: 'cam-bad/nothing.mp4' }, startMs: 0, endMs: 1_000 },
    code: 'recording-not-found',
    message: 'recording.key: there is no recording cam-bad/nothing.mp4',
  },
};

/** By the name of the recording, which is the end of the clipId as well. */
export const badRecordings: Record<string, { make: () => Promise<string>; code: string; why: string }> = {
  empty: { make: emptyRecording, code: 'empty', why: 'it is empty' },
  text: {
    make: textRecording,
    code: 'not-a-recording',
    why: 'it begins like no MP4, MOV, MKV or MPEG-TS (5468697320697320)',
  },
  truncated: {
    make: () => truncatedRecording({ seconds: 2 }),
    code: 'truncated',
    why: 'its box "mdat" at byte ',
  },
  'without-moov': {
    make: () => recordingWithoutMoov({ seconds: 2 }),
    code: 'no-moov',
    why: 'it has no index (moov): it is still being written, or was cut off',
  },
  'audio-only': { make: () => makeAudioOnlyRecording(2), code: 'no-video', why: 'it has no video track' },
};

/** Bodies that nobody can be told of. */
export const withoutClipId: Record<string, string> = {
  'no JSON':
    'make me a clip, please, of this morning at the beach, the one with the big wave: half past nine or so',
  'no object': '[1, 2, 3]',
  NaN: '{"clipId": NaN}',
  'an id with a slash': '{"clipId":"a/b","cameraId":"cam-bad"}',
  'an id with dots': '{"clipId":"..","cameraId":"cam-bad"}',
  'an id with a control character': '{"clipId":"a\\u0007b","cameraId":"cam-bad"}',
  'an id that is too long': JSON.stringify({ ...window, clipId: 'x'.repeat(129) }),
  '1 MiB of it': 'x'.repeat(SQS_LIMIT),
};

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
