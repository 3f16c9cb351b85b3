import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ListSubscriptionsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { startFauxqs } from '../../scripts/local/fauxqs.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { until } from '../support/until.ts';
import { CREDENTIALS } from './deployment.ts';

const WAVECUT = fileURLToPath(new URL('../../scripts/wavecut.ts', import.meta.url));

describe("npm run demo on somebody's own servers, broken off by Ctrl-C", () => {
  let folder: string;
  const stops: (() => unknown)[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wavecut-test-'));
    stops.push(() => rm(folder, { recursive: true }));
  });
  after(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  it('leaves neither its queue nor its subscription there', async () => {
    const { endpoint, stop } = await startFauxqs(0);
    const shared = { endpoint, region: 'us-east-1', credentials: CREDENTIALS };
    const sqs = new SQSClient(shared);
    const sns = new SNSClient(shared);
    stops.push(
      stop,
      () => sqs.destroy(),
      () => sns.destroy(),
    );
    const ownQueues = async () =>
      (await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'wavecut-demo' }))).QueueUrls ?? [];

    // Its recording is still to come: nobody is told of an end.
    const now = Date.now();
    const window = { startTimestampInMs: now - 5_000, endTimestampInMs: now - 3_000 };
    await writeFile(
      join(folder, 'live.json'),
      JSON.stringify({ clipId: 'live', cameraId: 'live', ...window }),
    );
    await copyFile(await makeRecording({ seconds: 1 }), join(folder, 'some.mp4'));
    const args = ['--recording', 'some.mp4', '--starts-at', '2026-01-01', '--body', 'live.json'];
    const child = spawn(process.execPath, [WAVECUT, 'demo', ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env.PATH,
        TMPDIR: folder,
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      },
    });
    stops.push(() => child.kill('SIGKILL'));
    let told = '';
    child.stdout.on('data', (chunk) => {
      told += chunk;
    });
    await until(() => told.includes('sent live.json'));
    expect(await ownQueues(), told).to.have.lengthOf(1);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).to.deep.equal([130, null]);

    expect(await ownQueues()).to.deep.equal([]);
    expect((await sns.send(new ListSubscriptionsCommand({}))).Subscriptions).to.deep.equal([]);
  });
});
