import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LocalEnvironment } from '../../scripts/local/environment.ts';
import { groupUsage } from '../../scripts/local/process-group.ts';

/** What the function's processes hold at a moment. */
export interface Sample {
  /** Since the run began. */
  readonly atMs: number;
  /** Of the largest process with its ffmpeg. */
  readonly rssMb: number;
  /** Open file descriptors of the process that has the most. */
  readonly descriptors: number;
  /** In the /tmp of all; those of clips that are being made are among them. */
  readonly temporaryFiles: number;
  readonly mongoConnections: number;
}

/** Looks at the processes of an environment. Linux only: /proc tells. */
export async function sample(environment: LocalEnvironment, startedMs: number): Promise<Sample> {
  const pids = environment.host.pids();
  const usages = await Promise.all(pids.map(groupUsage));
  const port = Number(new URL(environment.mongodbUri).port);
  return {
    atMs: Math.round(performance.now() - startedMs),
    rssMb: Math.max(0, ...usages.map(({ rssBytes }) => rssBytes)) / 1024 / 1024,
    descriptors: Math.max(0, ...pids.map(descriptorsOf)),
    temporaryFiles: temporaryFiles(environment),
    mongoConnections: connectionsTo(port),
  };
}

function descriptorsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    // It has just ended.
    return 0;
  }
}

function temporaryFiles({ host }: LocalEnvironment): number {
  const root = dirname(host.taskRoot);
  return readdirSync(root)
    .filter((name) => join(root, name) !== host.taskRoot)
    .flatMap((name) => {
      try {
        return readdirSync(join(root, name));
      } catch {
        return [];
      }
    }).length;
}

/** Established connections whose far end is this port of the loopback (proc_net_tcp: state 01). */
function connectionsTo(port: number): number {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1);
  return lines.filter((line) => {
    const [, , remote = '', state] = line.trim().split(/\s+/);
    return remote.endsWith(wanted) && state === '01';
  }).length;
}
