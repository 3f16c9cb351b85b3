import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

export interface ZipEntry {
  /** Path inside the zip, with `/`. */
  readonly name: string;
  /** Its bytes, or the path of the file that holds them. */
  readonly content: Buffer | string;
  readonly executable?: boolean;
}

/**
 * A zip whose bytes follow from names and contents alone: entries sorted by name, fixed modes (0644, or 0755 where
 * executable), one fixed time.
 */
export async function zip(entries: readonly ZipEntry[]): Promise<Buffer> {
  const file = new ZipFile();
  for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const content = typeof entry.content === 'string' ? await readFile(entry.content) : entry.content;
    file.addBuffer(content, entry.name, {
      mode: entry.executable ? 0o100755 : 0o100644,
      // A zip's own times are local ones, and so is this Date: the same digits in every time zone. The extended
      // timestamp that yazl adds by default is UTC, and would differ.
      mtime: new Date(1980, 0, 1, 12),
      forceDosTimestamp: true,
    });
  }
  file.end();
  return await buffer(file.outputStream);
}
