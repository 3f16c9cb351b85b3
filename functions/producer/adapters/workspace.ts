import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Workspace } from '../ports.ts';

const PREFIX = 'wavecut-job-';
/** The ffmpeg of a process that was killed may write an image more, between a look into the folder and its end. */
const WHOLLY = { recursive: true, force: true, maxRetries: 3 } as const;

/**
 * A folder of its own for a job, in Lambda's `/tmp`. An execution environment works on one job at a time, so what
 * an earlier, killed job left behind is removed first: `/tmp` outlives the process. What cannot be removed because the
 * ffmpeg of that job still writes is left to the next one.
 */
export async function openWorkspace(): Promise<Workspace> {
  const root = tmpdir();
  const left = (await readdir(root)).filter((name) => name.startsWith(PREFIX));
  await Promise.all(left.map((name) => rm(join(root, name), WHOLLY).catch(unlessStillWritten)));
  const path = await mkdtemp(join(root, PREFIX));
  return { path, remove: () => rm(path, WHOLLY) };
}

function unlessStillWritten(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOTEMPTY') throw error;
}
