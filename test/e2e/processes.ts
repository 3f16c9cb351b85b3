import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { familyOf, processTable } from '../../scripts/local/process-table.ts';

/** A program that runs, by the name of its file. */
export interface Program {
  readonly pid: number;
  readonly name: string;
}

/** The programs of a process group and all that descend from them; those that have ended are left out. */
export async function programsIn(pgid: number): Promise<Program[]> {
  const family = new Set(familyOf(pgid, await processTable()).map(({ pid }) => pid));
  return (await allPrograms()).filter(({ pid }) => family.has(pid));
}

/** Those of the programs that still run. */
export async function stillRunning(programs: readonly Program[]): Promise<Program[]> {
  const running = await allPrograms();
  return programs.filter((one) => running.some(({ pid, name }) => pid === one.pid && name === one.name));
}

async function allPrograms(): Promise<Program[]> {
  return process.platform === 'linux' ? fromProc() : fromPs();
}

/** proc_pid_stat(5): `pid (name) state ...`; the name may hold anything. */
function fromProc(): Program[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const nameEnd = stat.lastIndexOf(')');
      const isRunning = !/^ [ZX]/.test(stat.slice(nameEnd + 1));
      return isRunning ? [{ pid: Number(pid), name: stat.slice(stat.indexOf('(') + 1, nameEnd) }] : [];
    } catch {
      // It ended between the listing and the reading.
      return [];
    }
  });
}

async function fromPs(): Promise<Program[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,stat=,comm=']);
  return stdout.split('\n').flatMap((line) => {
    const [pid, state = '', ...name] = line.trim().split(/\s+/);
    return pid && !/^[ZX]/.test(state)
      ? [{ pid: Number(pid), name: name.join(' ').replace(/^.*\//, '') }]
      : [];
  });
}
