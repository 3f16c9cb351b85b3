import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import installed from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import { execa, execaNode } from 'execa';
import type { ClipDocument } from '../../functions/producer/core/clip-document.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { makeOnce } from '../fixtures/recordings-cache.ts';

const WAVECUT = fileURLToPath(new URL('../../scripts/wavecut.ts', import.meta.url));

describe('npm run demo with a recording that has a hole', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wavecut-test-'));
  });
  after(() => rm(folder, { recursive: true }));

  /** Six seconds, of which two are missing in the middle. */
  const withHole = async () => {
    const whole = await makeRecording({ seconds: 6, audio: 'none' });
    const filter = ['-vf', "select='not(between(t,2,3.999))'", '-vsync', '0', '-c:v', 'libx264', '-bf', '0'];
    const args = [...filter, '-force_key_frames', '4', '-f', 'mp4'];
    return makeOnce([installed.version, 'demo with a hole', args], 'mp4', (target) =>
      execa(installed.path, ['-v', 'error', '-nostdin', '-copyts', '-i', whole, ...args, target]),
    );
  };

  it('counts once what it read of it, though two segments tell it', async () => {
    await copyFile(await withHole(), join(folder, 'holed.mp4'));
    const args = ['--recording', 'holed.mp4', '--start-ms', '500', '--end-ms', '5500', '--json'];
    const { stdout, exitCode } = await execaNode(WAVECUT, ['demo', ...args], {
      ...{ cwd: folder, reject: false },
      ...{ extendEnv: false, env: { PATH: process.env.PATH ?? '', TMPDIR: folder } },
    });
    expect(exitCode).to.equal(0);
    const printed = JSON.parse(stdout) as { documents: ClipDocument[]; bytesRead: number };
    const [{ sources = [] } = {}] = printed.documents;
    expect(sources.map(({ fromMs, toMs }) => [fromMs, toMs])).to.deep.equal([
      [500, 2000],
      [4000, 5500],
    ]);
    expect(sources[1]?.bytesRead).to.equal(sources[0]?.bytesRead);
    expect(printed.bytesRead).to.equal(sources[0]?.bytesRead);
  });
});
