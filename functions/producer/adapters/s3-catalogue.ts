import { usualLengthMs } from '../core/live-edge.ts';
import { formatTimestamp, parseRecordingName } from '../core/recording-name.ts';
import type { TimeRange } from '../core/time-range.ts';
import type { FoundRecording } from '../ports.ts';
import type { Catalogue, Catalogued } from './catalogue.ts';
import type { S3Recordings } from './s3-recordings.ts';

/** Sorts after the digits of every time and before the letters of a stream: `front.main` comes behind `front`. */
const AFTER_TIMES = ':';
/** More aliases and streams than a camera has; beyond it the names are not a camera's. */
const MOST_SERIES = 32;
/** Listings that look for series: one for each, and one for a page of objects that are no recordings. */
const MOST_JUMPS = 2 * MOST_SERIES;
/** The most that S3 lists at once. */
const PAGE = 1000;

/** The bucket's own listing, the catalogue that needs nothing else. */
export class S3Catalogue implements Catalogue {
  readonly #prefix: string;
  readonly #longestMs: number;

  /** @param prefix of every recording's key. @param longestMs no recording is longer than this. */
  constructor(prefix: string, longestMs: number) {
    this.#prefix = prefix;
    this.#longestMs = longestMs;
  }

  find(cameraId: string, window: TimeRange, recordings: S3Recordings): Promise<Catalogued> {
    return findInListing(recordings, `${this.#prefix}${cameraId}/`, this.#prefix, window, this.#longestMs);
  }
}

/**
 * The recordings of a camera's window, by listing names. Names sort by time within a series (alias and stream), so
 * a window is one listing that starts shortly before it, however long the camera's history; finding the series
 * takes one more listing of a single key for each.
 *
 * Where several series hold parts of the window, the one with the most recordings of it is taken, and of equal
 * ones the one without a stream name, unless that has gone silent meanwhile.
 *
 * @param longestMs no recording is longer than this: how far before the window its first recording may begin.
 * @returns in order of time: the last recording that begins at or before the window, and all that begin within it.
 */
export async function findInListing(
  recordings: S3Recordings,
  cameraPrefix: string,
  prefix: string,
  window: TimeRange,
  longestMs: number,
): Promise<Catalogued> {
  const listSeries = async (series: string): Promise<Listed> => {
    const listed = await recordings.list({
      prefix: series,
      startAfter: series + formatTimestamp(Math.max(0, window.startMs - longestMs)).slice(0, -3),
      until: series + formatTimestamp(window.endMs),
    });
    const found = listed.flatMap((object) => {
      const name = parseRecordingName(object.key, prefix);
      return name?.seriesPrefix === series && name.startMs < window.endMs
        ? [{ ...object, startMs: name.startMs }]
        : [];
    });
    return { series, found };
  };
  let best: Catalogued = { found: [], startsMs: [] };
  const all = await Promise.all(await eachSeries(recordings, cameraPrefix, prefix, listSeries));
  for (const { found } of all.sort((a, b) => plainNameFirst(a.series, b.series))) {
    const before = found.filter((recording) => recording.startMs <= window.startMs).at(-1);
    const within = found.filter((recording) => recording.startMs > window.startMs);
    const relevant = before ? [before, ...within] : within;
    const startsMs = found.map((recording) => recording.startMs);
    const isMore = relevant.length > best.found.length;
    if (isMore || (relevant.length === best.found.length && hasEndedBefore(best, relevant)))
      best = { found: relevant, startsMs };
  }
  return best;
}

/** What was recorded in a series about the window. */
interface Listed {
  readonly series: string;
  readonly found: readonly FoundRecording[];
}

/** The series without a stream name comes first. */
function plainNameFirst(a: string, b: string): number {
  return a.split('.').length - b.split('.').length || (a < b ? -1 : 1);
}

/**
 * Whether a series has gone silent, by the length of its recordings, before another one's recording begins: the camera
 * goes on under another name, and the last recording of the old one holds nothing of the window.
 */
function hasEndedBefore(
  { found: [last], startsMs }: Catalogued,
  [other]: readonly FoundRecording[],
): boolean {
  const lengthMs = usualLengthMs(startsMs);
  return last && other && lengthMs !== null ? other.startMs - last.startMs > 1.5 * lengthMs : false;
}

/** Jumps from series to series of the camera, by their prefixes; each is listed while the next one is looked for. */
async function eachSeries<T>(
  recordings: S3Recordings,
  cameraPrefix: string,
  prefix: string,
  list: (series: string) => Promise<T>,
): Promise<Promise<T>[]> {
  const listings: Promise<T>[] = [];
  let startAfter: string | undefined;
  let limit = 1;
  for (let jumps = 0; jumps < MOST_JUMPS && listings.length < MOST_SERIES; jumps++) {
    const objects = await recordings.list({
      prefix: cameraPrefix,
      ...(startAfter ? { startAfter } : {}),
      limit,
    });
    const last = objects.at(-1);
    if (!last) break;
    const [name] = objects.flatMap(({ key }) => parseRecordingName(key, prefix) ?? []);
    if (name) {
      const listing = list(name.seriesPrefix);
      // Where a jump fails first, nobody asks for it.
      listing.catch(() => undefined);
      listings.push(listing);
    }
    startAfter = name ? name.seriesPrefix + AFTER_TIMES : last.key;
    // What is no recording is passed over by the page.
    limit = name ? 1 : PAGE;
  }
  return listings;
}
