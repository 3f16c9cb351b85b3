import { ClipPending, ClipRefused } from '../core/errors.ts';
import { iso, noRecording, refuseOverlong, retryTimeout } from '../core/limits.ts';
import { expectedAtMs, type Patience } from '../core/live-edge.ts';
import type { Recording } from '../core/recording.ts';
import type { ClipRequest } from '../core/request.ts';
import type { Archive, FoundRecording, Inspection } from '../ports.ts';

/** What kind of a broken recording may be one that is still being written. */
const UNFINISHED = 'no-moov';

/** What is looked for, and as of when. */
export interface Search {
  readonly request: ClipRequest;
  readonly archive: Archive;
  readonly nowMs: number;
  /** What it means that a recording is not finished, or not there. */
  readonly patience: Patience;
}

/**
 * The recordings that may hold part of the window, looked into.
 *
 * @throws ClipRefused where the window is too long, where there is none, or where one that begins in the window is
 *   broken; ClipPending where it is still to come.
 */
export async function findRecordings(search: Search): Promise<Recording[]> {
  const { request, archive, nowMs, patience } = search;
  refuseOverlong(request.range);
  const recordings: Recording[] = [];
  let broken: Extract<Inspection, { kind: 'broken' }> | null = null;
  const found = await archive.find(request);
  const inspections = await Promise.all(found.map((object) => archive.inspect(object)));
  for (const [index, inspection] of inspections.entries()) {
    const object = found[index] as FoundRecording;
    if (inspection.kind === 'recording') recordings.push(inspection.recording);
    // One that begins before the window may end before it too; the window's other recordings are worth having.
    else if (object.startMs >= request.range.startMs || found.length === 1) broken ??= inspection;
  }
  if (broken) {
    if (broken.code === UNFINISHED && patience !== 'final') throw missing(broken.message, search, recordings);
    throw new ClipRefused('CLIP_REJECTED', broken.code, broken.message);
  }
  if (recordings.length === 0) {
    if (patience === 'final') throw noRecording(request, nowMs);
    throw missing(`nothing of ${windowInWords(request)} is recorded`, search, recordings);
  }
  return recordings;
}

/**
 * What is thrown where the end of a window is not recorded: it is waited for, or was waited for long enough.
 *
 * @param finished recordings of the window.
 */
export function missing(
  what: string,
  { request, archive, nowMs, patience }: Search,
  finished: readonly Recording[],
): ClipPending | ClipRefused {
  if (patience !== 'wait') return retryTimeout(what);
  const rhythm = { startsMs: archive.knownStarts(), finished };
  const endMs = request.source.kind === 'window' ? request.range.endMs : nowMs;
  return new ClipPending('not-recorded-yet', what, expectedAtMs(endMs, rhythm, nowMs));
}

/** The window of a request as reasons name it. */
export function windowInWords({ source, range }: ClipRequest): string {
  if (source.kind === 'recording') return `recording ${source.key}`;
  return `camera ${source.cameraId} from ${iso(range.startMs)} to ${iso(range.endMs)}`;
}
