import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { bundle } from '../../scripts/build/bundle.ts';
import { bundledPackages, fullName, type Inventory, inventoryOf } from '../../scripts/build/inventory.ts';
import { PINNED_SHA256, PINNED_VERSION } from '../../scripts/build/linux-ffmpeg.ts';
import { buildProducer } from '../../scripts/build.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('the inventory beside the zip', () => {
  let text: string;
  let inventory: Inventory;
  let licences: string[];

  before(async () => {
    const { zipPath } = await buildProducer();
    text = await readFile(join(dirname(zipPath), 'sbom.cdx.json'), 'utf8');
    inventory = JSON.parse(text) as Inventory;
    licences = (await readFile(join(dirname(zipPath), 'licences.txt'), 'utf8')).trim().split('\n');
  });

  it('is CycloneDX, and the same whenever it is made', async () => {
    expect(inventory).to.deep.include({ bomFormat: 'CycloneDX', specVersion: '1.6' });
    const { metafile } = await bundle(ROOT, join(ROOT, 'functions/producer/handler.ts'));
    const again = await inventoryOf(ROOT, metafile, { version: PINNED_VERSION, sha256: PINNED_SHA256 });
    expect(again).to.deep.equal(inventory);
  });

  it('names each package of which the bundle has a line, ffmpeg, and nothing else', async () => {
    const { metafile } = await bundle(ROOT, join(ROOT, 'functions/producer/handler.ts'));
    const names = new Set((inventory.components ?? []).map(fullName));
    expect([...names].sort()).to.deep.equal([...bundledPackages(metafile), 'ffmpeg'].sort());
    expect([...names])
      .to.include.members(['zod', 'mongodb', 'mediabunny'])
      .and.not.include('typescript');
  });

  it('tells of ffmpeg what its bytes are', () => {
    const ffmpeg = inventory.components?.find(({ name }) => name === 'ffmpeg');
    expect(ffmpeg?.hashes).to.deep.equal([{ alg: 'SHA-256', content: PINNED_SHA256 }]);
  });

  it('tells nothing of where it was made', () => {
    expect(text).not.to.contain(ROOT.replace(/\/$/, ''));
  });

  it('goes with a list of licences, none of which is unknown', () => {
    expect(licences).to.include('zod 4.6.7: MIT').and.include('mediabunny 1.61.0: MPL-2.0');
    expect(licences.filter((line) => line.includes('unknown'))).to.deep.equal([]);
  });
});
