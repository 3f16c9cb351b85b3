import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { TimeRange } from '../../functions/producer/core/time-range.ts';
import { UsageError } from '../usage-error.ts';
import type { DemoArguments } from './arguments.ts';
import { makeDemoRecordings } from './demo-recordings.ts';
import { type PlacedRecording, placeRecordings, type VideoFile } from './placement.ts';
import { cameraOf, type DemoMessage, messageOf, requestFor } from './requests.ts';
import { videoLengthMs } from './video-length.ts';

/** Across the join of the demo's own recordings at 20 s, from between two keyframes to between two others. */
const SHOWCASE_RANGE: TimeRange = { startMs: 13_500, endMs: 28_500 };

export interface DemoInputs {
  readonly recordings: readonly PlacedRecording[];
  readonly messages: readonly DemoMessage[];
}

export interface InputOptions {
  /** Where recordings are made. */
  readonly folder: string;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * What goes in: recordings with their places in time, and messages. Makes the recordings where none are given.
 *
 * @throws UsageError for a file that is not there or cannot be sent.
 */
export async function gatherInputs(
  wanted: DemoArguments,
  { folder, say, signal }: InputOptions,
): Promise<DemoInputs> {
  for (const path of [...wanted.recordings, ...wanted.bodies]) await requireFile(path);
  const given = await Promise.all(wanted.bodies.map(readBody));
  const cameraId = cameraOf(given);

  const paths = wanted.recordings.length > 0 ? wanted.recordings : await makeOwn(folder, say, signal);
  const files: VideoFile[] = [];
  for (const path of paths) files.push({ path, durationMs: await videoLengthMs(path) });
  const recordings = placeRecordings(files, { cameraId, startsAtMs: wanted.startsAtMs });
  if (given.length > 0) return { recordings, messages: given };
  const request = requestFor(wanted.range ?? SHOWCASE_RANGE, wanted.cut, cameraId, recordings);
  return { recordings, messages: [request] };
}

async function makeOwn(folder: string, say: (text: string) => void, signal: AbortSignal): Promise<string[]> {
  say('making two adjoining recordings of a surf cam, 20 s each');
  const made = await makeDemoRecordings(folder, { signal });
  return made.map((recording) => recording.path);
}

async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw new UsageError(`there is no file ${path}`);
}

async function readBody(path: string): Promise<DemoMessage> {
  const bytes = await readFile(path);
  try {
    const body = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return messageOf(basename(path), body);
  } catch (error) {
    throw new UsageError(`${path} cannot be sent unchanged: it is not UTF-8, and SQS carries text`, {
      cause: error,
    });
  }
}
