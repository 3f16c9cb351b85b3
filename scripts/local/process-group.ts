import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

/** What the processes of a group use together at one moment. */
export interface GroupUsage {
  /** Resident memory, bytes; what processes share is counted for each of them. */
  readonly rssBytes: number;
  /** CPU time since the group's processes began, children that have ended included; null where /proc cannot tell. */
  readonly cpuMs: number | null;
}

/** Kills every process of the group at once, grandchildren included; no error where none is left. */
export function killGroup(pgid: number): void {
  try {
    process.kill(-pgid, 'SIGKILL');
  } catch (error) {
    // ESRCH: all gone. EPERM: on macOS, those that are left have ended and are not yet reaped.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** Memory and CPU time of the process group `pgid`; zeros where no process of it is left. */
export async function groupUsage(pgid: number): Promise<GroupUsage> {
  return platform() === 'linux' ? usageFromProc(pgid) : await usageFromPs(pgid);
}

/** Clock ticks of /proc are 1/100 s on every Linux (USER_HZ, proc_pid_stat(5)). */
const MS_PER_TICK = 10;

function usageFromProc(pgid: number): GroupUsage {
  let rssBytes = 0;
  let cpuMs = 0;
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      // proc_pid_stat(5). The name in brackets may hold anything; the fields after it begin with the third, `state`.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const field = (number: number) => Number(fields[number - 3]);
      if (field(5) !== pgid) continue;
      // utime, stime, cutime, cstime
      cpuMs += (field(14) + field(15) + field(16) + field(17)) * MS_PER_TICK;
      const rss = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
      rssBytes += Number(rss?.[1] ?? 0) * 1024;
    } catch {
      // The process ended between the listing and the reading.
    }
  }
  return { rssBytes, cpuMs };
}

async function usageFromPs(pgid: number): Promise<GroupUsage> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'rss=,pgid=']);
  let rssBytes = 0;
  for (const line of stdout.split('\n')) {
    const [rssKb, group] = line.trim().split(/\s+/).map(Number);
    if (group === pgid) rssBytes += (rssKb ?? 0) * 1024;
  }
  return { rssBytes, cpuMs: null };
}

/** Between two looks at a group: short against the seconds that ffmpeg needs to fill the memory. */
const SAMPLE_MS = 100;

/** A process caught between fork and exec counts its parent's memory again; it is over well before this. */
const SECOND_LOOK_MS = 10;

/**
 * Looks at the memory of the process group `pgid` every 100 ms, and calls `onExceeded` each time it is above
 * `limitBytes`.
 *
 * @returns ends the watch after a last look: the highest memory seen, and CPU time as in {@link GroupUsage}.
 */
export function watchGroup(
  pgid: number,
  limitBytes: number,
  onExceeded: () => void,
): () => Promise<{ peakRssBytes: number; cpuMs: number | null }> {
  let peakRssBytes = 0;
  let cpuMs: number | null = null;
  const stopped = new AbortController();

  const look = async () => {
    const usage = await groupUsage(pgid);
    let { rssBytes } = usage;
    if (rssBytes > peakRssBytes) {
      await setTimeout(SECOND_LOOK_MS);
      rssBytes = Math.min(rssBytes, (await groupUsage(pgid)).rssBytes);
    }
    peakRssBytes = Math.max(peakRssBytes, rssBytes);
    // What has ended is no longer counted: the last figure of a killed group is the one before.
    cpuMs = usage.cpuMs === null ? null : Math.max(usage.cpuMs, cpuMs ?? 0);
    if (rssBytes > limitBytes) onExceeded();
  };
  const looking = (async () => {
    while (!stopped.signal.aborted) {
      await look();
      await setTimeout(SAMPLE_MS, undefined, { signal: stopped.signal }).catch(() => {});
    }
    await look();
  })();
  // Told to whoever ends the watch, not to the process.
  looking.catch(() => {});

  return async () => {
    stopped.abort();
    await looking;
    return { peakRssBytes, cpuMs };
  };
}
