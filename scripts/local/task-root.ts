import { chmodSync, readdirSync, rmSync, statSync } from 'node:fs';
import { chmod, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import extractZip from 'extract-zip';

/** Unzips a function into the new folder `folder` and takes every right to write away: Lambda's /var/task. */
export async function unzipReadOnly(zipPath: string, folder: string): Promise<void> {
  await extractZip(zipPath, { dir: folder });
  const entries = await readdir(folder, { recursive: true });
  for (const path of [...entries.map((entry) => join(folder, entry)), folder]) {
    const { mode } = await stat(path);
    await chmod(path, mode & 0o111 ? 0o555 : 0o444);
  }
}

/** Removes a folder with everything in it, read-only folders included; none is fine. Synchronous, for exit handlers. */
export function removeTree(folder: string): void {
  try {
    // A file can be removed from a folder that can be written to, whatever the file's own mode is.
    const writable = (path: string) => {
      chmodSync(path, 0o755);
      for (const name of readdirSync(path)) {
        if (statSync(join(path, name)).isDirectory()) writable(join(path, name));
      }
    };
    writable(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  rmSync(folder, { recursive: true, force: true });
}
