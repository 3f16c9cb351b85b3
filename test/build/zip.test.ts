import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { execa } from 'execa';
import extractZip from 'extract-zip';
import * as errors from '../../functions/producer/core/errors.ts';
import { bundle, sourcesOf } from '../../scripts/build/bundle.ts';
import { requireSha256 } from '../../scripts/build/linux-ffmpeg.ts';
import { zip } from '../../scripts/build/zip.ts';
import { type BuildResult, buildProducer } from '../../scripts/build.ts';

const BUILD = fileURLToPath(new URL('../../scripts/build.ts', import.meta.url));

describe('the deployable zip', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wavecut-test-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('has the same bytes in every build and time zone, and holds the handler, its map and an executable ffmpeg', async () => {
    const command = [BUILD, '--json', '--out', join(folder, 'one')];
    const { stdout } = await execa(process.execPath, command, { env: { TZ: 'Pacific/Auckland' } });
    const one = JSON.parse(stdout) as BuildResult;
    // The one that other tests use, made in the time zone of this machine.
    const other = await buildProducer();

    expect(one).to.deep.equal({ ...other, zipPath: join(folder, 'one', 'producer.zip') });
    expect(one.bytes).to.be.within(23e6, 30e6);
    const said: string[] = [];
    expect(await buildProducer({ onProgress: (text) => said.push(text) })).to.deep.equal(other);
    expect(said.at(-1)).to.equal('the zip is up to date');
    expect(await modesOf(other.zipPath)).to.deep.equal({
      ffmpeg: 0o100755,
      'handler.mjs': 0o100644,
      'handler.mjs.map': 0o100644,
    });
  });

  it('has the same bytes for every order of its files', async () => {
    const a = { name: 'a.txt', content: Buffer.from('a') };
    const b = { name: 'b', content: Buffer.from('b'), executable: true };

    expect((await zip([a, b])).equals(await zip([b, a]))).to.equal(true);
  });

  it('does not tell where the checkout stood', async () => {
    const bundles = [];
    for (const root of [join(folder, 'here'), join(folder, 'some', 'where', 'else')]) {
      await mkdir(root, { recursive: true });
      const entry = join(root, 'handler.ts');
      await writeFile(entry, 'export const handler = async (): Promise<string> => import.meta.url;\n');
      bundles.push(await bundle(root, entry));
    }

    const [here, elsewhere] = bundles;
    expect(here?.code.equals(elsewhere?.code ?? Buffer.alloc(0))).to.equal(true);
    expect(here?.sourceMap.equals(elsewhere?.sourceMap ?? Buffer.alloc(0))).to.equal(true);
    expect(JSON.parse(String(here?.sourceMap)).sources).to.deep.equal(['../handler.ts']);
  });

  it('keeps the names of classes and functions, and lets CommonJS packages require', async () => {
    const entry = join(folder, 'handler.ts');
    await writeFile(join(folder, 'legacy.cjs'), "exports.separator = require('node:path').sep;\n");
    await writeFile(
      entry,
      "import { separator } from './legacy.cjs';\nclass ClipRefused extends Error {}\nexport const handler = async () => separator + ClipRefused.name;\n",
    );
    const { code } = await bundle(folder, entry);
    await writeFile(join(folder, 'handler.mjs'), code);

    const { handler } = await import(join(folder, 'handler.mjs'));

    expect(await handler()).to.equal('/ClipRefused');
  });

  it("keeps the names of our errors' classes, beside all that the function's bundle holds", async () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));

    const { code } = await bundle(root, join(root, 'functions/producer/handler.ts'));

    const classes = Object.values(errors).filter((value) => value.prototype instanceof Error);
    expect(classes).to.not.be.empty;
    for (const { name } of classes) {
      // A name that is there twice would get a number.
      expect(String(code)).to.match(new RegExp(`\\b(?:${name}=class|class ${name}) extends `));
    }
  });

  it("requires Node's own modules where they are imported, with and without names", async () => {
    const entry = join(folder, 'handler.ts');
    await writeFile(
      entry,
      "import path, { sep } from 'path';\nimport * as http from 'node:http';\nexport const handler = async () => [sep, path.sep, typeof http.request, import.meta.url.length > 0];\n",
    );
    const { code } = await bundle(folder, entry);
    await writeFile(join(folder, 'handler.mjs'), code);

    const { handler } = await import(join(folder, 'handler.mjs'));

    expect(String(code)).to.not.match(/from ?["'](?:node:)?(?:path|http)["']/);
    expect(await handler()).to.deep.equal(['/', '/', 'function', true]);
  });

  it('is made anew when any file changes that the bundle has a line of', async () => {
    const entry = join(folder, 'handler.ts');
    await writeFile(join(folder, 'legacy.cjs'), 'exports.one = 1;\n');
    await writeFile(
      entry,
      "import { sep } from 'path';\nexport { one } from './legacy.cjs';\nexport { sep };\n",
    );

    const { metafile } = await bundle(folder, entry);

    expect(sourcesOf(metafile)).to.have.members(['handler.ts', 'legacy.cjs']);
  });

  it('never holds another ffmpeg than the one we know', async () => {
    const path = join(folder, 'ffmpeg');
    await writeFile(path, 'not ffmpeg');

    const error = await requireSha256(path, 'ab12').catch((failure: unknown) => failure);

    expect(error).to.have.property('message').that.contains(path).and.contains('ab12');
    // sha256sum of "not ffmpeg"
    expect(error)
      .to.have.property('message')
      .that.contains('47340364960a71f6c4b369566f81ca6abad2f6a208a8076dc1e35a6e3ec33714');
  });

  it('names the file and the line that do not bundle', async () => {
    const entry = join(folder, 'handler.ts');
    await writeFile(entry, "import './nowhere.ts';\n");

    const error = await bundle(folder, entry).catch((failure: unknown) => failure);

    expect(error).to.have.property('message').that.contains('handler.ts:1').and.contains('nowhere.ts');
  });

  it('tells on the command line what is no option', async () => {
    const { stderr, exitCode } = await execa(process.execPath, [BUILD, '--output'], {
      reject: false,
    });

    expect(exitCode).to.equal(1);
    expect(stderr).to.contain("'--output'").and.not.contain('at ');
  });
});

async function modesOf(zipPath: string): Promise<Record<string, number>> {
  const modes: Record<string, number> = {};
  await extractZip(zipPath, {
    dir: join(zipPath, '..', 'unzipped'),
    onEntry: ({ fileName, externalFileAttributes }) => {
      modes[fileName] = externalFileAttributes >>> 16;
    },
  });
  return modes;
}
