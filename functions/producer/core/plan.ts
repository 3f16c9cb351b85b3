import { fitEncode } from './cost.ts';
import { ClipRefused } from './errors.ts';
import type { Scale } from './ffmpeg-args.ts';
import type { CutPoints, Recording } from './recording.ts';
import type { ClipRequest } from './request.ts';
import { gapsOf, intersect, merge, type TimeRange } from './time-range.ts';

/** A part of the window that one recording holds. */
export interface Stretch {
  readonly recording: Recording;
  /** On the request's clock. */
  readonly range: TimeRange;
}

/** What of a window is recorded, and where. */
export interface Coverage {
  /** In order of time; no instant lies in two of them. */
  readonly stretches: readonly Stretch[];
  readonly gaps: readonly TimeRange[];
}

/** A stretch with the places where it can be cut. */
export interface LocatedStretch extends Stretch {
  readonly points: CutPoints;
}

/** A part of one recording that goes into the clip; microseconds from the recording's first frame. */
export interface Segment {
  readonly recording: Recording;
  readonly fromUs: number;
  readonly toUs: number;
  /** The keyframe from which its first frame is decoded. */
  readonly keyframeUs: number;
  /** Where what its last frame is decoded from ends. */
  readonly copyEndUs: number;
  /** Where its first frame lies in the clip. */
  readonly clipUs: number;
}

export type CutMode = 'copy' | 'encode';

/** All that is decided before a byte of the clip is read; a person can read it and a test can print it. */
export interface CutPlan {
  readonly mode: CutMode;
  /** Why this mode, in words. */
  readonly reason: string;
  readonly segments: readonly Segment[];
  /** The picture's size where it is encoded at another than the first recording's. */
  readonly scale: Scale | null;
  /** Length of the clip's video. */
  readonly durationUs: number;
  /** How many frames the clip will have, or null where they were not counted. */
  readonly frames: number | null;
  /** What the clip shows, on the request's clock. */
  readonly covered: readonly TimeRange[];
  readonly gaps: readonly TimeRange[];
}

/** Codecs that MP4 holds and that browsers play from it. */
const COPYABLE_VIDEO = ['avc', 'hevc'];
const COPYABLE_AUDIO = ['aac', 'mp3', 'opus', 'flac'];

/**
 * Divides a window among recordings. A recording that lies wholly within another is left out; of two that overlap,
 * the later one begins at its own first frame, which needs no decoding.
 */
export function divideWindow(window: TimeRange, recordings: readonly Recording[]): Coverage {
  const sorted = [...recordings].sort((a, b) => a.startMs - b.startMs || endMs(b) - endMs(a));
  const kept: Recording[] = [];
  for (const recording of sorted) {
    const last = kept.at(-1);
    if (!last || endMs(recording) > endMs(last)) kept.push(recording);
  }
  const stretches = kept.flatMap((recording, index) => {
    const next = kept[index + 1];
    const extent = {
      startMs: recording.startMs,
      endMs: Math.min(endMs(recording), next?.startMs ?? Infinity),
    };
    const range = intersect(window, extent);
    return range ? [{ recording, range }] : [];
  });
  const gaps = gapsOf(
    window,
    stretches.map((stretch) => stretch.range),
    frameMs(stretches.map((stretch) => stretch.recording)),
  );
  return { stretches, gaps };
}

/** What an encode has at its disposal. */
export interface EncodeLimits {
  readonly budgetMs: number;
  readonly memoryMb: number;
}

/**
 * Chooses how a clip is cut, and to which frames.
 *
 * @throws ClipRefused `cannot-copy` where a cut at keyframes was asked for and nothing but an encode would do;
 *   `too-heavy` where an encode would not fit its time.
 */
export function planCut(
  request: ClipRequest,
  stretches: readonly LocatedStretch[],
  gaps: readonly TimeRange[],
  limits: EncodeLimits,
): CutPlan {
  if (request.cut === 'keyframe') {
    const obstacle = formatObstacle(stretches);
    if (obstacle) {
      throw new ClipRefused(
        'CLIP_REJECTED',
        'cannot-copy',
        `${obstacle}, so the clip cannot be copied: ask for "cut": "exact", which may encode`,
      );
    }
    return plan('copy', 'asked for a cut at keyframes', stretches, gaps, (points) => ({
      fromUs: points.keyframeUs,
      toUs: points.copyEndUs,
    }));
  }
  const exact = (points: CutPoints) => ({ fromUs: points.firstFrameUs, toUs: points.endUs });
  const obstacle = formatObstacle(stretches) ?? exactCopyObstacle(stretches);
  const copy = plan('copy', 'starts on a keyframe', stretches, gaps, exact);
  return obstacle ? encodeInstead(copy, obstacle, limits) : copy;
}

/**
 * The same frames by an encode.
 *
 * @throws ClipRefused `too-heavy` where that would not fit its time.
 */
