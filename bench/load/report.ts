import type { LoadResult } from './run-load.ts';
import type { Sample } from './watch-function.ts';

/** Mean of a figure in the second quarter of a run, when all is warm, and in its last: flat where they are equal. */
function drift(samples: readonly Sample[], figure: keyof Sample): [early: number, late: number] {
  const quarter = Math.max(1, Math.floor(samples.length / 4));
  const mean = (some: readonly Sample[]) =>
    some.reduce((sum, one) => sum + one[figure], 0) / Math.max(1, some.length);
  // The very last sample is of processes at rest.
  return [mean(samples.slice(quarter, 2 * quarter)), mean(samples.slice(-1 - quarter, -1))];
}

const HEADER = [
  'environments',
  'messages/s',
  'wall s',
  'CPU ms/message',
  'invocation ms (median, p99)',
  'queue age s (median, most)',
  'RSS MB (early, late, most)',
  'descriptors (early, late)',
  'files in /tmp at the end',
  'MongoDB connections (most)',
];

/** The figures as a table in Markdown. */
export function loadTable(results: readonly LoadResult[]): string {
  const rows = results.map((result) => {
    const { samples, queueAgeMs, invocationMs } = result;
    const [rssEarly, rssLate] = drift(samples, 'rssMb');
    const [early, late] = drift(samples, 'descriptors');
    const most = (figure: keyof Sample) => Math.max(0, ...samples.map((one) => one[figure]));
    return [
      `${result.environments}`,
      result.messagesPerS.toFixed(2),
      result.wallS.toFixed(0),
      result.cpuMsPerMessage.toFixed(0),
      `${invocationMs.median.toFixed(0)}, ${invocationMs.p99.toFixed(0)}`,
      `${(queueAgeMs.median / 1000).toFixed(1)}, ${(queueAgeMs.most / 1000).toFixed(1)}`,
      `${rssEarly.toFixed(0)}, ${rssLate.toFixed(0)}, ${most('rssMb').toFixed(0)}`,
      `${early.toFixed(1)}, ${late.toFixed(1)}`,
      `${samples.at(-1)?.temporaryFiles ?? 0}`,
      `${most('mongoConnections')}`,
    ];
  });
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return line(HEADER) + line(HEADER.map(() => '---:')) + rows.map(line).join('');
}

/** Every message and its end, as one line for each run. */
export function accountLines(results: readonly LoadResult[]): string {
  return results
    .map(({ environments, account }) => {
      const { sent, available, toldFailures, deadLetters, duplicates, problems } = account;
      const sum = `${available} available + ${toldFailures} told failures + ${deadLetters} dead letters + ${duplicates} duplicates`;
      return `${environments}: ${sent} sent = ${sum}; ${problems.length} problems\n`;
    })
    .join('');
}
