import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program that runs tests and counts them in its last line: `N passed, N failed[, N skipped]`. */
export interface Lane {
  readonly name: string;
  /** A program and its arguments. */
  readonly command: readonly [string, ...string[]];
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const COUNTS = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\n?$/m;

/**
 * Runs lanes side by side, each with a temporary folder of its own. What they write is shown one lane after the other,
 * as it comes.
 *
 * @param atOnce so many run at a time: when one ends, the next begins.
 * @returns what they counted, in sum. A lane that ends without counting has failed once more than it says.
 */
export async function runLanes(
  lanes: readonly Lane[],
  atOnce: number,
  write: (text: string) => void,
): Promise<Counts> {
  const running = lanes.map((lane) => laneToRun(lane));
  const waiting = running.values();
  const runInTurn = async () => {
    for (const lane of waiting) await lane.run();
  };
  for (let place = 0; place < atOnce; place++) void runInTurn();
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const lane of running) {
    lane.show(write);
    const { passed, failed, skipped } = await lane.counts;
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  return sum;
}

/** The line that the counts are told in. */
export function countsLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function laneToRun({ name, command: [program, ...args] }: Lane) {
  let written = '';
  let show = (text: string): void => {
    written += text;
  };
  let begin: () => void;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const count = async (): Promise<Counts> => {
    const folder = await mkdtemp(join(tmpdir(), 'lane-'));
    try {
      const child = spawn(program, args, {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, TMPDIR: folder },
      });
      let all = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          all += text;
          show(text);
        });
      }
      const [code, signal] = await once(child, 'close');
      const [, passed, failed, skipped] = COUNTS.exec(all.slice(all.trimEnd().lastIndexOf('\n') + 1)) ?? [];
      const counts = {
        passed: Number(passed ?? 0),
        failed: Number(failed ?? 0),
        skipped: Number(skipped ?? 0),
      };
      if (passed !== undefined && (code === 0) === (counts.failed === 0)) return counts;
      show(`the tests of ${name} ended with ${signal ?? code}, and did not count\n`);
      return { ...counts, failed: counts.failed + 1 };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  const counts = begun.then(count);
  return {
    counts,
    run(): Promise<Counts> {
      begin();
      return counts;
    },
    /** Writes what was held back, and from now on what comes. */
    show(write: (text: string) => void) {
      write(written);
      show = write;
    },
  };
}
