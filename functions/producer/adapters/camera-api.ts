import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleType,
  type IPolicy,
  retry,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import * as z from 'zod';
import { ClipRefused, RetryableFailure } from '../core/errors.ts';
import { parseRecordingName } from '../core/recording-name.ts';
import type { TimeRange } from '../core/time-range.ts';
import type { FoundRecording } from '../ports.ts';
import type { Catalogue, Catalogued } from './catalogue.ts';
import type { S3Recordings } from './s3-recordings.ts';

/** Five minutes of video are some recordings; an answer of this size is none. */
const MOST_BYTES = 1024 * 1024;
/** As many recordings are looked up of one answer. */
const MOST_RECORDINGS = 200;
const TRIES = 3;

export interface CameraApiOptions {
  /** Of one try, body included. */
  readonly timeoutMs: number;
  /** After so many failures in a row nobody is asked... */
  readonly breakAfter?: number;
  /** ... for so long; then one request tries. */
  readonly breakMs?: number;
  /** Before the second try; doubled before the third, with jitter. */
  readonly firstPauseMs?: number;
}

/** A failure that another try may not meet. */
class PassingFailure extends RetryableFailure {}

const camera = z.looseObject({ alias: z.string().regex(/^[^/\\\p{C}]{1,200}$/u) });

/** Epoch ms, as a number or in digits, or a date of ISO 8601. */
const instant = z
  .union([
    z.number(),
    z.string().regex(/^\d+$/).transform(Number),
    z.iso.datetime({ offset: true }).transform(Date.parse),
  ])
  .pipe(z.int().nonnegative())
  .nullish()
  .catch(null);

/** One that lacks what is needed is left out; the others are worth having. */
const recording = z.looseObject({
  recordingUrl: z.string().max(2048).nullish().catch(null),
  startDate: instant,
  endDate: instant,
});
const recordings = z.array(z.unknown());

/**
 * A camera API as catalogue: it knows a camera's alias, and the alias's recordings. Only names and times are taken
 * from it; the media is read from the recordings bucket, whatever its URLs say.
 */
export class CameraApi implements Catalogue {
  readonly #baseUrl: string;
  readonly #prefix: string;
  readonly #policy: IPolicy;

