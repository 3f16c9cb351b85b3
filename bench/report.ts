import type { BenchResults, ClipResult, Figures, Way } from './results.ts';
import { totalRequests } from './storage/traffic.ts';
import { alignedTable, markdownTable, type Table } from './table.ts';
import { isMet, type Target, targetsOf } from './targets.ts';

/** CPU that Lambda gives a function of 1024 MB, of 1769 MB for a whole one. */
const LAMBDA_CPUS = 1024 / 1769;
/** The original's limit, as ours. */
const LIMIT_S = 120;

const WAY_NAMES: Readonly<Record<Way, string>> = {
  original: 'original',
  wavecut: 'Wavecut',
  copy: 'bare copy',
};

/** The results for a person to read in a terminal. */
export function textReport(results: BenchResults): string {
  const parts = [conditions(results), ...tables(results).map(alignedTable), ...overtime(results)];
  return `${parts.join('\n\n')}\n`;
}

/** The results as a fragment of Markdown, for the README. */
export function markdownReport(results: BenchResults): string {
  const parts = [conditions(results), ...tables(results).map(markdownTable), ...overtime(results)];
  return `${parts.join('\n\n')}\n`;
}

function tables(results: BenchResults): Table[] {
  const clips = { header: CLIP_HEADER, names: 2, rows: results.clips.flatMap(clipRows) };
  const targets = { header: TARGET_HEADER, names: 1, rows: targetsOf(results).map(targetRow) };
  return results.clips.length > 0 ? [clips, targets] : [targets];
}

const CLIP_HEADER = ['clip', 'way', 'CPU s', 'wall s', 'MB read', 'requests', 'peak RSS MB', 'peak disk MB'];
const TARGET_HEADER = ['target', 'wanted', 'measured', ''];

function clipRows({ name, ways }: ClipResult): string[][] {
  const figures = (way: Way) => FIGURES.map(({ of }) => of(ways[way].median));
  const row = (way: Way) => figures(way).map((value, index) => (FIGURES[index] as Figure).show(value));
  const ratio = (over: Way, under: Way) => {
    const least = figures(under);
    return figures(over).map((value, index) => times(value / (least[index] ?? Number.NaN)));
  };
  return [
    [name, WAY_NAMES.original, ...row('original')],
    ['', WAY_NAMES.wavecut, ...row('wavecut')],
    ['', WAY_NAMES.copy, ...row('copy')],
    ['', 'original / Wavecut', ...ratio('original', 'wavecut')],
    ['', 'Wavecut / bare copy', ...ratio('wavecut', 'copy')],
  ];
}

interface Figure {
  readonly of: (figures: Figures) => number;
  readonly show: (value: number) => string;
}

const inSeconds = (ms: number) => (ms / 1000).toFixed(2);
const inMegabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

const FIGURES: readonly Figure[] = [
  { of: ({ cpuMs }) => cpuMs, show: inSeconds },
  { of: ({ wallMs }) => wallMs, show: inSeconds },
  { of: ({ bytesRead }) => bytesRead, show: inMegabytes },
  { of: totalRequests, show: String },
  { of: ({ peakRssBytes }) => peakRssBytes, show: inMegabytes },
  { of: ({ peakDiskBytes }) => peakDiskBytes, show: inMegabytes },
];

function targetRow(target: Target): string[] {
  const { name, rule, wanted, unit, measured } = target;
  const met = isMet(target);
  const value = (number: number) => (unit === 'x' ? times(number) : `${number.toFixed(1)} ${unit}`);
  return [
    name,
    `${rule} ${wanted} ${unit}`,
    measured === null ? 'not measured' : value(measured),
    met === null ? '' : met ? 'met' : 'not met',
  ];
}

/** With two digits behind the point below 2, with none from 10 on. */
function times(ratio: number): string {
  if (!Number.isFinite(ratio)) return '-';
  return `${ratio.toFixed(ratio < 2 ? 2 : ratio < 10 ? 1 : 0)} x`;
}

function conditions({ date, machine, storage, recordingMinutes }: BenchResults): string {
  const { cpu, cores, node, ffmpeg, loadBefore } = machine;
  const shared =
    loadBefore > 0.5 ? `; shared with other work (load ${loadBefore.toFixed(1)} before the start)` : '';
  return [
    `Measured on ${date.slice(0, 10)}: ${cpu}, ${cores} cores${shared}, Node ${node}, ffmpeg ${ffmpeg}.`,
    `Each way runs on one CPU; a Lambda of 1024 MB has ${LAMBDA_CPUS.toFixed(2)} of one.`,
    `Recordings of ${recordingMinutes} min, 720p30 at 3.5 Mbit/s; storage ${storage.latencyMs} ms and`,
    `${storage.bytesPerSecond / 1e6} MB/s away; MB are of 1,000,000 bytes.`,
  ].join(' ');
}

/** Where the original would not have come to an end in Lambda. */
function overtime({ clips }: BenchResults): string[] {
  const late = clips.flatMap(({ name, ways }) => {
    const { cpuMs, wallMs } = ways.original.median;
    const leastS = Math.max(wallMs, cpuMs / LAMBDA_CPUS) / 1000;
    return leastS > LIMIT_S ? [`${name} (at least ${Math.round(leastS)} s)`] : [];
  });
  if (late.length === 0) return [];
  return [`Beyond the ${LIMIT_S} s that such a Lambda may run, in the original way: ${late.join(', ')}.`];
}
