import { ClipRefused } from './errors.ts';
import type { ClipRequest } from './request.ts';
import { durationMs, type TimeRange } from './time-range.ts';

/** The longest clip that is made. */
export const LONGEST_CLIP_MS = 5 * 60_000;
/** How long recordings are kept; what is older and not there has left the archive. */
export const ARCHIVE_MS = 3 * 24 * 3_600_000;
/** The same, as reasons name it. */
export const ARCHIVE_IN_WORDS = `${ARCHIVE_MS / 86_400_000} days`;
/** How long, from the first sending on, a request waits for a recording that is still to come. */
export const RETRY_LIMIT_MS = 15 * 60_000;

/** @throws ClipRefused `too-long`. */
export function refuseOverlong(range: TimeRange): void {
  const length = durationMs(range);
  if (length <= LONGEST_CLIP_MS) return;
  throw new ClipRefused(
    'CLIP_TOO_LONG',
    'too-long',
    `the window is ${length} ms long, a clip may be ${LONGEST_CLIP_MS} ms long`,
  );
}

/** The refusal of a window that no recording covers (or not wholly, where that was asked for). */
export function noRecording(
  request: ClipRequest,
  nowMs: number,
  gaps: readonly TimeRange[] = [],
): ClipRefused {
  const { source, range, gapPolicy } = request;
  if (source.kind === 'recording') {
    // A gap as long as what was asked for is all of it.
    const isPartly = gapPolicy === 'fail' && gaps.some((gap) => durationMs(gap) < durationMs(range));
    if (isPartly) return notWhollyRecorded(`recording ${source.key}`, range, gaps, String);
    const message = `startMs ${range.startMs} to endMs ${range.endMs} lies outside of recording ${source.key}`;
    return new ClipRefused('CLIP_NOT_AVAILABLE', 'outside-recording', message);
  }
  const window = `${iso(range.startMs)} to ${iso(range.endMs)}`;
  if (gapPolicy === 'fail' && gaps.length > 0)
    return notWhollyRecorded(`camera ${source.cameraId}`, range, gaps, iso);
  if (range.endMs > nowMs) {
    const message = `camera ${source.cameraId} has no recording of ${window}, which ends in the future: ask again later`;
    return new ClipRefused('CLIP_NOT_AVAILABLE', 'in-the-future', message);
  }
  if (nowMs - range.endMs > ARCHIVE_MS) {
    const message = `camera ${source.cameraId} has no recording of ${window}, which is older than the archive's ${ARCHIVE_IN_WORDS}`;
    return new ClipRefused('CLIP_OUT_OF_RANGE', 'older-than-archive', message);
  }
  return new ClipRefused(
    'CLIP_NOT_AVAILABLE',
    'not-recorded',
    `camera ${source.cameraId} has no recording of ${window}`,
  );
}

/** @param shown a time of the request's clock as a person reads it. */
function notWhollyRecorded(
  what: string,
  range: TimeRange,
  gaps: readonly TimeRange[],
  shown: (ms: number) => string,
): ClipRefused {
  const inWords = ({ startMs, endMs }: TimeRange) => `${shown(startMs)} to ${shown(endMs)}`;
  const message = `${what} has gaps in ${inWords(range)}: ${gaps.map(inWords).join(', ')}`;
  return new ClipRefused('CLIP_NOT_AVAILABLE', 'not-wholly-recorded', message);
}

/** The refusal of a window whose recording was waited for in vain. @param what is missing. */
export function retryTimeout(what: string): ClipRefused {
  return new ClipRefused(
    'CLIP_RETRY_TIMEOUT',
    'not-recorded-in-time',
    `${what}, and the time to wait for it is over`,
  );
}

/** An instant as reasons name it. */
export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
