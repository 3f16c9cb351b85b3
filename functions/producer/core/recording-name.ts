/**
 * Names of recordings: `{cameraId}/{alias}[.stream].{YYYYMMDDTHHMMSS[mmm]}.{ext}` below an optional prefix. The
 * timestamp is the UTC time of the first frame, so within a series (camera, alias, stream) names sort by time.
 */
export interface RecordingName {
  readonly cameraId: string;
  readonly alias: string;
  /** Null where the camera has one stream only. */
  readonly stream: string | null;
  /** UTC time of the first frame, epoch ms. */
  readonly startMs: number;
  readonly extension: RecordingExtension;
  /** The part of the key before the timestamp; keys of the same series share it. */
  readonly seriesPrefix: string;
}

export type RecordingExtension = 'mp4' | 'ts' | 'mov' | 'mkv';

const NAME = /^([^/.]+)(?:\.([^/.]+))?\.(\d{8}T\d{6}(?:\d{3})?)\.(mp4|ts|mov|mkv)$/;

/** Reads a key, or null where it is not the name of a recording (another file, an impossible date). */
export function parseRecordingName(key: string, prefix = ''): RecordingName | null {
  if (!key.startsWith(prefix)) return null;
  const [cameraId, file, ...deeper] = key.slice(prefix.length).split('/');
  if (!cameraId || !file || deeper.length > 0) return null;
  const match = NAME.exec(file);
  if (!match) return null;
  const [, alias, stream, timestamp, extension] = match as unknown as [
    string,
    string,
    string | undefined,
    string,
    RecordingExtension,
  ];
  const startMs = parseTimestamp(timestamp);
  if (startMs === null) return null;
  const seriesPrefix = key.slice(0, key.length - timestamp.length - extension.length - 1);
  return { cameraId, alias, stream: stream ?? null, startMs, extension, seriesPrefix };
}

/** `20260101T071403250` for an epoch time in ms: the form in which names carry their time. */
export function formatTimestamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/[-:.Z]/g, '');
}

/** Epoch ms of `YYYYMMDDTHHMMSS[mmm]`, or null where the digits are no date (month 13, 30 February). */
export function parseTimestamp(text: string): number | null {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})?$/.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute, second, ms] = match
    .slice(1)
    .map((digits) => Number(digits ?? 0)) as [number, number, number, number, number, number, number];
  const epochMs = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  // Date.UTC carries an overflow (31 April is 1 May); a name that needs carrying is not a time.
  return formatTimestamp(epochMs).slice(0, text.length) === text ? epochMs : null;
}
