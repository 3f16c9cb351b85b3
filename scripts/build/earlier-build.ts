import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Of } from './sha256.ts';

const NAME = 'built-from.json';

/** What a build was made from, and the zip that it made: both as SHA-256, hex. */
interface Note {
  readonly inputs: string;
  readonly zip: string;
}

/** Leaves a note beside a build's files, by which the next one knows whether there is anything to do. */
export async function noteBuild(outDir: string, inputs: string, zip: string): Promise<void> {
  await writeFile(join(outDir, NAME), `${JSON.stringify({ inputs, zip } satisfies Note)}\n`);
}

/**
 * Whether the folder's files are those of a build from the same inputs: a zip follows from them alone.
 *
 * @param names of all that such a build writes, the zip first.
 */
export async function isBuilt(outDir: string, inputs: string, names: readonly string[]): Promise<boolean> {
  try {
    const note = JSON.parse(await readFile(join(outDir, NAME), 'utf8')) as Note;
    if (note.inputs !== inputs) return false;
    await Promise.all(names.map((name) => access(join(outDir, name))));
    return note.zip === (await sha256Of(join(outDir, names[0] as string)));
  } catch {
    return false;
  }
}