  /** @param baseUrl without a slash at its end. @param prefix of every recording's key. */
  constructor(baseUrl: string, prefix: string, options: CameraApiOptions) {
    const { timeoutMs, breakAfter = 5, breakMs = 10_000, firstPauseMs = 200 } = options;
    this.#baseUrl = baseUrl;
    this.#prefix = prefix;
    const passing = handleType(PassingFailure).orType(TaskCancelledError);
    this.#policy = wrap(
      circuitBreaker(passing, { halfOpenAfter: breakMs, breaker: new ConsecutiveBreaker(breakAfter) }),
      // The library's own exponential backoff has decorrelated jitter.
      retry(passing, {
        maxAttempts: TRIES - 1,
        backoff: new ExponentialBackoff({ initialDelay: firstPauseMs, maxDelay: 2_000 }),
      }),
      timeout(timeoutMs, TimeoutStrategy.Aggressive),
    );
  }

  /**
   * @throws ClipRefused `unknown-camera` where the API knows none; RetryableFailure `camera-api` where it gives no
   *   answer that can be used.
   */
  async find(cameraId: string, window: TimeRange, bucket: S3Recordings): Promise<Catalogued> {
    const known = await this.#get(`/cameras/${encodeURIComponent(cameraId)}`);
    if (known === null) {
      throw new ClipRefused('CLIP_NOT_AVAILABLE', 'unknown-camera', `there is no camera ${cameraId}`);
    }
    const { alias } = parsed(camera, known, 'a camera');
    const query = `startDate=${window.startMs}&endDate=${window.endMs}&allowPartialMatch=true`;
    const listed = await this.#get(`/cameras/recording/${encodeURIComponent(alias)}?${query}`);
    const entries = parsed(recordings, listed ?? [], 'a list of recordings').slice(0, MOST_RECORDINGS);
    const named = entries.flatMap((entry) => this.#named(entry, window));
    const found = await Promise.all(
      named.map(async ({ file, startMs }) => {
        const object = await this.#stat(bucket, cameraId, file);
        return object ? [{ ...object, startMs }] : [];
      }),
    );
    const sorted = unique(found.flat()).sort((a, b) => a.startMs - b.startMs || (a.key < b.key ? -1 : 1));
    return { found: sorted, startsMs: named.map(({ startMs }) => startMs).sort((a, b) => a - b) };
  }

  /** The file's name and start, where both can be told and the recording may hold part of the window. */
  #named(entry: unknown, window: TimeRange): { file: string; startMs: number }[] {
    const { recordingUrl, startDate, endDate } = recording.safeParse(entry).data ?? {};
    const file = recordingUrl ? basename(recordingUrl) : null;
    if (!file) return [];
    // A name's time is that of the first frame, to the millisecond.
    const startMs = parseRecordingName(`camera/${file}`)?.startMs ?? startDate;
    if (startMs == null || startMs >= window.endMs) return [];
    return endDate != null && endDate <= window.startMs ? [] : [{ file, startMs }];
  }

  /** Recordings lie in their camera's folder, or all in one. */
  async #stat(bucket: S3Recordings, cameraId: string, file: string) {
    return (
      (await bucket.stat(`${this.#prefix}${cameraId}/${file}`)) ??
      (await bucket.stat(`${this.#prefix}${file}`))
    );
  }

  /** The answer's JSON, or null for 404. */
  async #get(path: string): Promise<unknown> {
    try {
      return await this.#policy.execute(({ signal }) => fetchJson(`${this.#baseUrl}${path}`, signal));
    } catch (error) {
      if (error instanceof RetryableFailure) throw error;
      const why =
        error instanceof BrokenCircuitError
          ? 'it failed too often and is left alone for a while'
          : error instanceof TaskCancelledError
            ? 'it took too long to answer'
            : String(error);
      throw new RetryableFailure('camera-api', `the camera API was asked in vain: ${why}`, { cause: error });
    }
  }
}

async function fetchJson(url: string, signal: AbortSignal): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    // A redirect could lead anywhere; the API's address is configured.
    response = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
    text = await bodyOf(response);
  } catch (error) {
    if (error instanceof RetryableFailure) throw error;
    throw new PassingFailure('camera-api', `the camera API cannot be reached: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  if (response.status === 404) return null;
  if (response.status === 429 || response.status >= 500)
    throw new PassingFailure('camera-api', `the camera API answered with status ${response.status}`);
  if (!response.ok)
    throw new RetryableFailure('camera-api', `the camera API answered with status ${response.status}`);
  try {
    return JSON.parse(text);
  } catch (error) {
    const type = response.headers.get('content-type') ?? 'of no type';
    const message = `the camera API answered with something that is no JSON (${type.slice(0, 60)})`;
    throw new PassingFailure('camera-api', message, { cause: error });
  }
}

/** @throws RetryableFailure where there is more of it than an answer may have. */
async function bodyOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    // Leaving the loop cancels the stream, and with it the connection.
    if (bytes > MOST_BYTES)
      throw new RetryableFailure('camera-api', `the camera API answered with more than ${MOST_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  throw new RetryableFailure(
    'camera-api',
    `the camera API answered with no ${what.slice(2)}: ${where}${issue?.message}`,
  );
}

/** The last part of a URL's path; null where that is no file's name. */
function basename(url: string): string | null {
  const [path = ''] = url.split(/[?#]/);
  const file = path.slice(path.lastIndexOf('/') + 1);
  try {
    const name = decodeURIComponent(file);
    return /^[^/\\\p{C}]{1,255}$/u.test(name) && name !== '.' && name !== '..' ? name : null;
  } catch {
    return null;
  }
}

/** The same object may be listed more than once. */
function unique(found: readonly FoundRecording[]): FoundRecording[] {
  return [...new Map(found.map((recording) => [recording.key, recording])).values()];
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  const { code, message: inner } = (cause ?? {}) as NodeJS.ErrnoException;
  return code ?? inner ?? message;
}
