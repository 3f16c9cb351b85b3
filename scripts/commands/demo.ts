import { DEMO_HELP, parseDemoArguments } from '../demo/arguments.ts';
import { runDemo } from '../demo/run.ts';
import { jsonResult, summary } from '../demo/summary.ts';
import { UsageError } from '../usage-error.ts';

/**
 * `npm run demo`: recordings in, a message through the queue, clips out, all of it shown and checked.
 *
 * @returns the exit code: 0 if all is true, 1 if something was lost or broke, 2 for a wrong argument, 130 after Ctrl-C.
 */
export async function demo(argv: string[]): Promise<number> {
  const folder = callersFolder();
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  // Kept for as long as it runs: npm and the terminal may each send one.
  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    const wanted = parseDemoArguments(argv, folder);
    if (!wanted) {
      process.stdout.write(DEMO_HELP);
      return 0;
    }
    const say = progress(wanted.json ? process.stderr : process.stdout);
    const result = await runDemo(wanted, { say, signal: interruption.signal });
    process.stdout.write(`${wanted.json ? jsonResult(result) : summary(result, folder)}\n`);
    for (const problem of result.problems) process.stderr.write(`Not as it should be: ${problem}\n`);
    return result.problems.length === 0 ? 0 : 1;
  } catch (error) {
    if (interruption.signal.aborted) return 130;
    const { message } = error as Error;
    process.stderr.write(`${message}\n`);
    if (!(error instanceof UsageError)) return 1;
    process.stderr.write('npm run demo -- --help lists the options.\n');
    return 2;
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

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
