import { ARCHIVE_IN_WORDS, LONGEST_CLIP_MS, RETRY_LIMIT_MS } from './limits.ts';
import { MAX_RECEIVES } from './linked-numbers.ts';
import { LARGEST_CLIP_BYTES, LARGEST_PIECE_BYTES } from './media-limits.ts';

/**
 * Everything that can become of a request: each status once, and each reason under the status it is told with. Types
 * follow from this table, and docs/messages.md is made of it.
 */

interface Outcome {
  /** What a program does with it: wait, use the clip, wait longer, read the reason. */
  readonly kind: 'working' | 'made' | 'waiting' | 'refused' | 'failed';
  /** As a page shows it. */
  readonly label: string;
  readonly when: string;
  /** By the reason's `code`. */
  readonly reasons: Readonly<Record<string, string>>;
}

const minutes = (ms: number) => `${ms / 60_000} minutes`;
const mebibytes = (bytes: number) => `${bytes / 1024 / 1024} MiB`;

export const OUTCOMES = {
  CLIP_PROCESSING: {
    kind: 'working',
    label: 'Being cut',
    when: 'a delivery has claimed it; in the document only, told to nobody',
    reasons: {},
  },
  CLIP_AVAILABLE: { kind: 'made', label: 'Available', when: 'all stored and verified', reasons: {} },
  CLIP_PENDING: {
    kind: 'waiting',
    label: 'Waiting for the recording',
    when: "the window's end is not recorded yet; told once, with `expectedAt`, and sent again by itself",
    reasons: { 'not-recorded-yet': 'a recording that is still being written, or not there yet' },
  },
  CLIP_RETRY_TIMEOUT: {
    kind: 'refused',
    label: 'Never recorded',
    when: `it was not recorded within ${minutes(RETRY_LIMIT_MS)} of the first asking`,
    reasons: { 'not-recorded-in-time': 'what was waited for did not come' },
  },
  CLIP_NOT_AVAILABLE: {
    kind: 'refused',
    label: 'Not available',
    when: 'nothing covers the window, or `gapPolicy` is `fail` and it has gaps',
    reasons: {
      'not-recorded': 'the camera has no recording of the window',
      'not-wholly-recorded': 'the window has gaps, and `gapPolicy` is `fail`',
      'in-the-future': `the window ends more than ${minutes(RETRY_LIMIT_MS)} from now: ask again later`,
      'outside-recording': 'the offsets lie outside of the named recording',
      'recording-gone': 'a recording was deleted while it was read',
      'unknown-camera': 'the camera API knows no such camera',
    },
  },
  CLIP_OUT_OF_RANGE: {
    kind: 'refused',
    label: 'Out of the archive',
    when: `nothing covers it, and it is older than the archive (${ARCHIVE_IN_WORDS})`,
    reasons: { 'older-than-archive': `the window ended more than ${ARCHIVE_IN_WORDS} ago` },
  },
  CLIP_TOO_LONG: {
    kind: 'refused',
    label: 'Too long',
    when: `longer than ${minutes(LONGEST_CLIP_MS)}`,
    reasons: { 'too-long': 'the window is longer than a clip may be' },
  },
  CLIP_REJECTED: {
    kind: 'refused',
    label: 'Rejected',
    when: 'an invalid request, a recording that cannot be cut, an encode that would not fit its time',
    reasons: {
      'not-json': 'the body is neither JSON nor the older literal, or no object',
      'unknown-field': 'a field that the contract does not have',
      'missing-field': 'a field that is needed is not there',
      'invalid-field': 'a field breaks its rule; the message names field, rule and value',
      'clip-id-taken': 'the clipId belongs to another request; its clip is untouched',
      'recording-not-found': 'there is no recording of the named key',
      'bad-watermark': 'the watermark is not there, or no PNG that can be decoded',
      'height-above-picture': '`edits.height` is more than the picture has: nothing is scaled up',
      'fades-above-length': 'the fades are together longer than the clip',
      'cannot-copy': '`cut` is `keyframe`, and the recordings cannot be copied',
      'too-heavy': 'an encode would not fit, or did not fit, the time there is',
      'clip-too-large': `the clip takes more than ${mebibytes(LARGEST_CLIP_BYTES)}`,
      empty: 'the recording has no bytes',
      'not-a-recording': 'the first bytes are those of no MP4, MOV, Matroska or MPEG-TS',
      'no-moov': 'the recording was never finished',
      truncated: 'the recording ends in the middle',
      'bad-index': 'the index claims what cannot be, or names media in another file',
      'no-video': 'the recording has no video track',
      'beyond-limits': 'size, rate, length or times of the media are beyond what is cut',
      'piece-too-large': `one piece of the recording is larger than ${mebibytes(LARGEST_PIECE_BYTES)}`,
      'too-much-to-read': 'the look into the recording took more than it is worth',
      unreadable: 'the recording cannot be taken apart',
      'unsupported-media': 'no way of cutting gives the planned clip',
    },
  },
  FATAL_ERROR: {
    kind: 'failed',
    label: 'Failed',
    when: `the last of ${MAX_RECEIVES} receives failed; the message is in the dead-letter queue`,
    reasons: {
      'killed-repeatedly':
        'the two deliveries before the last died without an answer: it was not tried again',
      'camera-api': 'the camera API gave no usable answer',
      'no-database-uri': 'the secret holds no URI of MongoDB',
      'bad-database-uri': 'the URI of MongoDB cannot be parsed, or its options do not go together',
      'short-read': 'S3 sent fewer bytes than were asked for',
      'recording-changed': 'a recording was replaced while it was read, each time',
    },
  },
} as const satisfies Readonly<Record<string, Outcome>>;

/** Failures of a delivery that nobody is told of, neither by a notification nor in a document: the log has them. */
export const UNTOLD = {
  'no-clip-id': 'no clipId can be read, so there is nobody to tell',
  busy: 'another delivery is at work on the clip',
  'lease-lost': 'another delivery took the clip over; the answer is its own',
} as const;

/** Every status a clip can have. All but CLIP_PROCESSING are told to the subscribers of the topic. */
export type ClipStatus = keyof typeof OUTCOMES;

/** The codes of the reasons that a status is told with. */
export type ReasonCode<Status extends ClipStatus> = keyof (typeof OUTCOMES)[Status]['reasons'] & string;

/** Statuses that end a request without a clip; trying the same message again would end the same way. */
export type RefusalStatus = {
  [Status in ClipStatus]: (typeof OUTCOMES)[Status]['kind'] extends 'refused' ? Status : never;
}[ClipStatus];

/** Why there is no clip: a code for programs, a message for people. */
export interface Reason<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
}

/** All statuses, in the order of the table. */
export const STATUSES = Object.keys(OUTCOMES) as readonly ClipStatus[];
