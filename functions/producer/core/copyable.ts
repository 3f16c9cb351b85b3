import type { Segment } from './cut-pieces.ts';
import type { Recording } from './recording.ts';

/** Of a plan, or anything like one. */
interface WithSegments {
  readonly segments: readonly Segment[];
}

/** Codecs that MP4 holds and that browsers play from it. */
const COPYABLE_VIDEO = ['avc', 'hevc'];
const COPYABLE_AUDIO = ['aac', 'mp3', 'opus', 'flac'];

/** Whether any of the segments has sound. */
export function hasSound({ segments }: WithSegments): boolean {
  return segments.some((segment) => segment.recording.audio !== null);
}

/** Whether the segments' sound can go into one MP4 as it is. */
export function canCopySound({ segments }: WithSegments): boolean {
  const recordings = segments.map((segment) => segment.recording);
  return hasSound({ segments }) && soundObstacle(recordings) === null;
}

/** Why the recordings' pictures cannot be copied into one MP4 at any place, or null where they can. */
export function pictureObstacle(recordings: readonly Recording[]): string | null {
  const odd = recordings.find(({ video }) => !video.codec || !COPYABLE_VIDEO.includes(video.codec));
  if (odd) return `the video of ${odd.key} is not H.264 or HEVC`;
  return difference(recordings, 'video', ({ video }) => video.parameters);
}

/** Why the recordings' sound cannot be copied into one MP4, or null where it can. */
export function soundObstacle(recordings: readonly Recording[]): string | null {
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

/**
 * So many encodes are joined to copies at most: each has a parameter set with an id of its own, of which H.264 has 32,
 * those of the recordings among them.
 */
export const MOST_JOINED = 16;

/** Why so many encodes of ours could not be joined to these recordings, or null where they can. */
export function joinObstacle(recordings: readonly Recording[], encodes: number): string | null {
  const odd = recordings.find(({ video }) => !video.isJoinable);
  if (odd)
    return `the video of ${odd.key} is not 8-bit 4:2:0 progressive H.264, so no encode can be joined to it`;
  return encodes > MOST_JOINED
    ? `it would be joined of ${encodes} encodes, and ${MOST_JOINED} are the most`
    : null;
}
