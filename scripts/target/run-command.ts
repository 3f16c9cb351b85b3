import { runUntilSignal } from '../run-until-signal.ts';
import { UsageError } from '../usage-error.ts';
import type { Target } from './target.ts';

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
export interface CommandContext {
  readonly target: Target;
  /** A line for the result. */
  readonly print: (line: string) => void;
  /** A line of progress, or for people alone. */
  readonly say: (line: string) => void;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * Runs a command that talks to a Wavecut.
 *
 * @param parse the arguments of `work`; null where help is asked for. @throws UsageError
 * @returns the exit code: what `work` answers, 1 for a failure, 2 for a wrong argument, 130 after Ctrl-C.
 */
export async function runCommand<Wanted extends { readonly outputs: string | undefined }>(
  name: string,
  help: string,
  parse: () => Wanted | null,
  work: (wanted: Wanted, context: CommandContext) => Promise<number>,
): Promise<number> {
  return runUntilSignal({
    ...{ typed: `npm run wavecut -- ${name}`, help, parse, inWords, interrupted: 130 },
    async work(wanted, signal) {
      const say = (line: string) => void process.stderr.write(`${line}\n`);
      const print = (line: string) => void process.stdout.write(`${line}\n`);
      // Its clients take most of a second to load, which help and wrong arguments need not wait for.
      const { findTarget } = await import('./target.ts');
      const target = await findTarget(wanted.outputs);
      try {
        return await work(wanted, { target, print, say, signal });
      } finally {
        await target.close();
      }
    },
  });
}

function inWords(error: unknown): string {
  const { code, name, message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return `Nothing answers there: ${message || 'the connection was refused'}.`;
  return name === 'Error' || error instanceof UsageError ? message : `${name}: ${message}`;
}
