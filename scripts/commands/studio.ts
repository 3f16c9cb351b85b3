import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { parseOptions, wholeNumber } from '../options.ts';
import { runUntilSignal } from '../run-until-signal.ts';
import { deployedStudioTarget } from '../studio/deployed-target.ts';
import { STUDIO_PORT } from '../studio/serve-local.ts';
import { startStudio } from '../studio/studio.ts';
import { readOutputs } from '../target/outputs.ts';
import { UsageError } from '../usage-error.ts';

const HELP = `npm run wavecut -- studio --outputs FILE [options]

Serves the studio of a deployed stack on this machine until Ctrl-C: a page that shows the archive and the clips. It uses
your own AWS credentials, and only looks. (npm start serves the studio of the local environment by itself.)

  --outputs FILE     what cdktf deploy --outputs-file FILE wrote
  --allow-requests   lets the page send requests, add recordings and redrive dead letters; the studio then has a queue
                     of its own at the topic for as long as it runs
  --port N           port on 127.0.0.1 (default: 4580)
  --json             print {"url"} to stdout and nothing else there
  --help             this text
`;

/**
 * `wavecut studio`: serves the studio of a deployed stack until SIGINT, SIGTERM or SIGHUP.
 *
 * @returns the exit code: 0 after a signal, 1 where it could not start, 2 for a wrong argument.
 */
export async function studio(argv: string[]): Promise<number> {
  return runUntilSignal({
    ...{ typed: 'npm run wavecut -- studio', help: HELP, inWords: explain },
    parse: () => parseStudioOptions(argv),
    async work(options, signal) {
      await serve(options, (line) => process.stderr.write(`${line}\n`), signal);
      return 0;
    },
  });
}

async function serve(
  { outputs: path, allowRequests, port, json }: StudioCommandOptions,
  say: (line: string) => void,
  stop: AbortSignal,
): Promise<void> {
  const outputs = readOutputs(await readText(path), path);
  const target = await deployedStudioTarget(outputs, {
    canRequest: allowRequests,
    endpointUrl: process.env.AWS_ENDPOINT_URL || null,
    mongodbUri: process.env.MONGODB_URI || null,
  });
  const running = await startStudio(target, { port, onProblem: say });
  try {
    if (json) process.stdout.write(`${JSON.stringify({ url: running.url })}\n`);
    else process.stdout.write(`Studio: ${running.url}\n`);
    say(allowRequests ? 'It may send requests.' : 'It only looks: --allow-requests lets it send.');
    if (!stop.aborted) await once(stop, 'abort');
  } finally {
    await running.stop();
    for (const client of Object.values(target.clients)) client.destroy();
  }
}

export interface StudioCommandOptions {
  readonly outputs: string;
  readonly allowRequests: boolean;
  readonly port: number;
  readonly json: boolean;
}

/**
 * Reads the arguments of `wavecut studio`; null where help is asked for.
 *
 * @throws UsageError that names the option, its rule and the value.
 */
export function parseStudioOptions(argv: readonly string[]): StudioCommandOptions | null {
  const { values } = parseOptions({ args: [...argv], options: OPTIONS });
  if (values.help) return null;
  if (values.outputs === undefined) {
    throw new UsageError('--outputs is missing: it names the file that cdktf deploy --outputs-file wrote');
  }
  const port = wholeNumber('port', values.port, 0, 65_535);
  return {
    outputs: values.outputs,
    allowRequests: values['allow-requests'],
    port,
    json: values.json,
  };
}

const OPTIONS = {
  outputs: { type: 'string' },
  'allow-requests': { type: 'boolean', default: false },
  port: { type: 'string', default: String(STUDIO_PORT) },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--outputs: ${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function explain(error: unknown): string {
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
  return code === 'EADDRINUSE' ? `Port ${port} is taken: choose another with --port.` : message;
}
