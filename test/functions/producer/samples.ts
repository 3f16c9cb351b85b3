import type { ClipIdentity, ClipMedia, ClipResult } from '../../../functions/producer/core/clip-document.ts';
import type { Piece, Segment } from '../../../functions/producer/core/cut-pieces.ts';
import type { CutPlan, LocatedStretch } from '../../../functions/producer/core/plan.ts';
import type {
  AudioFacts,
  CutPoints,
  Keyframe,
  Recording,
  VideoFacts,
} from '../../../functions/producer/core/recording.ts';
import type { ClipRequest } from '../../../functions/producer/core/request.ts';
import { NO_EDITS } from '../../../functions/producer/core/request-edits.ts';

/** 2026-01-01T00:00:00Z: where the samples' recordings begin. */
export const T0 = 1_767_225_600_000;

export const SECOND_US = 1_000_000;

/** The first ten seconds of camera `cam`, cut exactly. */
export function requestOf(changes: Partial<ClipRequest> = {}): ClipRequest {
  return {
    clipId: 'clip-1',
    source: { kind: 'window', cameraId: 'cam' },
    range: { startMs: T0, endMs: T0 + 10_000 },
    cut: 'exact',
    gapPolicy: 'skip',
    edits: NO_EDITS,
    thumbnails: { widths: [300, 640, 1500, 3000], at: 0.25 },
    preview: 'none',
    sprite: false,
    retryTimestamps: [],
    ...changes,
  };
}

/** The body of a message that asks for `requestOf()`. */
export function bodyOf(changes: Record<string, unknown> = {}): string {
  return JSON.stringify({
    clipId: 'clip-1',
    cameraId: 'cam',
    startTimestampInMs: T0,
    endTimestampInMs: T0 + 10_000,
    ...changes,
  });
}

export const SOUND: AudioFacts = {
  codec: 'aac',
  channels: 2,
  sampleRate: 48_000,
  startUs: 0,
  endUs: 60 * SECOND_US,
  parameters: 'aac-2-48000',
};

type RecordingChanges = Partial<Omit<Recording, 'video'>> & { readonly video?: Partial<VideoFacts> };

/** A minute of 640x360 at 25 frames a second, with sound, from `T0`. */
export function recordingOf({ video, ...changes }: RecordingChanges = {}): Recording {
  return {
    key: 'cam/front.20260101T000000.mp4',
    etag: '"etag-1"',
    bytes: 6_000_000,
    container: 'mp4',
    startMs: T0,
    durationUs: 60 * SECOND_US,
    audio: SOUND,
    video: { ...PICTURE, ...video },
    ...changes,
  };
}

const PICTURE: VideoFacts = {
  codec: 'avc',
  width: 640,
  height: 360,
  rotation: 0,
  fps: 25,
  isPlain: true,
  isJoinable: true,
  parameters: 'avc-640',
};

/** A keyframe of a closed GOP. */
export function closed(atS: number): Keyframe {
  return { atUs: atS * SECOND_US, isClosed: true };
}

/** A keyframe of an open GOP. */
export function open(atS: number): Keyframe {
  return { atUs: atS * SECOND_US, isClosed: false };
}

/** The first ten seconds of a recording with a keyframe every two seconds, closed GOPs and no B-frames. */
export function pointsOf(changes: Partial<CutPoints> = {}): CutPoints {
  return {
    firstFrameUs: 0,
    endUs: 10 * SECOND_US,
    frames: 250,
    before: closed(0),
    next: closed(2),
    last: closed(8),
    copyEndUs: 10 * SECOND_US,
    ...changes,
  };
}

export function stretchOf(
  points: Partial<CutPoints> = {},
  recording: Recording = recordingOf(),
): LocatedStretch {
  const range = { startMs: recording.startMs, endMs: recording.startMs + 10_000 };
  return { recording, range, points: pointsOf(points) };
}

export function segmentOf(changes: Partial<Segment> = {}): Segment {
  return {
    recording: recordingOf(),
    fromUs: 0,
    toUs: 10 * SECOND_US,
    keyframeUs: 0,
    copyEndUs: 10 * SECOND_US,
    clipUs: 0,
    ...changes,
  };
}

export function pieceOf(how: Piece['how'], changes: Partial<Segment> = {}): Piece {
  return { how, ...segmentOf(changes) };
}

/** A copy of the first ten seconds. */
export function planOf(changes: Partial<CutPlan> = {}): CutPlan {
  return {
    mode: 'copy',
    reason: 'starts on a keyframe',
    segments: [segmentOf()],
    pieces: [pieceOf('copy')],
    sound: 'copy',
    edits: NO_EDITS,
    scale: null,
    preset: 'veryfast',
    durationUs: 10 * SECOND_US,
    frames: 250,
    covered: [{ startMs: T0, endMs: T0 + 10_000 }],
    gaps: [],
    ...changes,
  };
}

/** What is probed of the clip of `planOf()`. */
export function mediaOf(changes: Partial<ClipMedia> = {}): ClipMedia {
  return {
    durationMs: 10_000,
    frames: 250,
    width: 640,
    height: 360,
    fps: 25,
    videoCodec: 'h264',
    audioCodec: 'aac',
    bytes: 1_000_000,
    sha256: 'ab'.repeat(32),
    ...changes,
  };
}

export function identityOfSample(changes: Partial<ClipIdentity> = {}): ClipIdentity {
  return {
    clipId: 'clip-1',
    cameraId: 'cam',
    startTimestampInMs: T0,
    endTimestampInMs: T0 + 10_000,
    ...changes,
  };
}

/** How a request ends well. */
export function availableResult(changes: Partial<ClipResult> = {}): ClipResult {
  return {
    status: 'CLIP_AVAILABLE',
    bucket: 'clips',
    clip: { key: 'cam/clip-1.mp4', url: 'https://clips.example/cam/clip-1.mp4' },
    thumbnail: {
      key: 'cam/clip-1_{size}.jpg',
      url: 'https://clips.example/cam/clip-1_{size}.jpg',
      sizes: [300, 640],
    },
    preview: null,
    sprite: null,
    covered: [[T0, T0 + 10_000]],
    gaps: [],
    media: mediaOf(),
    reason: null,
    expectedAt: null,
    ...changes,
  };
}

/** What a promise was rejected with. @throws where it was fulfilled. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`nothing was rejected, but answered: ${JSON.stringify(value)}`);
}

/** What a function throws. @throws where it throws nothing. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
