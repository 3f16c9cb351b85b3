import { basename, extname } from 'node:path';
import { formatTimestamp, parseTimestamp } from '../../functions/producer/core/recording-name.ts';
import { UsageError } from '../usage-error.ts';

/** A video on disk, with the length of its picture in ms (not whole); 0 where it cannot be read. */
export interface VideoFile {
  readonly path: string;
  readonly durationMs: number;
}

/** A video's place in a camera's archive: when it starts (epoch ms) and under which key it is stored. */
export interface PlacedRecording extends VideoFile {
  readonly startMs: number;
  readonly key: string;
}

interface Name {
  /** The alias, and the stream where there is one. */
  readonly series: string;
  readonly timestamp: string;
  readonly startMs: number;
}

/** The series of recordings whose names carry no time. */
const SERIES = 'recording';

/**
 * Places videos in time. Names with a timestamp keep it; the others adjoin each other from `startsAtMs`, in the series
 * of those with a timestamp, or the function would take them for another view of the camera.
 *
 * A file that cannot be read takes no time. Where that would give it the key of the file that follows, it starts a
 * millisecond earlier.
 *
 * @returns in the order given.
 * @throws UsageError where two recordings would have the same key.
 */
export function placeRecordings(
  files: readonly VideoFile[],
  { cameraId, startsAtMs }: { cameraId: string; startsAtMs: number },
): PlacedRecording[] {
  const names = files.map((file) => readName(file.path));
  const series = names.find((name) => name !== null)?.series ?? SERIES;
  const starts = startTimes(files, names, startsAtMs);

  const taken = new Set<string>();
  const placed: PlacedRecording[] = [];
  // From the last to the first, so that it is the unreadable file that gives way to the one that follows.
  for (const [index, file] of [...files.entries()].reverse()) {
    const name = names[index];
    const keyAt = (ms: number) => {
      const timestamp = name?.startMs === ms ? name.timestamp : formatTimestamp(ms);
      return `${cameraId}/${name?.series ?? series}.${timestamp}.${extensionOf(file.path)}`;
    };
    let startMs = starts[index] as number;
    while (file.durationMs === 0 && taken.has(keyAt(startMs))) startMs -= 1;
    const key = keyAt(startMs);
    if (taken.has(key)) throw new UsageError(`two recordings are named ${basename(key)}`);
    taken.add(key);
    placed.unshift({ ...file, startMs, key });
  }
  return placed;
}

function startTimes(
  files: readonly VideoFile[],
  names: readonly (Name | null)[],
  startsAtMs: number,
): number[] {
  // Rounded only after adding up, so that no error grows with the number of recordings.
  let elapsedMs = 0;
  return files.map((file, index) => {
    const name = names[index];
    if (name) return name.startMs;
    const startMs = startsAtMs + Math.round(elapsedMs);
    elapsedMs += file.durationMs;
    return startMs;
  });
}

/** A name that ends in a timestamp, whatever stands before it: `cam.main.20260101T071400`, `GOPRO-20260101T071400250`. */
function readName(path: string): Name | null {
  const stem = basename(path, extname(path));
  const match = /^(?:(.*)[^0-9A-Za-z])?(\d{8}T\d{6}(?:\d{3})?)$/.exec(stem);
  const timestamp = match?.[2] ?? '';
  const startMs = parseTimestamp(timestamp);
  if (startMs === null) return null;
  const prefix = match?.[1] || SERIES;
  // A recording's name holds an alias and at most one stream before its time.
  const series = /^[^.]+(\.[^.]+)?$/.test(prefix) ? prefix : prefix.replaceAll('.', '-');
  return { series, timestamp, startMs };
}

/** The function lists names with these endings alone, and tells kinds of recordings by their bytes. */
function extensionOf(path: string): string {
  const extension = extname(path).slice(1).toLowerCase();
  return ['mp4', 'ts', 'mov', 'mkv'].includes(extension) ? extension : 'mp4';
}
