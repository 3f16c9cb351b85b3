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
    const message = `startMs ${range.startMs} to endMs ${range.endMs} lies outside of recording ${source.key}`;
    return new ClipRefused('CLIP_NOT_AVAILABLE', 'outside-recording', message);
  }
  const window = `${iso(range.startMs)} to ${iso(range.endMs)}`;
  if (gapPolicy === 'fail' && gaps.length > 0) {
    const holes = gaps.map((gap) => `${iso(gap.startMs)} to ${iso(gap.endMs)}`).join(', ');
    const message = `camera ${source.cameraId} has gaps in ${window}: ${holes}`;
    return new ClipRefused('CLIP_NOT_AVAILABLE', 'not-wholly-recorded', message);
  }
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
