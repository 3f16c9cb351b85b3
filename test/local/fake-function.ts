import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zip } from '../../scripts/build/zip.ts';
import { groupUsage } from '../../scripts/local/process-group.ts';

/** A function's zip with nothing but `handler.mjs`, and how to remove it. */
export async function fakeFunction(source: string): Promise<{ zipPath: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'wavecut-test-'));
  const zipPath = join(folder, 'function.zip');
  await writeFile(zipPath, await zip([{ name: 'handler.mjs', content: Buffer.from(source) }]));
  return { zipPath, remove: () => rm(folder, { recursive: true }) };
}

/** Whether nothing of the process group is left; a process that has ended and is not yet reaped uses no memory. */
export async function isGone(pgid: number): Promise<boolean> {
  return (await groupUsage(pgid)).rssBytes === 0;
}
