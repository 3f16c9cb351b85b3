import { mkdir, writeFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../scripts/usage-error.ts';
import { BENCH_HELP, parseBenchArguments } from './arguments.ts';
import { markdownReport, textReport } from './report.ts';
import type { BenchResults } from './results.ts';
import { runBench } from './run.ts';
import { targetsOf } from './targets.ts';

const OUT = fileURLToPath(new URL('../out', import.meta.url));

/** @returns the exit code: 0 if all was measured, 1 if something broke, 2 for a wrong argument. */
async function bench(argv: string[]): Promise<number> {
  try {
    const wanted = parseBenchArguments(argv);
    if (!wanted) {
      process.stdout.write(BENCH_HELP);
      return 0;
    }
    if (platform() !== 'linux')
      throw new Error('npm run bench runs on Linux only: it reads CPU times from /proc');
    const results = await runBench(wanted, progress);
    const json = JSON.stringify({ ...results, targets: targetsOf(results) }, null, 2);
    await writeReports(json, results);
    process.stdout.write(wanted.json ? `${json}\n` : `\n${textReport(results)}`);
    return 0;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    if (!(error instanceof UsageError)) return 1;
    process.stderr.write('npm run bench -- --help lists the options.\n');
    return 2;
  }
}

async function writeReports(json: string, results: BenchResults): Promise<void> {
  await mkdir(OUT, { recursive: true });
  await writeFile(join(OUT, 'bench.json'), `${json}\n`);
  await writeFile(join(OUT, 'bench.md'), markdownReport(results));
}

const startedMs = performance.now();

/** A line of progress, with the seconds since the start before it. */
function progress(text: string): void {
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stderr.write(`${seconds.padStart(7)} s  ${text}\n`);
}

// An end by process.exit() takes the function and every ffmpeg along.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
process.exitCode = await bench(process.argv.slice(2));
