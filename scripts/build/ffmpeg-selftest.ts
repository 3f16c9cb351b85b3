import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { type TrialCommand, trialCommands } from './ffmpeg-trials.ts';

/** What an ffmpeg must have; `some` are reached for one by one, and each without which recordings cannot be cut. */
const NEEDED: Readonly<Record<Kind, readonly string[]>> = {
  encoders: ['libx264', 'aac', 'mjpeg', 'png', 'gif', 'libwebp_anim'],
  decoders: ['h264', 'hevc', 'aac', 'opus', 'flac', 'pcm_s16le', 'png'],
  demuxers: ['matroska', 'mov', 'png_pipe'],
  muxers: ['mpegts', 'image2', 'gif', 'webp'],
  protocols: ['file', 'pipe'],
  filters: [
    ...[
      'trim',
      'settb',
      'setpts',
      'select',
      'transpose',
      'hflip',
      'vflip',
      'crop',
      'scale',
      'setsar',
      'format',
    ],
    ...['colorchannelmixer', 'overlay', 'fade', 'split', 'fps', 'palettegen', 'paletteuse', 'tile'],
    ...['atrim', 'asetpts', 'aresample', 'aformat', 'apad', 'anullsrc', 'concat', 'afade', 'atempo'],
  ],
};

type Kind = 'encoders' | 'decoders' | 'demuxers' | 'muxers' | 'protocols' | 'filters';

export interface SelfTest {
  /** As it names itself. */
  readonly version: string;
  /** Each as `encoder libx264`, or as what a command of ours said when it was tried. */
  readonly lacking: readonly string[];
}

/**
 * Holds an ffmpeg against what is asked of it: what it lists, and one run of each command line of ours on a second of
 * a black picture and silence.
 *
 * @throws where it cannot be run at all.
 */
export async function testFfmpeg(path: string): Promise<SelfTest> {
  const { stdout } = await execa(path, ['-version'], { timeout: 30_000 });
  const version = /^ffmpeg version (\S+)/.exec(stdout)?.[1];
  if (!version) throw new Error(`${path} is no ffmpeg: it says of itself "${stdout.slice(0, 80)}"`);
  const kinds = Object.keys(NEEDED) as Kind[];
  const missing = (await Promise.all(kinds.map((kind) => missingOf(path, kind)))).flat();
  return { version, lacking: [...missing, ...(await failingTrials(path))] };
}

/** The self-test's answer as an error names it. */
export function describeLack(path: string, { version, lacking }: SelfTest): string {
  return `${path} (ffmpeg ${version}) lacks what Wavecut needs:\n${lacking.map((line) => `- ${line}`).join('\n')}`;
}

async function missingOf(path: string, kind: Kind): Promise<string[]> {
  const { stdout } = await execa(path, ['-hide_banner', `-${kind}`], { timeout: 30_000 });
  const words = new Set(stdout.split('\n').flatMap((line) => line.trim().split(/[\s,]+/)));
  return NEEDED[kind].filter((name) => !words.has(name)).map((name) => `${kind.slice(0, -1)} ${name}`);
}

async function failingTrials(path: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'wavecut-selftest-'));
  const failing: string[] = [];
  try {
    // 64 x 64 pixels of black at 25 frames a second, and silence.
    await writeFile(join(folder, 'black.yuv'), Buffer.alloc(25 * 64 * 64 * 1.5));
    await writeFile(join(folder, 'silence.pcm'), Buffer.alloc(48_000 * 2));
    // One after the other: later ones use what earlier ones made.
    for (const trial of trialCommands(folder)) {
      const problem = await tryOut(path, trial, folder);
      if (problem) failing.push(problem);
    }
    return failing;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tryOut(
  path: string,
  { what, args, pipe }: TrialCommand,
  folder: string,
): Promise<string | null> {
  const input = pipe ? await readFile(join(folder, pipe.file)).catch(() => Buffer.alloc(0)) : Buffer.alloc(0);
  const stdio: ('ignore' | 'pipe' | Uint8Array)[] = ['ignore', 'pipe', 'pipe'];
  if (pipe) stdio[pipe.descriptor] = 'pipe';
  const child = execa(path, args, {
    cwd: folder,
    env: {},
    extendEnv: false,
    reject: false,
    encoding: 'buffer',
    stdio: stdio as ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  const writable = pipe && (child.stdio[pipe.descriptor] as NodeJS.WritableStream | null);
  writable?.on('error', () => undefined);
  writable?.end(input);
  const { failed, stderr, shortMessage } = await child;
  if (!failed) return null;
  const said = Buffer.from(stderr as Uint8Array)
    .toString()
    .trim()
    .split('\n')
    .at(-1);
  return `${what}: ${said || shortMessage}`;
}
