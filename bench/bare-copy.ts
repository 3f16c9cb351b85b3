import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TimeRange } from '../functions/producer/core/time-range.ts';
import type { Command } from './measure.ts';

/**
 * The floor: what `ffmpeg -c copy` takes, reading the storage itself. It is no way to make a clip that is exact: each
 * part begins at the keyframe before. Nothing is verified, shown in thumbnails or uploaded.
 *
 * @param parts offsets into the recordings, ms.
 * @returns the commands, to be run in `folder`; the clip is its `clip.mp4`.
 */
export async function bareCopy(
  ffmpeg: string,
  parts: readonly { readonly url: string; readonly range: TimeRange }[],
  folder: string,
): Promise<Command[]> {
  const run = (...args: string[]): Command => [ffmpeg, '-v', 'error', '-nostdin', '-y', ...args];
  const copy = ['-c', 'copy', '-movflags', '+faststart'];
  const cut = ({ url, range }: (typeof parts)[number], path: string) => {
    const length = seconds(range.endMs - range.startMs);
    return run('-ss', seconds(range.startMs), '-i', url, '-t', length, ...copy, path);
  };
  if (parts.length === 1) return parts.map((part) => cut(part, 'clip.mp4'));
  const names = parts.map((_, index) => `part_${index}.mp4`);
  await writeFile(join(folder, 'parts.txt'), names.map((name) => `file ${name}\n`).join(''));
  const cuts = parts.map((part, index) => cut(part, names[index] ?? ''));
  return [...cuts, run('-f', 'concat', '-i', 'parts.txt', ...copy, 'clip.mp4')];
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
