import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TimeRange } from '../functions/producer/core/time-range.ts';
import { type BenchClip, recordingKey } from './clips.ts';
import { type Engine, startEngine } from './engine.ts';
import { type Storage, type StorageOptions, startStorage } from './storage/server.ts';

/** A camera's adjoining recordings, all of the same length. */
export interface Camera {
  readonly cameraId: string;
  readonly minutes: number;
  readonly recordings: number;
}

/** What the measurements work with: a storage with recordings, and the engine that reads them. */
export interface Stage {
  readonly storage: Storage;
  readonly engine: Engine;
  /** An empty folder that each measurement of processes may fill and empties again. */
  readonly scratch: string;
  /** Receives each line of progress. */
  readonly say: (text: string) => void;
  /** Puts the file under the keys of the camera's recordings: it is the same pictures over and over. */
  place(camera: Camera, path: string): Promise<void>;
  /** The files of a clip's recordings. */
  recordingPaths(clip: BenchClip): string[];
  /** The addresses of a clip's recordings, with the parts of them that belong to it. */
  partUrls(clip: BenchClip): { readonly url: string; readonly range: TimeRange }[];
  /** The file of an object of the clips bucket. */
  clipPath(key: string): string;
  clipUrl(key: string): string;
  /** Stops every process and server, and removes every file. */
  close(): Promise<void>;
}

/** Starts storage and engine on a new temporary folder. */
export async function openStage(
  storageOptions: Omit<StorageOptions, 'folder'>,
  say: (text: string) => void,
): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'wavecut-bench-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  // After an end without close() nothing is left either.
  process.once('exit', removeFolder);
  const buckets = join(folder, 'buckets');
  const scratch = join(folder, 'scratch');
  await Promise.all([mkdir(buckets), mkdir(scratch)]);
  const storage = await startStorage({ folder: buckets, ...storageOptions });
  const clear = async () => {
    await storage.stop();
    removeFolder();
    process.off('exit', removeFolder);
  };
  const engine = await startEngine(storage.endpoint, say).catch(async (error: unknown) => {
    await clear();
    throw error;
  });
  const { recordingsBucket, clipsBucket } = engine.environment;
  const recordingPath = (key: string) => join(buckets, recordingsBucket, key);
  return {
    ...{ storage, engine, scratch, say },

    async place({ cameraId, minutes, recordings }, path) {
      for (let index = 0; index < recordings; index++) {
        const link = recordingPath(recordingKey(cameraId, index * minutes * 60_000));
        await mkdir(dirname(link), { recursive: true });
        await symlink(path, link);
      }
    },

    recordingPaths: ({ parts }) => parts.map(({ key }) => recordingPath(key)),
    partUrls: ({ parts }) =>
      parts.map(({ key, range }) => ({ url: `${storage.endpoint}/${recordingsBucket}/${key}`, range })),
    clipPath: (key) => join(buckets, clipsBucket, key),
    clipUrl: (key) => `${storage.endpoint}/${clipsBucket}/${key}`,

    async close() {
      await engine.stop();
      await clear();
    },
  };
}
