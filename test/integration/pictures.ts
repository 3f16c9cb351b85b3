import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { execa } from 'execa';

export type Colour = readonly [red: number, green: number, blue: number];

/** A picture in memory. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  at(x: number, y: number): Colour;
  /** Mean of all pixels, 0 to 255. */
  readonly brightness: number;
}

const SAMPLE_RATE = 48_000;

/** All pictures of a film or an image file, or those that `filters` make of them, as a player shows them. */
export async function readPictures(path: string, filters = 'null'): Promise<Picture[]> {
  const { stdout, stderr } = await decode([
    ...['-i', path, '-map', '0:v:0', '-vsync', '0', '-vf', `${filters},showinfo`],
    ...['-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'],
  ]);
  const size = /showinfo.* s:(\d+)x(\d+)/.exec(stderr);
  if (!size) throw new Error(`there is no picture in ${path}`);
  const [width, height] = size.slice(1).map(Number) as [number, number];
  const bytes = width * height * 3;
  return Array.from({ length: stdout.length / bytes }, (_, index) =>
    pictureOf(width, height, stdout.subarray(index * bytes, (index + 1) * bytes)),
  );
}

/** The first of them. */
export async function readPicture(path: string, filters?: string): Promise<Picture> {
  return (await readPictures(path, filters))[0] as Picture;
}

/** Mean difference of two pictures of one size, 0 to 255. */
export function difference(a: Picture, b: Picture): number {
  if (a.width !== b.width || a.height !== b.height) return 255;
  const rows = Array.from({ length: a.height }, (_, y) => y);
  const columns = Array.from({ length: a.width }, (_, x) => x);
  const sum = rows.reduce(
    (total, y) => total + columns.reduce((row, x) => row + distance(a.at(x, y), b.at(x, y)), 0),
    0,
  );
  return sum / (a.width * a.height);
}

/** Mean difference of two colours' parts, 0 to 255. */
export function distance(a: Colour, b: Colour): number {
  return a.reduce((sum, part, index) => sum + Math.abs(part - (b[index] as number)), 0) / 3;
}

/** How high a tone is that sounds for `seconds` from `startS` of a file on, in Hz: its waves are counted. */
export async function readTone(path: string, startS: number, seconds: number): Promise<number> {
  const samples = await readSamples(path);
  const first = Math.round(startS * SAMPLE_RATE);
  let waves = 0;
  for (let index = first; index < first + seconds * SAMPLE_RATE; index++) {
    if ((samples[index - 1] as number) < 0 && (samples[index] as number) >= 0) waves++;
  }
  return waves / seconds;
}

/** How loud a file is in `seconds` from `startS` on: the mean of all samples' sizes, 0 to 1. */
export async function readLoudness(path: string, startS: number, seconds: number): Promise<number> {
  const samples = await readSamples(path);
  const part = samples.slice(startS * SAMPLE_RATE, (startS + seconds) * SAMPLE_RATE);
  return part.reduce((sum, sample) => sum + Math.abs(sample), 0) / part.length / 32_768;
}

async function readSamples(path: string): Promise<Int16Array> {
  const { stdout } = await decode([
    ...['-i', path, '-map', '0:a:0', '-af', 'aresample=async=1:first_pts=0'],
    ...['-ac', '1', '-ar', String(SAMPLE_RATE), '-f', 's16le', '-'],
  ]);
  return new Int16Array(stdout.buffer, stdout.byteOffset, stdout.length / 2);
}

async function decode(args: readonly string[]): Promise<{ stdout: Uint8Array; stderr: string }> {
  const { stdout, stderr } = await execa(ffmpeg.path, ['-nostdin', '-copyts', ...args], {
    encoding: 'buffer',
    stripFinalNewline: false,
    maxBuffer: 512 * 1024 * 1024,
    timeout: 60_000,
  });
  return { stdout, stderr: Buffer.from(stderr).toString() };
}

function pictureOf(width: number, height: number, pixels: Uint8Array): Picture {
  return {
    width,
    height,
    at: (x, y) => [...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)] as unknown as Colour,
    brightness: pixels.reduce((sum, value) => sum + value, 0) / pixels.length,
  };
}
