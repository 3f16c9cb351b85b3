import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { until } from '../../support/until.ts';
import { availableClip } from '../outcome.ts';
import { announced, clipArgs, KEY } from './announced.ts';
import { run } from './program.ts';

describe('the commands for a Wavecut that runs', () => {
  const wavecut = announced();

  it('clip asks for one and waits for it, and status tells of it', async () => {
    const made = await run([...clipArgs('cli-1'), '--wait']);
    expect(made.stderr).to.contain('waiting for its end');
    expect(made.stdout).to.match(/^cli-1 {2}CLIP_AVAILABLE\n.*attempts {2}1/);
    expect(made.exitCode).to.equal(0);

    const told = await run(['status', 'cli-1', '--json']);
    expect(JSON.parse(told.stdout)).to.deep.equal(
      JSON.parse(JSON.stringify(await availableClip(wavecut(), 'cli-1'))),
    );
    expect(told).to.include({ stderr: '', exitCode: 0 });
  });

  it('clip takes no clip of another request for its own', async () => {
    const another = [
      'clip',
      '--id',
      'cli-1',
      '--recording',
      KEY,
      '--start-ms',
      '0',
      '--end-ms',
      '700',
      '--wait',
    ];
    const told = await run(another);
    expect(told.stdout).to.match(
      /^cli-1 {2}CLIP_REJECTED\n {2}reason {4}clip-id-taken: clipId cli-1 belongs to/,
    );
    expect(told.exitCode).to.equal(1);
    const { stdout } = await run([...another, '--json']);
    expect(JSON.parse(stdout)).to.deep.include({ clipId: 'cli-1', status: 'CLIP_REJECTED' });
  });

  it('clip tells of an end without a clip by its exit code', async () => {
    const body = JSON.stringify({
      clipId: 'cli-none',
      cameraId: 'cam-none',
      startTimestampInMs: 1,
      endTimestampInMs: 2,
    });
    const file = join(wavecut().folder, 'body.json');
    await writeFile(file, body);
    const { stdout, exitCode } = await run(['clip', '--body', file, '--wait']);
    expect(stdout).to.contain('CLIP_OUT_OF_RANGE').and.contain('older-than-archive');
    expect(exitCode).to.equal(1);
  });

  it('clip without --wait only sends, and says so as JSON', async () => {
    const { stdout, exitCode } = await run([...clipArgs('cli-2'), '--json']);
    const { clipId, messageId } = JSON.parse(stdout);
    expect({ clipId, exitCode }).to.deep.equal({ clipId: 'cli-2', exitCode: 0 });
    await wavecut().ended(messageId);
    await availableClip(wavecut(), 'cli-2');
  });

  it('clip tells what is waited for, which status answers with an exit code of its own', async () => {
    const now = Date.now();
    const args = [
      'clip',
      '--id',
      'cli-live',
      '--camera',
      'cam-live',
      '--start',
      `${now - 5_000}`,
      '--end',
      `${now - 3_000}`,
    ];
    expect((await run(args)).exitCode).to.equal(0);
    await until(
      async () => (await wavecut().documents.findOne({ _id: 'cli-live' }))?.status === 'CLIP_PENDING',
    );
    const { stdout, exitCode } = await run(['status', 'cli-live']);
    expect(stdout)
      .to.contain('CLIP_PENDING')
      .and.match(/expected {2}20\d\d-/);
    expect(exitCode).to.equal(3);
  });

  it('clip refuses what the function would refuse, before it is sent', async () => {
    const { stdout, stderr, exitCode } = await run(['clip', '--camera', 'a/b', '--start', '1', '--end', '2']);
    expect({ stdout, exitCode }).to.deep.equal({ stdout: '', exitCode: 2 });
    expect(stderr).to.equal(
      'cameraId must be 1 to 128 of A-Z a-z 0-9 _ -, got "a/b"\nnpm run wavecut -- clip --help lists the options.',
    );
  });

  it('status knows of no clip that there is not', async () => {
    const { stdout, stderr, exitCode } = await run(['status', 'cli-nothing']);
    expect({ stdout, exitCode }).to.deep.equal({ stdout: '', exitCode: 1 });
    expect(stderr).to.match(/^There is no clip cli-nothing in the local environment at http/);
  });
});
