import { relative } from 'node:path';
import type { DemoResult } from './run.ts';
import { bytesInWords } from './step-words.ts';

/** The object that `--json` prints. */
export function jsonResult(result: DemoResult): string {
  const { notifications, documents, deadLetters, files, bytesRead, bytesStored, seconds } = result;
  return JSON.stringify({
    ...{ notifications, documents, deadLetters, files },
    ...{ bytesRead, bytesStored, seconds },
  });
}

/** The end of the demo for a person to read; paths as seen from `folder`. */
export function summary(result: DemoResult, folder: string): string {
  const { notifications, documents, deadLetters, files, bytesRead, bytesStored, seconds } = result;
  const share = bytesStored > 0 ? `, ${Math.round((100 * bytesRead) / bytesStored)} %` : '';
  return [
    ...documents.map((document) => `\nMongoDB document ${document._id}:\n${pretty(document)}`),
    ...notifications.map(
      (notification) => `\nSNS notification, ${notification.status}:\n${pretty(notification)}`,
    ),
    ...deadLetters.map((body) => `\nDead letter: ${body.length > 200 ? `${body.slice(0, 200)}...` : body}`),
    ...(files.length > 0 ? ['\nFiles:'] : []),
    ...files.map((path) => `  ${relative(folder, path)}`),
    `\n${bytesInWords(bytesRead)} read of ${bytesInWords(bytesStored)} stored${share}; ${seconds.toFixed(1)} s in all`,
    '',
  ].join('\n');
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
