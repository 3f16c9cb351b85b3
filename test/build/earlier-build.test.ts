import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Build, earlierBuild, noteBuild } from '../../scripts/build/earlier-build.ts';

const WRITTEN = ['a.zip', 'licences.txt'] as const;
const SETTINGS = ['handler.ts', 'ffmpeg 7'];
const BUILD: Build = {
  files: ['handler.ts', 'package.json'],
  // sha256sum of "zip"
  zip: '4a70fe9aa6436e02c2dea340fbd1e352e4ef2d8ce6ca52ad25d4b95471fc8bf2',
  bundleBytes: 7,
};

describe('an earlier build', () => {
  let folder: string;

  const found = (settings = SETTINGS) => earlierBuild(folder, folder, settings, WRITTEN);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wavecut-test-'));
    for (const name of WRITTEN) await writeFile(join(folder, name), 'zip');
    for (const name of BUILD.files) await writeFile(join(folder, name), 'source');
    await noteBuild(folder, folder, SETTINGS, BUILD, Date.now() + 1000);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('does for the same sources and settings', async () => {
    expect(await found()).to.include({ zip: BUILD.zip, bundleBytes: 7 });
  });

  it('does not do for other settings', async () => {
    expect(await found(['handler.ts', 'ffmpeg 8'])).to.equal(null);
  });

  for (const name of BUILD.files) {
    it(`does not do where ${name} was changed or is gone`, async () => {
      await writeFile(join(folder, name), 'sources');
      expect(await found()).to.equal(null);
      await rm(join(folder, name));
      expect(await found()).to.equal(null);
    });
  }

  it('does not do where a source was written to while it was made', async () => {
    const begunAtMs = Date.now() - 60_000;
    await rm(join(folder, 'built-from.json'));
    await utimes(join(folder, 'handler.ts'), 0, begunAtMs / 1000 + 1);
    await noteBuild(folder, folder, SETTINGS, BUILD, begunAtMs);
    expect(await found()).to.equal(null);
  });

  it('does not do where its zip was changed', async () => {
    await writeFile(join(folder, 'a.zip'), 'zi');
    expect(await found()).to.equal(null);
  });

  it('does not do where a file of it is missing', async () => {
    await rm(join(folder, 'licences.txt'));
    expect(await found()).to.equal(null);
  });

  it('does not do where its note cannot be read, is of another kind, or is none', async () => {
    for (const note of ['{', '{}', '{"inputs":"","zip":""}']) {
      await writeFile(join(folder, 'built-from.json'), note);
      expect(await found(), note).to.equal(null);
    }
    await rm(join(folder, 'built-from.json'));
    expect(await found()).to.equal(null);
  });
});
