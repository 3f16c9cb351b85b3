import { createHash } from 'node:crypto';
import { open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { execa } from 'execa';
import { makeUnlessThere } from '../test/fixtures/recordings-cache.ts';

const CACHE = fileURLToPath(new URL('../.cache/bench', import.meta.url));

export const FPS = 30;
/** Frames from keyframe to keyframe: two seconds. */
const GOP_FRAMES = 60;
/** The picture comes round after this many frames, and so does the counter burnt into it. */
export const LOOP_FRAMES = 20 * FPS;
/** 1,875 packets of 1,024 samples at 48 kHz to the sample: AAC can be looped without a seam at multiples of 8 s. */
const SOUND_LOOP_S = 40;
const SOUND_LOOP_PACKETS = (SOUND_LOOP_S * 48_000) / 1024;

/**
 * Makes (or finds) a camera's recording of so many minutes and answers its path: MP4 with its index first, 1280x720
 * at 30 fps, H.264 main of 3.5 Mbit/s without B-frames, GOP 2 s, AAC stereo. A moving test pattern with noise, as a
 * camera has; its top-left 24 squares of 16 px carry the frame's number, modulo {@link LOOP_FRAMES}.
 *
 * Only a loop is encoded; its copies are joined packet by packet.
 */
export async function makeRecording(minutes: number, say: (text: string) => void): Promise<string> {
  return makeOnce(`recording-${minutes}min`, 'mp4', [minutes, PICTURE_ARGS, SOUND_ARGS], async (path) => {
    const picture = await makeOnce('picture', 'mp4', PICTURE_ARGS, async (unfinished) => {
      say(`encoding ${LOOP_FRAMES / FPS} s of picture, once`);
      await run([...PICTURE_ARGS, unfinished]);
    });
    const sound = await makeOnce('sound', 'm4a', SOUND_ARGS, async (unfinished) => {
      say(`encoding ${SOUND_LOOP_S} s of sound, once`);
      await run([...SOUND_ARGS, unfinished]);
    });
    say(`joining copies of them to a recording of ${minutes} min, once`);
    const seconds = minutes * 60;
    const pictures = await writeList(`${path}.pictures`, picture, LOOP_FRAMES / FPS, seconds);
    const sounds = await writeList(`${path}.sounds`, sound, SOUND_LOOP_S, seconds);
    const copy = ['-map', '0:v', '-map', '1:a', '-c', 'copy', '-t', `${seconds}`];
    await run([
      ...looped(pictures),
      ...looped(sounds),
      ...copy,
      '-movflags',
      '+faststart',
      '-f',
      'mp4',
      path,
    ]);
    await Promise.all([pictures, sounds].map((list) => rm(list)));
  });
}

/** Size of an MP4's index (its `moov` box), in bytes; 0 where it has none. */
export async function indexBytes(path: string): Promise<number> {
  const file = await open(path);
  try {
    const header = Buffer.alloc(16);
    for (let position = 0; (await file.read(header, 0, 16, position)).bytesRead >= 8; ) {
      const short = header.readUInt32BE(0);
      const size = short === 1 ? Number(header.readBigUInt64BE(8)) : short;
      if (header.toString('latin1', 4, 8) === 'moov') return size;
      if (size < 8) return 0;
      position += size;
    }
    return 0;
  } finally {
    await file.close();
  }
}

const PICTURE_ARGS = [
  ...['-f', 'lavfi', '-i', `testsrc2=s=1280x720:r=${FPS}`],
  // 24x1 pixels are computed and scaled up: `geq` over a whole picture would be the slowest part by far.
  ...[
    '-f',
    'lavfi',
    '-i',
    `color=gray:s=24x1:r=${FPS},format=gray,geq=lum='if(mod(floor(N/pow(2,X)),2),235,16)'`,
  ],
  '-filter_complex',
  '[1:v]scale=384:16:flags=neighbor,format=yuv420p[n];[0:v]noise=c0s=12:c0f=t[p];[p][n]overlay,format=yuv420p[v]',
  ...['-map', '[v]', '-frames:v', `${LOOP_FRAMES}`],
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'main', '-bf', '0'],
  ...['-g', `${GOP_FRAMES}`, '-keyint_min', `${GOP_FRAMES}`, '-sc_threshold', '0'],
  ...['-b:v', '3500k', '-maxrate', '4200k', '-bufsize', '7000k', '-f', 'mp4'],
];

const SOUND_ARGS = [
  ...['-f', 'lavfi', '-i', `sine=frequency=440:beep_factor=4:sample_rate=48000:duration=${SOUND_LOOP_S + 1}`],
  ...['-ac', '2', '-c:a', 'aac', '-aac_coder', 'fast', '-b:a', '128k', '-frames:a', `${SOUND_LOOP_PACKETS}`],
  // Without an edit list: what it hides of a loop's start would be missing at each seam.
  ...['-use_editlist', '0', '-f', 'mp4'],
];

function looped(list: string): string[] {
  return ['-f', 'concat', '-safe', '0', '-i', list];
}

async function writeList(path: string, file: string, everyS: number, lengthS: number): Promise<string> {
  const entry = `file '${file.replaceAll("'", "'\\''")}'\nduration ${everyS}\n`;
  await writeFile(path, entry.repeat(Math.ceil(lengthS / everyS)));
  return path;
}

async function run(args: readonly string[]): Promise<void> {
  await execa(ffmpeg.path, ['-v', 'error', '-nostdin', '-y', ...args], { stdin: 'ignore' });
}

/** The name carries a hash of `recipe`, which must say all that the content follows from. */
async function makeOnce(
  name: string,
  extension: string,
  recipe: unknown,
  make: (path: string) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256')
    .update(JSON.stringify([ffmpeg.version, recipe]))
    .digest('hex')
    .slice(0, 12);
  return makeUnlessThere(join(CACHE, `${name}-${hash}.${extension}`), make);
}
