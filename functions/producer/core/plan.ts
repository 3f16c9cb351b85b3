import { canCopySound, hasSound, joinObstacle, pictureObstacle, soundObstacle } from './copyable.ts';
import { frameMs, type Stretch } from './coverage.ts';
import { cutExactly, type ExactCut, type Piece, type Segment } from './cut-pieces.ts';
import { changesSound, editedSize, type PictureSize, pictureEdits, unsuitedEdits } from './edits.ts';
import { fitEncode } from './encode-time.ts';
import { ClipRefused } from './errors.ts';
import type { Preset } from './ffmpeg-args.ts';
import { fromOwnKeyframes } from './keyframe-starts.ts';
import { type CutPoints, momentMs, type Recording } from './recording.ts';
import type { ClipRequest } from './request.ts';
import type { Edits } from './request-edits.ts';
import { merge, type TimeRange } from './time-range.ts';

/** A stretch with the places where it can be cut. */
export interface LocatedStretch extends Stretch {
  readonly points: CutPoints;
}

/** `smart` copies all but the groups of pictures that a cut goes through. */
export type CutMode = 'copy' | 'smart' | 'encode';

/** All that is decided before a byte of the clip is read; a person can read it and a test can print it. */
export interface CutPlan {
  readonly mode: CutMode;
  /** Why this mode, in words. */
  readonly reason: string;
  /** What goes into the clip, in order. */
  readonly segments: readonly Segment[];
  /** How its pictures get there: the segments again, divided into what is copied and what is encoded. */
  readonly pieces: readonly Piece[];
  /** The sound as it is recorded, or encoded, or none. */
  readonly sound: 'copy' | 'encode' | 'none';
  readonly edits: Edits;
  /** The picture's size where it is encoded at another than the first recording's. */
  readonly scale: PictureSize | null;
  /** Of whatever is encoded. */
  readonly preset: Preset;
  /** Length of the clip's video. */
  readonly durationUs: number;
  /**
   * How many frames the clip will have, or null where they were not counted: of one that plays faster, as many are left
   * out as fall together, and their times decide that.
   */
  readonly frames: number | null;
  /** What the clip shows, on the request's clock. */
  readonly covered: readonly TimeRange[];
  readonly gaps: readonly TimeRange[];
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
 *   `too-heavy` where an encode would not fit its time; and what `unsuitedEdits` says.
 */
export function planCut(
  request: ClipRequest,
  stretches: readonly LocatedStretch[],
  gaps: readonly TimeRange[],
  limits: EncodeLimits,
): CutPlan {
  const { edits } = request;
  const recordings = stretches.map((stretch) => stretch.recording);
  if (request.cut === 'keyframe') {
    const obstacle = pictureObstacle(recordings) ?? (edits.mute ? null : soundObstacle(recordings));
    if (!obstacle) return planCopy(stretches, gaps, edits);
    const advice = 'ask for "cut": "exact", which may encode';
    throw new ClipRefused(
      'CLIP_REJECTED',
      'cannot-copy',
      `${obstacle}, so the clip cannot be copied: ${advice}`,
    );
  }
  const smart = planSmart(stretches, gaps, edits);
  const { video } = recordings[0] as Recording;
  const unsuited = unsuitedEdits(edits, video, smart.durationUs / 1000, frameMs(recordings));
  if (unsuited) throw unsuited;
  const edited = pictureEdits(edits);
  if (edited.length > 0) return encodeInstead(smart, `edited: ${edited.join(', ')}`, limits);
  if (smart.mode === 'encode') return encodeInstead(smart, smart.reason, limits);
  const encodes = smart.pieces.filter((piece) => piece.how === 'encode');
  const obstacle =
    pictureObstacle(recordings) ?? (smart.mode === 'smart' ? joinObstacle(recordings, encodes.length) : null);
  if (obstacle) return encodeInstead(smart, obstacle, limits);
  const durationMs = encodes.reduce((sum, { fromUs, toUs }) => sum + (toUs - fromUs) / 1000, 0);
  const { smaller, preset } = fitEncode({ ...video, durationMs }, limits.budgetMs, limits.memoryMb);
  // What is joined to a copy is as large as that.
  return smaller ? encodeInstead(smart, smart.reason, limits) : { ...smart, preset };
}

/** Whole groups of pictures around what was asked for. */
function planCopy(located: readonly LocatedStretch[], recorded: readonly TimeRange[], edits: Edits): CutPlan {
  const { stretches, lost } = fromOwnKeyframes(located);
  const gaps = merge([...recorded, ...lost]);
  const cuts = stretches.map(({ points: { before, copyEndUs } }) => ({
    fromUs: before.atUs,
    toUs: copyEndUs,
    keyframeUs: before.atUs,
    copyEndUs,
  }));
  const segments = placeSegments(stretches, cuts, edits);
  const pieces = segments.map((segment) => ({ how: 'copy' as const, ...segment }));
  // The frames before the first one asked for, and behind the last, were not counted.
  return assemblePlan(stretches, segments, pieces, gaps, {
    mode: 'copy',
    reason: 'asked for a cut at keyframes',
    frames: null,
    edits,
  });
}

/** The wanted frames and no other; copied as far as they can be. */
function planSmart(stretches: readonly LocatedStretch[], gaps: readonly TimeRange[], edits: Edits): CutPlan {
  const cuts = stretches.map(({ points }) => ({
    fromUs: points.firstFrameUs,
    toUs: points.endUs,
    keyframeUs: points.before.atUs,
    copyEndUs: points.copyEndUs,
  }));
  const segments = placeSegments(stretches, cuts, edits);
  const exact = stretches.map(({ points }) => cutExactly(points));
  const pieces = segments.flatMap(({ recording, fromUs, clipUs }, index) =>
    (exact[index] as ExactCut).pieces.map((piece) => ({
      ...piece,
      recording,
      clipUs: clipUs + piece.fromUs - fromUs,
    })),
  );
  const counts = stretches.map((stretch) => stretch.points.frames);
  const isCounted = edits.speed <= 1 && counts.every((count) => count !== null);
  const hows = new Set(pieces.map((piece) => piece.how));
  const reasons = exact.flatMap(({ reason }) => reason ?? []);
  return assemblePlan(stretches, segments, pieces, gaps, {
    mode: hows.size > 1 ? 'smart' : hows.has('copy') ? 'copy' : 'encode',
    reason: reasons[0] ?? 'starts on a keyframe',
    frames: isCounted ? counts.reduce<number>((sum, count) => sum + (count ?? 0), 0) : null,
    edits,
  });
}

/**
 * The same frames by an encode of them all.
 *
 * @throws ClipRefused `too-heavy` where that would not fit its time.
 */
export function encodeInstead(plan: CutPlan, reason: string, limits: EncodeLimits): CutPlan {
  const { edits, segments } = plan;
  const { video } = (segments[0] as Segment).recording;
  const output = editedSize(video, edits);
  const job = { ...video, durationMs: Math.round((plan.durationUs / 1000) * edits.speed), output, edits };
  const { smaller, preset } = fitEncode(job, limits.budgetMs, limits.memoryMb);
  const needsScale = segments.some(
    ({ recording: { video: own } }) =>
      own.width !== output.width || own.height !== output.height || !own.isPlain,
  );
  const means = [
    ...(smaller ? [`scaled to ${smaller.height} lines`] : []),
    ...(preset === 'superfast' ? ['with a faster preset'] : []),
  ];
  return {
    ...plan,
    mode: 'encode',
    pieces: segments.map((segment) => ({ how: 'encode', ...segment })),
    reason: means.length > 0 ? `${reason}; ${means.join(', ')} to fit the time` : reason,
    scale: smaller ?? (needsScale ? output : null),
    preset,
  };
}

/** Frames are further apart than this, however their times were rounded. */
const JITTER_US = 100;

/** Puts the cuts one behind the other on the clip's time line. */
function placeSegments(
  stretches: readonly LocatedStretch[],
  cuts: readonly Omit<Segment, 'recording' | 'clipUs'>[],
  { speed }: Edits,
): Segment[] {
  const toleranceUs = frameMs(stretches.map((stretch) => stretch.recording)) * 1000;
  const wallUs = (index: number) =>
    (stretches[index]?.recording.startMs ?? 0) * 1000 + (cuts[index]?.fromUs ?? 0);
  let clipUs = 0;
  return cuts.map((cut, index) => {
    const segment = { ...cut, recording: (stretches[index] as LocatedStretch).recording, clipUs };
    const lengthUs = cut.toUs - cut.fromUs;
    const untilNextUs = wallUs(index + 1) - wallUs(index);
    // Recordings that adjoin keep the wall clock between them; a real gap closes up, so that playback never freezes,
    // and none begins before the last frame of the one before it.
    const gapUs = untilNextUs - lengthUs;
    const isAdjoined = gapUs <= toleranceUs && gapUs > JITTER_US - 1e6 / segment.recording.video.fps;
    clipUs += Math.round((isAdjoined ? untilNextUs : lengthUs) / speed);
    return segment;
  });
}

function assemblePlan(
  stretches: readonly LocatedStretch[],
  segments: readonly Segment[],
  pieces: readonly Piece[],
  gaps: readonly TimeRange[],
  decided: Pick<CutPlan, 'mode' | 'reason' | 'frames' | 'edits'>,
): CutPlan {
  const last = segments.at(-1) as Segment;
  const shown = segments.map(({ recording, fromUs, toUs }) => ({
    startMs: momentMs(recording, fromUs),
    endMs: momentMs(recording, toUs),
  }));
  return {
    ...decided,
    segments,
    pieces,
    sound: soundOf(segments, decided.edits),
    scale: null,
    preset: 'veryfast',
    durationUs: last.clipUs + Math.round((last.toUs - last.fromUs) / decided.edits.speed),
    covered: merge(shown, frameMs(stretches.map((stretch) => stretch.recording))),
    gaps,
  };
}

function soundOf(segments: readonly Segment[], edits: Edits): CutPlan['sound'] {
  if (edits.mute || !hasSound({ segments })) return 'none';
  return canCopySound({ segments }) && !changesSound(edits) ? 'copy' : 'encode';
}
