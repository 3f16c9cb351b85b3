import type { BenchResults, ClipResult, GrowthResult } from './results.ts';

/** Something that Wavecut promises of its cost, and what was measured. */
export interface Target {
  readonly name: string;
  readonly rule: 'at least' | 'at most';
  readonly wanted: number;
  /** Of `wanted` and `measured`; `x` for a ratio. */
  readonly unit: 'x' | 'ms' | 'MB';
  /** Null where that was not measured. */
  readonly measured: number | null;
}

/** Whether a target is met; null where that was not measured. */
export function isMet({ rule, wanted, measured }: Target): boolean | null {
  if (measured === null) return null;
  return rule === 'at least' ? measured >= wanted : measured <= wanted;
}

/** Every target, held against the results. */
export function targetsOf({ clips, growth, coldStart }: BenchResults): Target[] {
  const across = clips.find(({ lengthMs, recordings }) => lengthMs === 60_000 && recordings === 2);
  const saved = (figure: 'cpuMs' | 'wallMs' | 'bytesRead') =>
    across ? across.ways.original.median[figure] / across.ways.wavecut.median[figure] : null;
  const clip = '60 s across two recordings';
  return [
    atLeast(60, 'x', `CPU, original / Wavecut, ${clip}`, saved('cpuMs')),
    atLeast(30, 'x', `wall, original / Wavecut, ${clip}`, saved('wallMs')),
    atLeast(15, 'x', `bytes read, original / Wavecut, ${clip}`, saved('bytesRead')),
    atMost(
      1.15,
      'x',
      `bytes read but for the index / the clip's, ${clip}`,
      across ? readShare(across) : null,
    ),
    atMost(1.2, 'x', `bytes read but for the index, ${growthName(growth)}`, growthOf(growth)),
    atMost(10, 'x', 'CPU of Wavecut, clip of 300 s / of 10 s', longer(clips)),
    atMost(250, 'ms', 'cold start: CPU to import the bundle', coldStart?.importCpuMs ?? null),
    atMost(25, 'MB', 'cold start: zip', coldStart ? coldStart.zipBytes / 1e6 : null),
  ];
}

function atLeast(wanted: number, unit: Target['unit'], name: string, measured: number | null): Target {
  return { name, rule: 'at least', wanted, unit, measured };
}

function atMost(wanted: number, unit: Target['unit'], name: string, measured: number | null): Target {
  return { name, rule: 'at most', wanted, unit, measured };
}

function readShare({ ways: { wavecut }, indexBytes }: ClipResult): number {
  return (wavecut.median.bytesRead - indexBytes) / wavecut.median.clipBytes;
}

function growthOf(growth: readonly GrowthResult[]): number | null {
  const [short, long] = growth.map(({ bytesRead, indexBytes }) => bytesRead - indexBytes);
  return short && long ? long / short : null;
}

function growthName(growth: readonly GrowthResult[]): string {
  const [short = { minutes: 1 }, long = { minutes: 60 }] = growth;
  return `the same clip from a recording of ${long.minutes} min / of ${short.minutes} min`;
}

/** The worse of the ratios in one recording and across two. */
function longer(clips: readonly ClipResult[]): number | null {
  const cpuMs = (lengthMs: number, count: number) =>
    clips.find((clip) => clip.lengthMs === lengthMs && clip.recordings === count)?.ways.wavecut.median.cpuMs;
  const ratios = [1, 2].flatMap((count) => {
    const [short, long] = [cpuMs(10_000, count), cpuMs(300_000, count)];
    return short && long ? [long / short] : [];
  });
  return ratios.length > 0 ? Math.max(...ratios) : null;
}
