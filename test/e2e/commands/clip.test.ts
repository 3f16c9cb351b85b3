import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { until } from '../../support/until.ts';
import { availableClip } from '../outcome.ts';
import { announced, clipArgs } from './announced.ts';
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

  it("clip takes no other request's clip for its own, nor waits for one of its name that never comes", async () => {
    const window = (id: string, end: string) =>
      ['clip', '--id', id, '--camera', 'cam-none', '--start', '1', '--end', end, '--wait'] as const;
    expect((await run([...window('cli-taken', '2')])).exitCode).to.equal(1);
    const { stdout, stderr, exitCode } = await run([...window('cli-taken', '3')]);
    expect(stderr).to.contain('clipId cli-taken belongs to a different request; its clip is untouched');
    expect({ stdout, exitCode }).to.deep.equal({ stdout: '', exitCode: 1 });
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
