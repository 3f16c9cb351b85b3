import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { ExecutionEnvironment } from '../../scripts/local/execution-environment.ts';
import { lambdaVariables } from '../../scripts/local/lambda-variables.ts';
import { putObject } from '../../scripts/local/put-object.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { type Deployment, deployment } from './deployment.ts';
import { availableClip, documentOf, keysWith, toldOf } from './outcome.ts';
import { sqsEvent } from './sqs-event.ts';

const KEY = 'cam-disk/front.20260101T000000.mp4';

describe('a /tmp of half a megabyte', () => {
  let wavecut: Deployment;
  let folder: string;
  let temporaryFolder: string;
  let lambda: ExecutionEnvironment | undefined;
  let isMounted = false;

  before(async function () {
    folder = await mkdtemp(join(tmpdir(), 'full-disk-'));
    temporaryFolder = join(folder, 'tmp');
    const mounted = await execa('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder], {
      reject: false,
    });
    isMounted = mounted.exitCode === 0;
    if (!isMounted) {
      // test/integration/full-disk.test.ts has /dev/full stand for it everywhere.
      console.log('    left out, for this machine lacks the right to mount a file system: run it as root');
      return void this.skip();
    }
    wavecut = await deployment();
    const { environment } = wavecut;
    await putObject(environment.clients.s3, environment.recordingsBucket, KEY, await makeRecording());
    const { taskRoot } = environment.host;
    const names = {
      functionName: 'producer',
      handler: 'handler.handler',
      memoryMb: 1024,
      region: environment.region,
    };
    const runtimeFolder = join(import.meta.dirname, '../../scripts/local');
    lambda = await ExecutionEnvironment.start({
      taskRoot,
      temporaryFolder,
      variables: {
        ...environment.functionEnvironment,
        ...lambdaVariables({ ...names, taskRoot, runtimeFolder }, 'full-disk'),
      },
      functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:producer',
      memoryMb: 1024,
      timeoutMs: 120_000,
    });
  });
  after(async () => {
    await lambda?.stop();
    if (isMounted) await execa('umount', [folder]);
    await rm(folder, { recursive: true });
  });

  /** @returns whether the message failed. */
  async function deliver(receives: number): Promise<boolean> {
    const request = { clipId: 'full-disk', recording: { key: KEY }, startMs: 1_500, endMs: 9_500 };
    const event = sqsEvent(wavecut.environment, JSON.stringify(request));
    for (const { attributes } of event.Records) attributes.ApproximateReceiveCount = String(receives);
    const report = await (lambda as ExecutionEnvironment).invoke(event);
    expect(report).to.include({ ok: true });
    return JSON.stringify(report).includes('itemIdentifier');
  }

  it('has the message come back, is told on the last receive, and is left empty', async () => {
    expect(await deliver(1)).to.equal(true);
    expect(await documentOf(wavecut, 'full-disk')).to.deep.include({
      status: 'CLIP_PROCESSING',
      lease: null,
    });
    expect(await deliver(5)).to.equal(true);
    const [told, ...more] = await toldOf(wavecut, 'full-disk');
    expect(more).to.deep.equal([]);
    expect(told?.notification).to.deep.include({ status: 'FATAL_ERROR' });
    expect(told?.notification.reason?.code).to.equal('ENOSPC');
    expect(await keysWith(wavecut, 'full-disk')).to.deep.equal([]);
    expect(readdirSync(temporaryFolder)).to.deep.equal([]);
  });

  it('makes the clip once there is room', async () => {
    await execa('mount', ['-o', 'remount,size=64m', folder]);
    expect(await deliver(1)).to.equal(false);
    await availableClip(wavecut, 'full-disk');
    expect(readdirSync(temporaryFolder)).to.deep.equal([]);
  });
});
