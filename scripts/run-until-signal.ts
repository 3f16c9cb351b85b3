import { UsageError } from './usage-error.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A command of the command line. */
export interface Command<Wanted> {
  /** What is typed before its options: `npm start --`. */
  readonly typed: string;
  readonly help: string;
  /** Its arguments; null where help is asked for. @throws UsageError */
  readonly parse: () => Wanted | null;
  /** @param signal aborted by Ctrl-C. @returns the exit code. */
  readonly work: (wanted: Wanted, signal: AbortSignal) => Promise<number>;
  /** The exit code where Ctrl-C makes `work` throw; without it that is a failure as any other. */
  readonly interrupted?: number;
  /** An error as a person can act on it; its message unless given. */
  readonly inWords?: (error: unknown) => string;
}

/**
 * Runs a command: help, arguments, SIGINT, SIGTERM and SIGHUP, errors in words to stderr.
 *
 * @returns the exit code: what `work` answers, 1 for a failure, 2 for a wrong argument.
 */
export async function runUntilSignal<Wanted>(command: Command<Wanted>): Promise<number> {
  const { typed, help, parse, work, interrupted, inWords = (error) => (error as Error).message } = command;
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  // Kept for as long as it runs: npm and the terminal may each send one.
  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    const wanted = parse();
    if (wanted !== null) return await work(wanted, interruption.signal);
    process.stdout.write(help);
    return 0;
  } catch (error) {
    if (interruption.signal.aborted && interrupted !== undefined) return interrupted;
    process.stderr.write(`${inWords(error)}\n`);
    if (!(error instanceof UsageError)) return 1;
    process.stderr.write(`${typed} --help lists the options.\n`);
    return 2;
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}
