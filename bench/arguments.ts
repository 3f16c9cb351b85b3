import { parseOptions } from '../scripts/options.ts';
import { UsageError } from '../scripts/usage-error.ts';
import type { Way } from './results.ts';

export const BENCH_HELP = `npm run bench -- [options]

Measures what a clip costs: made the original way (whole files, re-encoded), by Wavecut (its deployable zip in the
local Lambda host) and by a bare ffmpeg -c copy, all reading the same storage, which is 30 ms and 60 MB/s away.
Makes its recordings on the first run (2 GB in .cache/bench). Takes about 15 minutes; Linux only.

  --quick        clips of 10 s from recordings of a minute: a smoke test of a minute
  --only LIST    of the clips' lengths in seconds and the other measurements, by comma: 10,60,300,growth,cold-start
  --json         prints the results as JSON, and what happens to stderr
  --help         this text

Writes out/bench.json and out/bench.md. Ends with 0 where everything was measured, whether targets were met or not;
1: something broke, or a clip was not right; 2: an argument is wrong.
`;

/** What the bench was asked for. */
export interface BenchArguments {
  /** Of the clips. */
  readonly lengthsMs: readonly number[];
  /** Length of the two adjoining recordings. */
  readonly recordingMinutes: number;
  /** Lengths of the recordings that the same clip is cut from; none: not measured. */
  readonly growthMinutes: readonly number[];
  readonly coldStart: boolean;
  /** How often each clip is made; the run of median CPU time counts. */
  readonly runs: Readonly<Record<Way, number>>;
  readonly json: boolean;
}

/**
 * Reads the arguments; null where help is asked for.
 *
 * @throws UsageError that names what is no option or no measurement.
 */
export function parseBenchArguments(argv: readonly string[]): BenchArguments | null {
  const { values } = parseOptions({ args: [...argv], options: OPTIONS });
  if (values.help) return null;
  const all = values.quick ? ['10', 'growth', 'cold-start'] : ['10', '60', '300', 'growth', 'cold-start'];
  const wanted = values.only?.split(',').map((name) => name.trim()) ?? all;
  const unknown = wanted.find((name) => !all.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`--only takes ${all.join(', ')}, got ${JSON.stringify(unknown)}`);
  return {
    lengthsMs: wanted.flatMap((name) => (Number(name) > 0 ? [Number(name) * 1000] : [])),
    recordingMinutes: values.quick ? 1 : 10,
    growthMinutes: wanted.includes('growth') ? [1, values.quick ? 3 : 60] : [],
    coldStart: wanted.includes('cold-start'),
    // The original takes minutes, and differs little from run to run.
    runs: values.quick ? { original: 1, wavecut: 1, copy: 1 } : { original: 1, wavecut: 3, copy: 3 },
    json: values.json,
  };
}

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  only: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;
