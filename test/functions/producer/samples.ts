import type { ClipIdentity, ClipMedia, ClipResult } from '../../../functions/producer/core/clip-document.ts';
import type { CutPlan, LocatedStretch, Segment } from '../../../functions/producer/core/plan.ts';
import type {
  AudioFacts,
  CutPoints,
  Recording,
  VideoFacts,
} from '../../../functions/producer/core/recording.ts';
import type { ClipRequest } from '../../../functions/producer/core/request.ts';

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
    thumbnails: { widths: [300, 640, 1500, 3000], at: 0.25 },
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

export const SOUND: AudioFacts = { codec: 'aac', channels: 2, sampleRate: 48_000, parameters: 'aac-2-48000' };

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
    video: { codec: 'avc', width: 640, height: 360, rotation: 0, fps: 25, parameters: 'avc-640', ...video },
    ...changes,
  };
}

/** The first ten seconds of a recording that begins with a keyframe and has no B-frames. */
export function pointsOf(changes: Partial<CutPoints> = {}): CutPoints {
  return {
    firstFrameUs: 0,
    endUs: 10 * SECOND_US,
    frames: 250,
    keyframeUs: 0,
    closedGop: true,
    copyEndUs: 10 * SECOND_US,
    ...changes,
  };
}

export function stretchOf(points: Partial<CutPoints> = {}, recording: Recording = recordingOf()): LocatedStretch {
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

export function planOf(changes: Partial<CutPlan> = {}): CutPlan {
  return {
    mode: 'copy',
    reason: 'starts on a keyframe',
    segments: [segmentOf()],
    scale: null,
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
