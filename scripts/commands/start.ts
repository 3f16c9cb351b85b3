import { once } from 'node:events';
import { deliveryLines } from '../local/delivery-lines.ts';
import { type LocalEnvironment, startEnvironment } from '../local/environment.ts';
import { parseOptions, wholeNumber } from '../options.ts';
import { runUntilSignal } from '../run-until-signal.ts';
import { serveLocalStudio } from '../studio/serve-local.ts';
import { announce } from '../target/local-file.ts';

const HELP = `npm start -- [options]

Keeps Wavecut up on this machine until Ctrl-C: S3, SQS, SNS and MongoDB, and the function between them. Prints the
variables that any AWS SDK or MongoDB driver needs, to paste into a shell, then the address of the studio, a page that
shows the archive and cuts clips from it, and a line for each message.

  --aws-port N              port of S3, SQS and SNS (default: 4566)
  --mongo-port N            port of MongoDB (default: 27027)
  --studio-port N           port of the studio (default: 4580, or any free one where that is taken)
  --concurrency N           clips made at a time (default: 1)
  --visibility-timeout S    seconds until a message of a killed function comes back (default: 30); with a concurrency
                            above 1, more than the longest clip takes
  --zip FILE                a zip of npm run build to run; without it one is built
  --help                    this text

AWS_ENDPOINT_URL and MONGODB_URI, where they are set, name the servers to use instead of these.
Everything is kept in memory and is gone with the last line.
`;

/**
 * `npm start`: serves the local environment on fixed ports until SIGINT, SIGTERM or SIGHUP.
 *
 * @returns the exit code: 0 after a signal, 1 where it could not start, 2 for a wrong argument.
 */
export async function start(argv: string[]): Promise<number> {
  return runUntilSignal({
    ...{ typed: 'npm start --', help: HELP, inWords: explain },
    parse: () => parseStartOptions(argv),
    async work(options, signal) {
      await serve(options, (line) => process.stderr.write(`${line}\n`), signal);
      return 0;
    },
  });
}

async function serve(options: StartOptions, say: (line: string) => void, stop: AbortSignal): Promise<void> {
  const environment = await startEnvironment({ ...options, ...deliveryLines(say), onProgress: say });
  let retract: () => Promise<void> = async () => undefined;
  try {
    retract = await announce(environment);
    process.stdout.write(exportLines(environment));
    const studio = await serveLocalStudio(environment, options.studioPort, { onProblem: say });
    try {
      say(`Studio: ${studio.url}`);
      say('Serving; Ctrl-C stops everything.');
      if (!stop.aborted) await once(stop, 'abort');
    } finally {
      await studio.stop();
    }
  } finally {
    await retract().finally(() => environment.stop());
  }
}

export interface StartOptions {
  readonly awsPort: number;
  readonly mongoPort: number;
  /** Left out, the studio finds one. */
  readonly studioPort?: number;
  readonly concurrency: number;
  readonly visibilityTimeoutS: number;
  readonly zipPath?: string;
}

/**
 * Reads the arguments of `npm start`; null where help is asked for.
 *
 * @throws UsageError that names what is no option, or the option, its range and the value.
 */
export function parseStartOptions(argv: readonly string[]): StartOptions | null {
  const { values } = parseOptions({ args: [...argv], options: OPTIONS });
  if (values.help) return null;
  const { 'studio-port': studioPort, zip: zipPath } = values;
  const port = (name: 'aws-port' | 'mongo-port' | 'studio-port', value: string) =>
    wholeNumber(name, value, 1, 65_535);
  return {
    awsPort: port('aws-port', values['aws-port']),
    mongoPort: port('mongo-port', values['mongo-port']),
    ...(studioPort === undefined ? {} : { studioPort: port('studio-port', studioPort) }),
    concurrency: wholeNumber('concurrency', values.concurrency, 1, 100),
    // SQS's own limit: 12 hours.
    visibilityTimeoutS: wholeNumber('visibility-timeout', values['visibility-timeout'], 0, 43_200),
    ...(zipPath === undefined ? {} : { zipPath }),
  };
}

const OPTIONS = {
  'aws-port': { type: 'string', default: '4566' },
  'mongo-port': { type: 'string', default: '27027' },
  'studio-port': { type: 'string' },
  concurrency: { type: 'string', default: '1' },
  'visibility-timeout': { type: 'string', default: '30' },
  zip: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const MAY_BE_SECRET = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'MONGODB_URI'];

/**
 * Lines for a POSIX shell: every address of the environment under the name that SDKs and the function know it by.
 * What may hold a secret and came from the caller's own environment is not repeated.
 */
function exportLines(environment: LocalEnvironment): string {
  const variables = {
    AWS_ENDPOINT_URL: environment.endpoint,
    AWS_REGION: environment.region,
    AWS_DEFAULT_REGION: environment.region,
    AWS_ACCESS_KEY_ID: environment.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: environment.credentials.secretAccessKey,
    REQUEST_QUEUE_URL: environment.queueUrl,
    DEAD_LETTER_QUEUE_URL: environment.deadLetterQueueUrl,
    NOTIFICATION_TOPIC_ARN: environment.topicArn,
    RECORDINGS_BUCKET: environment.recordingsBucket,
    CLIPS_BUCKET: environment.clipsBucket,
    MONGODB_URI: environment.mongodbUri,
    MONGODB_DATABASE: environment.mongodbDatabase,
  };
  const quoted = (value: string) =>
    /^[\w:/.@-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
  const isOurs = (name: string, value: string) => process.env[name] !== value || value === 'test';
  return Object.entries(variables)
    .filter(([name, value]) => !MAY_BE_SECRET.includes(name) || isOurs(name, value))
    .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
    .join('');
}

/** An error in words that a person can act on. */
function explain(error: unknown): string {
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
  if (code !== 'EADDRINUSE') return message;
  const choice = '--aws-port (S3, SQS, SNS), --mongo-port (MongoDB) or --studio-port';
  return `Port ${port} is taken, perhaps by another npm start: stop that, or choose another with ${choice}.`;
}
