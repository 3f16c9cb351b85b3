/** An object of the recordings bucket, as it was when it was first seen. */
export interface RecordingObject {
  readonly key: string;
  /** Every later read asks for this very version (`If-Match`). */
  readonly etag: string;
  readonly bytes: number;
}

/** The kinds of container we read, told by their first bytes and never by their names. */
export type Container = 'mp4' | 'fragmented-mp4' | 'mpegts' | 'matroska';

export interface VideoFacts {
  /** The codec's short name (`avc`, `hevc`, ...), or null where it is none that can be copied. */
  readonly codec: string | null;
  /** Display size in pixels, after rotation and with square pixels. */
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
  /** Mean frames per second. */
  readonly fps: number;
  /** Whether its coded pixels are shown as they are: upright and square. */
  readonly isPlain: boolean;
  /** Whether encodes of ours can be joined to it: 8-bit 4:2:0 progressive H.264, with ids of parameter sets left. */
  readonly isJoinable: boolean;
  /** Equal for two recordings exactly when one decoder set-up plays both. */
  readonly parameters: string;
}

export interface AudioFacts {
  readonly codec: string | null;
  readonly channels: number;
  readonly sampleRate: number;
  /** Where it begins and ends, from the recording's first frame: a microphone may fail before the camera does. */
  readonly startUs: number;
  readonly endUs: number;
  readonly parameters: string;
}

/** A finished recording: what can be cut from. */
export interface Recording extends RecordingObject {
  readonly container: Container;
  /** Time of the first frame on the request's clock: epoch ms, or 0 for a request by offsets. */
  readonly startMs: number;
  /** From the first frame to the end of the last, probed; microseconds, since frames do not lie on milliseconds. */
  readonly durationUs: number;
  readonly video: VideoFacts;
  readonly audio: AudioFacts | null;
}

/** About how many bytes a stretch of this length takes, pictures and sound, at the recording's mean rate. */
export function bytesOf(
  { bytes, durationUs }: Pick<Recording, 'bytes' | 'durationUs'>,
  lengthUs: number,
): number {
  return (bytes / Math.max(1, durationUs)) * lengthUs;
}

/** How far a moment of the request's clock lies behind a recording's first frame, in microseconds. */
export function offsetUs({ startMs }: Pick<Recording, 'startMs'>, momentMs: number): number {
  return (momentMs - startMs) * 1000;
}

/** The moment of the request's clock so far behind a recording's first frame, to the millisecond. */
export function momentMs({ startMs }: Pick<Recording, 'startMs'>, offsetUs: number): number {
  return startMs + Math.round(offsetUs / 1000);
}

/**
 * Where one recording can be cut for a wanted stretch of it. Times are microseconds from the recording's first
 * frame; `shown` frames are those whose presentation begins within the stretch.
 */
export interface CutPoints {
  /** The first frame shown. */
  readonly firstFrameUs: number;
  /** The end of the last frame shown. */
  readonly endUs: number;
  /** How many frames are shown, or null where counting them would mean reading them. */
  readonly frames: number | null;
  /** The keyframe at or before the first frame shown. */
  readonly before: Keyframe;
  /** The first keyframe shown but for the first frame itself; null where there is none. */
  readonly next: Keyframe | null;
  /** The last keyframe shown, or the one before; what the last frames are decoded from. */
  readonly last: Keyframe;
  /**
   * The first end at or after `endUs` where a copy shows every frame it holds: with B-frames the last frames shown
   * may need one that is not.
   */
  readonly copyEndUs: number;
}

export interface Keyframe {
  readonly atUs: number;
  /** Whether it starts a closed GOP: nothing behind it refers to anything before it. */
  readonly isClosed: boolean;
}
