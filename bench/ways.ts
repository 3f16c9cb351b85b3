import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { bareCopy } from './bare-copy.ts';
import type { BenchClip } from './clips.ts';
import { type Command, measureCommands } from './measure.ts';
import type { OriginalJob } from './original-way.ts';
import type { Figures, Run, Way } from './results.ts';
import type { Stage } from './stage.ts';
import type { Storage } from './storage/server.ts';
import { verifyFrames, verifyLength } from './verify.ts';

/** Makes a clip in each way, measures that, verifies the clip and removes it. */
export const makeClip: Readonly<Record<Way, (clip: BenchClip, stage: Stage) => Promise<Run>>> = {
  async original(clip, stage) {
    const { storage, scratch, say } = stage;
    const job: OriginalJob = {
      ffmpeg: ffmpeg.path,
      parts: stage.partUrls(clip),
      uploadUrl: stage.clipUrl('original'),
      lengthMs: clip.window.endMs - clip.window.startMs,
    };
    const script: Command = [...NODE, ORIGINAL_WAY, JSON.stringify(job)];
    const figures = await measured(storage, () =>
      measureCommands([script], scratch, (line) => say(`${clip.name}, original: ${line}`)),
    );
    const path = stage.clipPath('original.mp4');
    await verifyLength(path, clip);
    await empty(scratch);
    return { ...figures, clipBytes: await removed(path), cutMode: null };
  },

  async wavecut(clip, { engine, storage, clipPath }) {
    const { key, cutMode, ...figures } = await measured(storage, () => engine.make(clip));
    const path = clipPath(key);
    await verifyFrames(path, clip);
    return { ...figures, clipBytes: await removed(path), cutMode };
  },

  async copy(clip, { storage, scratch, partUrls }) {
    const commands = await bareCopy(ffmpeg.path, partUrls(clip), scratch);
    const figures = await measured(storage, () => measureCommands(commands, scratch));
    const path = join(scratch, 'clip.mp4');
    await verifyLength(path, clip);
    const clipBytes = await removed(path);
    await empty(scratch);
    return { ...figures, clipBytes, cutMode: null };
  },
};

const ORIGINAL_WAY = fileURLToPath(new URL('original-way.ts', import.meta.url));
/** TypeScript as Node runs it by itself: no loader of the bench's is measured. */
const NODE = [
  process.execPath,
  '--experimental-strip-types',
  '--disable-warning=ExperimentalWarning',
] as const;

/** Adds what the storage counted meanwhile. */
async function measured<T>(
  storage: Storage,
  make: () => Promise<T>,
): Promise<T & Pick<Figures, 'bytesRead' | 'requests'>> {
  await storage.traffic();
  const made = await make();
  const { bytesRead, requests } = await storage.traffic();
  return { ...made, bytesRead, requests };
}

async function empty(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
}

/** Removes a file. @returns how large it was. */
async function removed(path: string): Promise<number> {
  const { size } = await stat(path);
  await rm(path);
  return size;
}
