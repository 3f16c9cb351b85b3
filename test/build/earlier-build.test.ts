import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { isBuilt, noteBuild } from '../../scripts/build/earlier-build.ts';

const NAMES = ['a.zip', 'licences.txt'];
// sha256sum of "zip"
const ZIP_SHA256 = '4a70fe9aa6436e02c2dea340fbd1e352e4ef2d8ce6ca52ad25d4b95471fc8bf2';

describe('an earlier build', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wavecut-test-'));
    for (const name of NAMES) await writeFile(join(folder, name), 'zip');
    await noteBuild(folder, 'inputs', ZIP_SHA256);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('does for the same inputs', async () => {
    expect(await isBuilt(folder, 'inputs', NAMES)).to.equal(true);
  });

  it('does not do for others', async () => {
    expect(await isBuilt(folder, 'others', NAMES)).to.equal(false);
  });

  it('does not do where its zip was changed', async () => {
    await writeFile(join(folder, 'a.zip'), 'zi');
    expect(await isBuilt(folder, 'inputs', NAMES)).to.equal(false);
  });

  it('does not do where a file of it is missing', async () => {
    await rm(join(folder, 'licences.txt'));
    expect(await isBuilt(folder, 'inputs', NAMES)).to.equal(false);
  });

  it('does not do where its note cannot be read, or is none', async () => {
    await writeFile(join(folder, 'built-from.json'), '{');
    expect(await isBuilt(folder, 'inputs', NAMES)).to.equal(false);
    await rm(join(folder, 'built-from.json'));
    expect(await isBuilt(folder, 'inputs', NAMES)).to.equal(false);
  });
});
