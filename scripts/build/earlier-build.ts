import { createHash } from 'node:crypto';
import { access, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Of } from './sha256.ts';

const NAME = 'built-from.json';

export interface Build {
  /** All that it was made from, relative to the checkout. */
  readonly files: readonly string[];
  /** SHA-256 of what it made, hex. */
  readonly zip: string;
  /** Size of the JavaScript in the zip. */
  readonly bundleBytes: number;
}

/** `inputs`: what the files held, and the settings, as one SHA-256, hex. */
type Note = Build & { readonly inputs: string };

/**
 * Leaves a note beside a build's files, by which the next one knows whether there is anything to do. Not where a source
 * was written to since the build began: what it holds now may be another than went in.
 *
 * @param root the checkout.
 * @param settings what else the zip follows from.
 */
export async function noteBuild(
  outDir: string,
  root: string,
  settings: readonly string[],
  build: Build,
  begunAtMs: number,
): Promise<void> {
  const written = await Promise.all(build.files.map(async (file) => (await stat(join(root, file))).mtimeMs));
  if (written.some((atMs) => atMs >= begunAtMs)) return;
  const note: Note = { ...build, inputs: await inputsOf(root, build.files, settings) };
  await writeFile(join(outDir, NAME), `${JSON.stringify(note)}\n`);
}

/**
 * The build that the folder holds, if the same sources and settings would give it again; otherwise null. To hash
 * its 1,600 sources takes a fifth of the time that it takes to bundle them (docs/adr/0054).
 *
 * @param names of all that such a build writes, the zip first.
 */
export async function earlierBuild(
  outDir: string,
  root: string,
  settings: readonly string[],
  names: readonly [string, ...string[]],
): Promise<Build | null> {
  try {
    const note = JSON.parse(await readFile(join(outDir, NAME), 'utf8')) as Note;
    await Promise.all(names.map((name) => access(join(outDir, name))));
    if (note.inputs !== (await inputsOf(root, note.files, settings))) return null;
    return note.zip === (await sha256Of(join(outDir, names[0]))) ? note : null;
  } catch {
    return null;
  }
}

async function inputsOf(
  root: string,
  files: readonly string[],
  settings: readonly string[],
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([files, settings]));
  for (const file of files)
    hash.update(
      createHash('sha256')
        .update(await readFile(join(root, file)))
        .digest(),
    );
  return hash.digest('hex');
}
