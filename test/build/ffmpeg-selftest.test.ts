import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import installed from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import { execa } from 'execa';
import { describeLack, testFfmpeg } from '../../scripts/build/ffmpeg-selftest.ts';
import { linuxFfmpeg, PINNED_VERSION } from '../../scripts/build/linux-ffmpeg.ts';
import { buildProducer } from '../../scripts/build.ts';
import { rejectionOf } from '../functions/producer/samples.ts';

describe('the self-test of an ffmpeg', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'selftest-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** The installed ffmpeg, but for what a line of shell makes of its arguments first. */
  async function lesser(line: string): Promise<string> {
    const path = join(folder, 'ffmpeg');
    await writeFile(path, `#!/bin/sh\n${line}\nexec '${installed.path}' "$@"\n`);
    await chmod(path, 0o755);
    return path;
  }

  it('finds nothing lacking in the one that we ship', async () => {
    const { lacking } = await testFfmpeg(installed.path);
    expect(lacking).to.deep.equal([]);
    if (process.platform === 'linux' && process.arch === 'x64')
      expect((await testFfmpeg(await linuxFfmpeg(folder))).version).to.equal(PINNED_VERSION);
  });

  it('finds nothing lacking in a newer one, from Debian', async () => {
    const { stdout } = await execa('/bin/sh', ['-c', 'command -v ffmpeg || true']);
    if (!stdout)
      throw new Error('this test needs an ffmpeg of the system: `apt-get install ffmpeg` puts it there');
    expect((await testFfmpeg(stdout)).lacking).to.deep.equal([]);
  });

  it('names what a build was made without', async () => {
    const path = await lesser(`case "$*" in
      *-encoders*) '${installed.path}' -hide_banner -encoders | grep -v libx264; exit;;
      *-filters*) '${installed.path}' -hide_banner -filters | grep -v -e overlay -e atempo; exit;;
    esac`);
    expect((await testFfmpeg(path)).lacking).to.deep.equal([
      'encoder libx264',
      'filter overlay',
      'filter atempo',
    ]);
  });

  it('names the command that a build cannot run, and what it says of it', async () => {
    const path = await lesser(
      `case "$*" in *-enc_time_base*) echo "Unrecognized option 'enc_time_base'." >&2; exit 1;; esac`,
    );
    const tested = await testFfmpeg(path);
    expect(tested.lacking).to.deep.equal([
      "an encode: Unrecognized option 'enc_time_base'.",
      "an encode to be joined to a copy: Unrecognized option 'enc_time_base'.",
      "an encode with every edit: Unrecognized option 'enc_time_base'.",
    ]);
    expect(describeLack(path, tested)).to.contain(path).and.contain('\n- an encode: Unrecognized option');
  });

  it('refuses what is no ffmpeg', async () => {
    expect(await rejectionOf(testFfmpeg('/bin/echo')))
      .to.have.property('message')
      .that.contains('is no ffmpeg');
  });

  it('keeps a build from an ffmpeg that lacks anything, and from one that is another than it should be', async () => {
    const path = await lesser(`case "$*" in *-muxers*) exit;; esac`);
    const options = { outDir: folder, ffmpegPath: path };
    expect(await rejectionOf(buildProducer(options)))
      .to.have.property('message')
      .that.contains('- muxer mpegts');
    expect(await rejectionOf(buildProducer({ ...options, ffmpegSha256: 'AB12' })))
      .to.have.property('message')
      .that.contains('expected ab12');
  });
});
