import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg, platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProducer } from '../../scripts/build.ts';
import { parseOptions, wholeNumber } from '../../scripts/options.ts';
import { UsageError } from '../../scripts/usage-error.ts';
import { textRecording, truncatedRecording } from '../../test/fixtures/broken-recordings.ts';
import { makeRecording } from '../../test/fixtures/recordings.ts';
import { accountLines, loadTable } from './report.ts';
import { type LoadResult, runLoad } from './run-load.ts';

const HELP = `npm run bench:load -- [options]

Sends requests through the queue, the local Lambda host and real ffmpeg, on small recordings: 10 % malformed, 5 %
duplicates, 5 % for recordings that are not there, 3 % for hostile files. Every message has to end as it must, and
nothing may be told that is not so. Linux only.

  --requests N          for each number of environments (default: 2000)
  --environments LIST   by comma (default: 1,2,4)
  --json                prints the figures as JSON
  --help                this text

Writes out/load.json. Ends with 0 where everything adds up; 1: it does not, or something broke; 2: a wrong argument.
`;

const OUT = fileURLToPath(new URL('../../out', import.meta.url));
const RECORDING_S = 20;
/** Some ffmpegs follow it to a file of the machine. */
const PLAYLIST = '#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n';

async function load(argv: string[]): Promise<number> {
  try {
    const wanted = parse(argv);
    if (!wanted) {
      process.stdout.write(HELP);
      return 0;
    }
    if (platform() !== 'linux') throw new Error('npm run bench:load runs on Linux only: it reads /proc');
    const results = await measure(wanted, (text) => void process.stderr.write(`${text}\n`));
    const machine = {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      loadAfter: loadavg()[0],
    };
    const json = JSON.stringify(
      { date: new Date().toISOString(), machine, requests: wanted.requests, results },
      null,
      2,
    );
    await mkdir(OUT, { recursive: true });
    await writeFile(join(OUT, 'load.json'), `${json}\n`);
    process.stdout.write(wanted.json ? `${json}\n` : `${loadTable(results)}\n${accountLines(results)}`);
    const problems = results.flatMap(({ account }) => account.problems);
    for (const problem of problems.slice(0, 20)) process.stderr.write(`Not as it should be: ${problem}\n`);
    return problems.length === 0 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    if (!(error instanceof UsageError)) return 1;
    process.stderr.write('npm run bench:load -- --help lists the options.\n');
    return 2;
  }
}

interface Wanted {
  readonly requests: number;
  readonly environments: readonly number[];
  readonly json: boolean;
}

async function measure(
  { requests, environments }: Wanted,
  say: (text: string) => void,
): Promise<LoadResult[]> {
  const { zipPath } = await buildProducer({ onProgress: say });
  const small = { width: 384, height: 216, fps: 25, gop: 25, kbps: 300, seconds: RECORDING_S } as const;
  const recording = { path: await makeRecording(small), lengthMs: RECORDING_S * 1000 };
  const hostile = [
    await textRecording(PLAYLIST),
    await textRecording(),
    await truncatedRecording({ seconds: 2 }),
  ];
  const results: LoadResult[] = [];
  for (const count of environments)
    results.push(await runLoad({ requests, environments: count, zipPath }, { recording, hostile }, say));
  return results;
}

function parse(argv: readonly string[]): Wanted | null {
  const { values } = parseOptions({ args: [...argv], options: OPTIONS });
  if (values.help) return null;
  return {
    requests: wholeNumber('requests', values.requests, 1, 100_000),
    environments: values.environments
      .split(',')
      .map((value) => wholeNumber('environments', value.trim(), 1, 64)),
    json: values.json,
  };
}

const OPTIONS = {
  requests: { type: 'string', default: '2000' },
  environments: { type: 'string', default: '1,2,4' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

// An end by process.exit() takes the function and every ffmpeg along.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
process.exitCode = await load(process.argv.slice(2));
