import { setTimeout } from 'node:timers/promises';
import { familyOf, processTable, processTableSync, residentBytes } from './process-table.ts';

/** What the processes of a group use together at one moment, with those that descend from them. */
export interface GroupUsage {
  /** Resident memory, bytes; what processes share is counted for each of them. */
  readonly rssBytes: number;
  /** CPU time since the group's processes began, children that have ended included; null where /proc cannot tell. */
  readonly cpuMs: number | null;
}

/**
 * Kills every process of the group at once, and all that descend from it: ffmpeg leads a group of its own. No error
 * where none is left.
 */
export function killGroup(pgid: number): void {
  const outside = familyOf(pgid, processTableSync()).filter(({ group }) => group !== pgid);
  for (const target of [-pgid, ...outside.map(({ pid }) => pid)]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch (error) {
      // ESRCH: all gone. EPERM: on macOS, those that are left have ended and are not yet reaped.
      if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

/** Memory and CPU time of the process group `pgid` and its descendants; zeros where no process of it is left. */
export async function groupUsage(pgid: number): Promise<GroupUsage> {
  const family = familyOf(pgid, await processTable());
  return {
    rssBytes: family.reduce((sum, row) => sum + residentBytes(row), 0),
    cpuMs: family.some(({ cpuMs }) => cpuMs === null)
      ? null
      : family.reduce((sum, { cpuMs }) => sum + (cpuMs ?? 0), 0),
  };
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
