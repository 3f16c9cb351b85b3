/**
 * The original way of making a clip, as a script of its own: it downloads every recording whole, encodes the part it
 * needs, joins the parts, makes each thumbnail in a run of its own and uploads it all. What it was spared: the start
 * of an SDK (it uploads with plain requests) and its limit of 120 s.
 *
 * Run by the bench: `node original-way.ts JOB`, where JOB is an `OriginalJob` in JSON; works in the current folder.
 */
import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { TimeRange } from '../functions/producer/core/time-range.ts';

export interface OriginalJob {
  readonly ffmpeg: string;
  /** Offsets into the recording, ms. */
  readonly parts: readonly { readonly url: string; readonly range: TimeRange }[];
  /** Without the extension. */
  readonly uploadUrl: string;
  readonly lengthMs: number;
}

const THUMBNAIL_WIDTHS = [300, 640, 1500, 3000];

const job: OriginalJob = JSON.parse(process.argv[2] ?? '');

const parts: string[] = [];
for (const [index, { url, range }] of job.parts.entries()) {
  say(`downloading recording ${index + 1} of ${job.parts.length}`);
  await download(url, 'recording.mp4');
  say(`encoding ${(range.endMs - range.startMs) / 1000} s of it`);
  const part = `part_${index}.mp4`;
  const cut = [
    '-ss',
    seconds(range.startMs),
    '-i',
    'recording.mp4',
    '-t',
    seconds(range.endMs - range.startMs),
  ];
  await ffmpeg(...cut, '-c:v', 'libx264', '-preset', 'fast', '-c:a', 'aac', part);
  await rm('recording.mp4');
  parts.push(part);
}

const clip = await joined(parts);
say(`making ${THUMBNAIL_WIDTHS.length + 1} thumbnails`);
const still = ['-ss', seconds(job.lengthMs / 4), '-i', clip, '-vframes', '1'];
await ffmpeg(...still, 'original.jpg');
for (const width of THUMBNAIL_WIDTHS) await ffmpeg(...still, '-vf', `scale=${width}:-2`, `${width}.jpg`);

say('uploading');
await upload(clip, '.mp4');
for (const size of ['original', ...THUMBNAIL_WIDTHS]) await upload(`${size}.jpg`, `_${size}.jpg`);

async function joined([first = '', ...rest]: readonly string[]): Promise<string> {
  if (rest.length === 0) return first;
  await writeFile('parts.txt', parts.map((part) => `file ${part}\n`).join(''));
  await ffmpeg('-f', 'concat', '-i', 'parts.txt', '-c', 'copy', 'clip.mp4');
  return 'clip.mp4';
}

async function ffmpeg(...args: string[]): Promise<void> {
  await promisify(execFile)(job.ffmpeg, ['-v', 'error', '-nostdin', '-y', ...args]);
}

async function download(url: string, path: string): Promise<void> {
  const answer = await fetch(url);
  if (!answer.ok || !answer.body) throw new Error(`${url} answered ${answer.status}`);
  await pipeline(answer.body, createWriteStream(path));
}

async function upload(path: string, suffix: string): Promise<void> {
  const url = job.uploadUrl + suffix;
  const { size } = await stat(path);
  const sending = request(url, { method: 'PUT', headers: { 'Content-Length': size } });
  const answered = new Promise<number | undefined>((resolve, reject) => {
    sending
      .on('error', reject)
      .on('response', (answer) => answer.resume().on('end', () => resolve(answer.statusCode)));
  });
  await pipeline(createReadStream(path), sending);
  const status = await answered;
  if (status !== 200) throw new Error(`${url} answered ${status}`);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