export function encodeInstead(plan: CutPlan, reason: string, limits: EncodeLimits): CutPlan {
  const { width, height, fps } = (plan.segments[0] as Segment).recording.video;
  const durationMs = plan.durationUs / 1000;
  const smaller = fitEncode({ width, height, fps, durationMs }, limits.budgetMs, limits.memoryMb);
  const sizesDiffer = plan.segments.some(
    ({ recording: { video } }) => video.width !== width || video.height !== height,
  );
  return {
    ...plan,
    mode: 'encode',
    reason: smaller ? `${reason}; scaled to ${smaller.height} lines to fit the time` : reason,
    scale: smaller ?? (sizesDiffer ? { width, height } : null),
  };
}

/** Whether any of the segments has sound. */
export function hasSound(plan: Pick<CutPlan, 'segments'>): boolean {
  return plan.segments.some((segment) => segment.recording.audio !== null);
}

/** Whether the segments' sound can go into one MP4 as it is. */
export function canCopySound(plan: Pick<CutPlan, 'segments'>): boolean {
  const recordings = plan.segments.map((segment) => segment.recording);
  return hasSound(plan) && soundObstacle(recordings) === null;
}

/** Why these recordings cannot be copied into one MP4 at any place, or null where they can. */
function formatObstacle(stretches: readonly LocatedStretch[]): string | null {
  const recordings = stretches.map((stretch) => stretch.recording);
  return pictureObstacle(recordings) ?? soundObstacle(recordings);
}

function pictureObstacle(recordings: readonly Recording[]): string | null {
  const odd = recordings.find(({ video }) => !video.codec || !COPYABLE_VIDEO.includes(video.codec));
  if (odd) return `the video of ${odd.key} is not H.264 or HEVC`;
  return difference(recordings, 'video', ({ video }) => video.parameters);
}

function soundObstacle(recordings: readonly Recording[]): string | null {
  const odd = recordings.find(
    ({ audio }) => audio && (!audio.codec || !COPYABLE_AUDIO.includes(audio.codec)),
  );
  if (odd) return `the sound of ${odd.key} does not fit MP4`;
  return difference(recordings, 'sound', ({ audio }) => audio?.parameters);
}

function difference(
  recordings: readonly Recording[],
  what: string,
  parameters: (recording: Recording) => string | undefined,
): string | null {
  const [first, ...others] = recordings;
  const other = first && others.find((recording) => parameters(recording) !== parameters(first));
  return other ? `the ${what} of ${other.key} is coded differently from that of ${first.key}` : null;
}

/** Why a copy would not show exactly the wanted frames, or null where it would. */
function exactCopyObstacle(stretches: readonly LocatedStretch[]): string | null {
  for (const { points } of stretches) {
    if (points.keyframeUs !== points.firstFrameUs) return 'starts between keyframes';
    if (!points.closedGop) return 'starts on an open GOP';
    if (points.copyEndUs !== points.endUs) return 'ends among B-frames';
  }
  return null;
}

function plan(
  mode: CutMode,
  reason: string,
  stretches: readonly LocatedStretch[],
  gaps: readonly TimeRange[],
  cut: (points: CutPoints) => { fromUs: number; toUs: number },
): CutPlan {
  const toleranceMs = frameMs(stretches.map((stretch) => stretch.recording));
  const segments: Segment[] = [];
  let clipUs = 0;
  stretches.forEach(({ recording, points }, index) => {
    const { fromUs, toUs } = cut(points);
    segments.push({
      recording,
      fromUs,
      toUs,
      keyframeUs: points.keyframeUs,
      copyEndUs: points.copyEndUs,
      clipUs,
    });
    const next = stretches[index + 1];
    const lengthUs = toUs - fromUs;
    // Recordings that adjoin keep the wall clock between them; a real gap closes up, so that playback never freezes.
    const nextUs = next
      ? (next.recording.startMs - recording.startMs) * 1000 + cut(next.points).fromUs - fromUs
      : 0;
    clipUs += next && Math.abs(nextUs - lengthUs) <= toleranceMs * 1000 ? nextUs : lengthUs;
  });
  const shown = segments.map(({ recording, fromUs, toUs }) => ({
    startMs: recording.startMs + Math.round(fromUs / 1000),
    endMs: recording.startMs + Math.round(toUs / 1000),
  }));
  const counts = stretches.map((stretch) => stretch.points.frames);
  // A copy to keyframes holds more frames than are asked for, which nobody counted.
  const counted = counts.every((count) => count !== null) && exactlyWanted(stretches, segments);
  return {
    mode,
    reason,
    segments,
    scale: null,
    durationUs: clipUs,
    frames: counted ? counts.reduce<number>((sum, count) => sum + (count ?? 0), 0) : null,
    covered: merge(shown, toleranceMs),
    gaps,
  };
}

function exactlyWanted(stretches: readonly LocatedStretch[], segments: readonly Segment[]): boolean {
  return stretches.every(
    ({ points }, index) =>
      segments[index]?.fromUs === points.firstFrameUs && segments[index]?.toUs === points.endUs,
  );
}

/** The longest frame among the recordings, in whole ms: holes up to this length are a camera's own jitter. */
function frameMs(recordings: readonly Recording[]): number {
  return Math.max(0, ...recordings.map((recording) => Math.ceil(1000 / Math.max(1, recording.video.fps))));
}

function endMs(recording: Recording): number {
  return recording.startMs + Math.round(recording.durationUs / 1000);
}
