import process from 'node:process';

/** A child process that leads a group of its own, as it is started with `detached`. */
export interface GroupLeader {
  readonly pid?: number | undefined;
  once(event: 'exit', listener: () => void): unknown;
}

/** Groups that are alive. */
const groups = new Set<number>();

/**
 * Kills all of the child's group, whatever the child may have started, when the signal is aborted and when this process
 * exits. The child alone would leave its own children behind.
 */
export function killTogether(child: GroupLeader, signal: AbortSignal): void {
  const { pid } = child;
  // It was not started at all.
  if (pid === undefined) return;
  const kill = () => killGroup(pid);
  groups.add(pid);
  signal.addEventListener('abort', kill, { once: true });
  child.once('exit', () => {
    signal.removeEventListener('abort', kill);
    groups.delete(pid);
  });
  if (signal.aborted) kill();
}

process.once('exit', () => {
  for (const pid of groups) killGroup(pid);
});

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile, as it should.
  }
}
