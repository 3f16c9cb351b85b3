import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import type { Command } from './measure.ts';

/*
 * A Lambda of 1024 MB has 0.58 of a CPU. Here every way of making a clip has one whole CPU, the same one: with all
 * CPUs of the machine, an encode would take a fraction of the time, and a wait for the storage as long as ever.
 */

/** `command`, to be run on that CPU. */
export function onOneCpu(command: Command): Command {
  return ['taskset', '-c', theCpu(), ...command];
}

/** Moves a process with its threads there; the children it starts from now on stay there. */
export async function moveToOneCpu(pid: number): Promise<void> {
  await execa('taskset', ['-a', '-c', '-p', theCpu(), String(pid)]);
}

/** The last one that this process may use; the first ones serve most interrupts. */
function theCpu(): string {
  // As `0-1` or `0,4-7`: proc_pid_status(5).
  const allowed = /^Cpus_allowed_list:.*?(\d+)$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return allowed?.[1] ?? '0';
}
