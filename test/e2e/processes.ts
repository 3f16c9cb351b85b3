import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** Names of the programs that run in a process group, its leader's included; those that have ended are left out. */
export async function programsIn(pgid: number): Promise<string[]> {
  return process.platform === 'linux' ? fromProc(pgid) : fromPs(pgid);
}

/** proc_pid_stat(5): `pid (name) state ppid pgrp ...`; the name may hold anything. */
function fromProc(pgid: number): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const nameEnd = stat.lastIndexOf(')');
      const [state, , group] = stat.slice(nameEnd + 2).split(' ');
      const isRunning = Number(group) === pgid && state !== 'Z' && state !== 'X';
      return isRunning ? [stat.slice(stat.indexOf('(') + 1, nameEnd)] : [];
    } catch {
      // It ended between the listing and the reading.
      return [];
    }
  });
}

async function fromPs(pgid: number): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=,stat=,comm=']);
  return stdout.split('\n').flatMap((line) => {
    const [group, state = '', ...name] = line.trim().split(/\s+/);
    return Number(group) === pgid && !state.startsWith('Z') ? [name.join(' ').replace(/^.*\//, '')] : [];
  });
}
