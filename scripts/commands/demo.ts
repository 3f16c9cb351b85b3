import { DEMO_HELP, parseDemoArguments } from '../demo/arguments.ts';
import { runDemo } from '../demo/run.ts';
import { jsonResult, summary } from '../demo/summary.ts';
import { runUntilSignal } from '../run-until-signal.ts';

/**
 * `npm run demo`: recordings in, a message through the queue, clips out, all of it shown and checked.
 *
 * @returns the exit code: 0 if all is true, 1 if something was lost or broke, 2 for a wrong argument, 130 after Ctrl-C.
 */
export async function demo(argv: string[]): Promise<number> {
  const folder = callersFolder();
  return runUntilSignal({
    ...{ typed: 'npm run demo --', help: DEMO_HELP, interrupted: 130 },
    parse: () => parseDemoArguments(argv, folder),
    async work(wanted, signal) {
      const say = progress(wanted.json ? process.stderr : process.stdout);
      const result = await runDemo(wanted, { say, signal });
      process.stdout.write(`${wanted.json ? jsonResult(result) : summary(result, folder)}\n`);
      for (const problem of result.problems) process.stderr.write(`Not as it should be: ${problem}\n`);
      return result.problems.length === 0 ? 0 : 1;
    },
  });
}

/** Each line with the seconds since the start before it. */
function progress(stream: NodeJS.WritableStream): (text: string) => void {
  const startedMs = performance.now();
  return (text) => {
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    stream.write(`${seconds.padStart(6)} s  ${text}\n`);
  };
}

/** Where the person who typed the command is: npm runs scripts in the package's folder and says where it was called. */
function callersFolder(): string {
  const isOurScript = ['demo', 'wavecut'].includes(process.env.npm_lifecycle_event ?? '');
  return (isOurScript && process.env.INIT_CWD) || process.cwd();
}
