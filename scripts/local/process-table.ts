import { execFile, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { promisify } from 'node:util';

/** A process at one moment. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Resident memory; null where it is yet to be asked for, of this one process, by `residentBytes`. */
  readonly rssBytes: number | null;
  /** CPU time of it and its ended children; null where /proc cannot tell. */
  readonly cpuMs: number | null;
}

/** Clock ticks of /proc are 1/100 s on every Linux (USER_HZ, proc_pid_stat(5)). */
const MS_PER_TICK = 10;
const PS = ['-A', '-o', 'pid=,ppid=,pgid=,rss='];

/** All processes of this machine. */
export async function processTable(): Promise<ProcessRow[]> {
  if (platform() === 'linux') return fromProc();
  return rowsOf((await promisify(execFile)('ps', PS)).stdout);
}

/** The same, for those who cannot wait. */
export function processTableSync(): ProcessRow[] {
  return platform() === 'linux' ? fromProc() : rowsOf(execFileSync('ps', PS, { encoding: 'utf8' }));
}

/** Those of the group, and all that descend from one of them, whatever groups they have made for themselves. */
export function familyOf(group: number, table: readonly ProcessRow[]): ProcessRow[] {
  const family = new Set(table.filter((row) => row.group === group).map(({ pid }) => pid));
  for (let before = -1; before !== family.size; ) {
    before = family.size;
    for (const { pid, parent } of table) if (family.has(parent)) family.add(pid);
  }
  return table.filter(({ pid }) => family.has(pid));
}

function fromProc(): ProcessRow[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      // proc_pid_stat(5). The name in brackets may hold anything; the fields after it begin with the third, `state`.
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const field = (number: number) => Number(fields[number - 3]);
      // utime, stime, cutime, cstime
      const cpuMs = (field(14) + field(15) + field(16) + field(17)) * MS_PER_TICK;
      return [{ pid: Number(name), parent: field(4), group: field(5), rssBytes: null, cpuMs }];
    } catch {
      // The process ended between the listing and the reading.
      return [];
    }
  });
}

/** Resident memory of a process; 0 where it has ended. Apart from the table: /proc makes it up for each anew. */
export function residentBytes({ pid, rssBytes }: ProcessRow): number {
  if (rssBytes !== null) return rssBytes;
  try {
    const rss = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(rss?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function rowsOf(text: string): ProcessRow[] {
  return text.split('\n').flatMap((line) => {
    const [pid, parent, group, rssKb] = line.trim().split(/\s+/).map(Number);
    if (pid === undefined || parent === undefined || group === undefined || rssKb === undefined) return [];
    return [{ pid, parent, group, rssBytes: rssKb * 1024, cpuMs: null }];
  });
}
