import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { folderBytes, measureCommands } from '../../bench/measure.ts';
import { indexBytes } from '../../bench/recordings.ts';
import { makeRecording } from '../fixtures/recordings.ts';

describe('measuring', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wavecut-measure-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  // CPU times are read from /proc.
  if (platform() === 'linux') {
    it('counts the CPU time of children of children, and the disk that was used in between', async () => {
      const spin =
        "const end = Date.now() + 400; fs.writeFileSync('used', 'x'.repeat(5000)); while (Date.now() < end);";
      const parent = `child_process.execFileSync(process.execPath, ['-e', ${JSON.stringify(spin)}]); fs.rmSync('used');`;
      const figures = await measureCommands([[process.execPath, '-e', parent]], folder);
      // Of its 400 ms on the clock a busy machine gives it a part.
      expect(figures.cpuMs).to.be.within(100, 2000);
      expect(figures.wallMs).to.be.at.least(400);
      expect(figures.peakRssBytes).to.be.within(40e6, 400e6);
      expect(figures.peakDiskBytes).to.equal(5000);
    });
  }

  it('tells what a command said when it failed', async () => {
    const lines: string[] = [];
    const script = "console.log('so far, so good'); console.error('no such wave'); process.exit(3)";
    const failure = await measureCommands([[process.execPath, '-e', script]], folder, (line) =>
      lines.push(line),
    ).catch((error: Error) => error.message);
    expect(failure).to.match(/exit code 3: no such wave$/);
    expect(lines).to.deep.equal(['so far, so good']);
  });

  it('adds up the files of a folder, and takes one that is gone for empty', async () => {
    await writeFile(join(folder, 'one'), 'x'.repeat(100));
    await writeFile(join(folder, 'two'), 'x'.repeat(20));
    expect(await folderBytes(folder)).to.equal(120);
    expect(await folderBytes(join(folder, 'gone'))).to.equal(0);
  });

  it('finds the size of an index at either end of a recording', async () => {
    for (const container of ['mp4', 'mp4-moov-last'] as const) {
      const path = await makeRecording({ container, frames: 60 });
      const content = await readFile(path);
      const atIndex = content.lastIndexOf('moov') - 4;
      expect(await indexBytes(path), container).to.equal(content.readUInt32BE(atIndex));
    }
  });
});
