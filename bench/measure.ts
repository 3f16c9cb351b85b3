import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { killGroup, watchGroup } from '../scripts/local/process-group.ts';
import { onOneCpu } from './one-cpu.ts';
import type { Figures } from './results.ts';

/** A command with its arguments. */
export type Command = readonly [file: string, ...args: string[]];

export type ProcessFigures = Pick<Figures, 'cpuMs' | 'wallMs' | 'peakRssBytes' | 'peakDiskBytes'>;

/**
 * Runs commands one after the other in `folder`, on one CPU and with a bare environment, and measures them with all
 * their children. No other child of this process may end meanwhile. Linux.
 *
 * @param onLine receives what they write to stdout.
 * @throws with the end of stderr where one fails.
 */
export async function measureCommands(
  commands: readonly Command[],
  folder: string,
  onLine: (line: string) => void = () => {},
): Promise<ProcessFigures> {
  const cpuBeforeMs = reapedCpuMs();
  const begin = performance.now();
  const { result: peakRssBytes, peakDiskBytes } = await watchingDisk(
    () => folderBytes(folder),
    async () => {
      let peak = 0;
      for (const command of commands) peak = Math.max(peak, await runWatched(command, folder, onLine));
      return peak;
    },
  );
  const wallMs = performance.now() - begin;
  return { cpuMs: reapedCpuMs() - cpuBeforeMs, wallMs, peakRssBytes, peakDiskBytes };
}

/** @returns the highest resident memory of the process and its children. */
async function runWatched(command: Command, folder: string, onLine: (line: string) => void): Promise<number> {
  const [file, ...args] = onOneCpu(command);
  const child = spawn(file, args, {
    cwd: folder,
    env: {},
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await once(child, 'spawn');
  const group = child.pid as number;
  const abandon = () => killGroup(group);
  process.once('exit', abandon);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  createInterface({ input: child.stdout }).on('line', onLine);
  const endWatch = watchGroup(group, Number.POSITIVE_INFINITY, () => {});
  const [code] = await once(child, 'close');
  process.off('exit', abandon);
  const { peakRssBytes } = await endWatch();
  if (code !== 0) throw new Error(`${command[0]} ended with exit code ${code}: ${said.trim()}`);
  return peakRssBytes;
}

/** CPU time of all children of this process that have ended, and of theirs: cutime and cstime of proc_pid_stat(5). */
function reapedCpuMs(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // The fields behind the name in brackets begin with the third; clock ticks are 1/100 s.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[16 - 3]) + Number(fields[17 - 3])) * 10;
}

const LOOK_EVERY_MS = 50;

/** Asks for a size every 50 ms while `run` is at work, and once more at its end; tells the highest one. */
export async function watchingDisk<T>(
  size: () => Promise<number>,
  run: () => Promise<T>,
): Promise<{ result: T; peakDiskBytes: number }> {
  let peak = 0;
  let isOver = false;
  const watch = async () => {
    while (!isOver) {
      peak = Math.max(peak, await size());
      await setTimeout(LOOK_EVERY_MS);
    }
  };
  const watching = watch();
  try {
    const result = await run();
    return { result, peakDiskBytes: Math.max(peak, await size()) };
  } finally {
    isOver = true;
    await watching;
  }
}

/** Size of all files below a folder; what goes away meanwhile does not count. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = entries.map(async (entry) => {
    const found = await stat(join(folder, entry)).catch(() => null);
    return found?.isFile() ? found.size : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
