import { ClipRefused } from '../core/errors.ts';
import { noRecording } from '../core/limits.ts';
import type { Recording } from '../core/recording.ts';
import type { ClipRequest } from '../core/request.ts';
import type { Archive, FoundRecording } from '../ports.ts';

/**
 * The recordings that may hold part of the window, looked into.
 *
 * @throws ClipRefused where there is none, or where one that begins in the window is broken.
 */
export async function findRecordings(
  request: ClipRequest,
  archive: Archive,
  nowMs: number,
): Promise<Recording[]> {
  const recordings: Recording[] = [];
  const found = await archive.find(request);
  const inspections = await Promise.all(found.map((object) => archive.inspect(object)));
  for (const [index, inspection] of inspections.entries()) {
    const object = found[index] as FoundRecording;
    if (inspection.kind === 'recording') recordings.push(inspection.recording);
    // One that begins before the window may end before it too; the window's other recordings are worth having.
    else if (object.startMs > request.range.startMs || found.length === 1) {
      throw new ClipRefused('CLIP_REJECTED', inspection.code, inspection.message);
    }
  }
  if (recordings.length === 0) throw noRecording(request, nowMs);
  return recordings;
}
