import { resolve } from 'node:path';
import type { TimeRange } from '../../functions/producer/core/time-range.ts';
import { parseOptions } from '../options.ts';
import { UsageError } from '../usage-error.ts';

export const DEMO_HELP = `npm run demo -- [options]

Puts recordings into a local S3, sends requests to a local queue, and shows how the function, run from its deployable
zip, makes clips of them. Without options: makes two recordings of a surf cam and cuts a clip across their join.

  --recording FILE   a video of your own; may be given again. A timestamp in the name (cam.20260101T071400000.mp4) is
                     the time of its first frame; the others adjoin each other from --starts-at.
  --starts-at ISO    first frame of the recordings without a timestamp (default: 2026-01-01T00:00:00Z)
  --start-ms N       start of the clip in ms, counted from the first frame of the first recording
  --end-ms N         end of the clip in ms; the frame that begins there is no part of it
  --cut WAY          exact (default): precisely these frames; keyframe: never decodes, starts at the keyframe before
  --body FILE        sends the file's bytes, unchanged, as the body of one message; may be given again.
                     Recordings belong to camera 58349, or to the camera the bodies name; a body may also name one by
                     its key ({"recording": {"key": "my/video.mp4"}, ...}) if that ends in the file's name.
  --out DIR          folder for clips and thumbnails (default: out)
  --json             prints one JSON object, {notifications, documents, deadLetters, files, bytesRead, bytesStored,
                     seconds}, to stdout and what happens to stderr
  --help             this text

Ends with 0 if all went well: without options, if the clip is there and true in every respect; with options, if every
message ended in a status or in the dead-letter queue. 1: something was lost or broke. 2: an argument is wrong.
`;

/** What the demo was asked for; paths are absolute. */
export interface DemoArguments {
  /** None: the demo makes its own. */
  readonly recordings: readonly string[];
  /** Epoch ms of the first recording whose name has no timestamp. */
  readonly startsAtMs: number;
  /** Files that hold message bodies; none: one request for `range`. */
  readonly bodies: readonly string[];
  /** Ms from the first frame of the first recording; null: the demo's own choice. */
  readonly range: TimeRange | null;
  readonly cut: 'exact' | 'keyframe';
  readonly outFolder: string;
  readonly json: boolean;
}

/**
 * Reads the arguments of the demo; null where help is asked for.
 *
 * @param folder what relative paths are relative to.
 * @throws UsageError that names the argument, the rule and the value.
 */
export function parseDemoArguments(argv: readonly string[], folder: string): DemoArguments | null {
  const { values } = parseOptions({ args: [...argv], options: OPTIONS });
  if (values.help) return null;
  const absolute = (path: string) => resolve(folder, path);
  const recordings = (values.recording ?? []).map(absolute);
  const bodies = (values.body ?? []).map(absolute);
  const range = parseRange(values['start-ms'], values['end-ms']);

  if (bodies.length > 0 && (range || values.cut))
    throw new UsageError('--body says itself what is wanted: leave out --start-ms, --end-ms and --cut');
  if (recordings.length > 0 && bodies.length === 0 && !range)
    throw new UsageError('--recording needs --start-ms and --end-ms, or --body: which part is wanted?');
  if (recordings.length === 0 && values['starts-at'] !== undefined)
    throw new UsageError(
      '--starts-at is for --recording: the recordings that the demo makes have their times',
    );
  return {
    recordings,
    bodies,
    range,
    startsAtMs: parseTime(values['starts-at'] ?? '2026-01-01T00:00:00Z'),
    cut: parseCut(values.cut ?? 'exact'),
    outFolder: absolute(values.out ?? 'out'),
    json: values.json ?? false,
  };
}

const OPTIONS = {
  recording: { type: 'string', multiple: true },
  body: { type: 'string', multiple: true },
  'starts-at': { type: 'string' },
  'start-ms': { type: 'string' },
  'end-ms': { type: 'string' },
  cut: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

function parseRange(start: string | undefined, end: string | undefined): TimeRange | null {
  if (start === undefined && end === undefined) return null;
  // A range that is reversed or too long is the function's to refuse: that can be seen here as well.
  return { startMs: parseMs('--start-ms', start), endMs: parseMs('--end-ms', end) };
}

function parseMs(name: string, text: string | undefined): number {
  if (text === undefined) throw new UsageError(`${name} is missing: a clip has a start and an end`);
  if (!/^-?\d{1,15}$/.test(text))
    throw new UsageError(`${name} must be a whole number of ms, got ${JSON.stringify(text)}`);
  return Number(text);
}

const ISO_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

function parseTime(text: string): number {
  const match = ISO_TIME.exec(text);
  // Date.parse takes a time without a zone for this machine's; ours are UTC.
  const epochMs = match ? Date.parse(match[1] && !match[4] ? `${text}Z` : text) : Number.NaN;
  if (Number.isNaN(epochMs) || epochMs < 0)
    throw new UsageError(`--starts-at must be a time like 2026-01-01T00:00:00Z, got ${JSON.stringify(text)}`);
  return epochMs;
}

function parseCut(text: string): 'exact' | 'keyframe' {
  if (text === 'exact' || text === 'keyframe') return text;
  throw new UsageError(`--cut must be exact or keyframe, got ${JSON.stringify(text)}`);
}
