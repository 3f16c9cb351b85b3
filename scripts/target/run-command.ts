import { UsageError } from '../usage-error.ts';
import { findTarget, type Target } from './target.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What every command that talks to a Wavecut takes. */
export const COMMON_OPTIONS = {
  outputs: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export const COMMON_HELP = `  --outputs FILE    a deployed stack, by what cdktf deploy --outputs-file FILE has written; without it, the local
                    environment that npm start keeps up
  --json            JSON on stdout and nothing else there
  --help            this text
`;

/** What a command works with. */
export interface Surroundings {
  readonly target: Target;
  /** A line for the result. */
  readonly print: (line: string) => void;
  /** A line of progress, or for people alone. */
  readonly say: (line: string) => void;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * Runs a command: help, arguments, target, signals, errors in words.
 *
 * @param parse the arguments of `work`; null where help is asked for. @throws UsageError
 * @returns the exit code: what `work` answers, 1 for a failure, 2 for a wrong argument, 130 after Ctrl-C.
 */
export async function runCommand<Wanted extends { readonly outputs: string | undefined }>(
  name: string,
  help: string,
  parse: () => Wanted | null,
  work: (wanted: Wanted, surroundings: Surroundings) => Promise<number>,
): Promise<number> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  for (const signal of SIGNALS) process.on(signal, interrupt);
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  let target: Target | undefined;
  try {
    const wanted = parse();
    if (!wanted) {
      process.stdout.write(help);
      return 0;
    }
    target = await findTarget(wanted.outputs);
    return await work(wanted, { target, print, say, signal: interruption.signal });
  } catch (error) {
    if (interruption.signal.aborted) return 130;
    say(inWords(error));
    if (!(error instanceof UsageError)) return 1;
    say(`npm run wavecut -- ${name} --help lists the options.`);
    return 2;
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
    await target?.close();
  }
}

function inWords(error: unknown): string {
  const { code, name, message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return `Nothing answers there: ${message || 'the connection was refused'}.`;
  return name === 'Error' || error instanceof UsageError ? message : `${name}: ${message}`;
}
