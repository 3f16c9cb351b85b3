import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import {
  type EnvironmentOptions,
  type LocalEnvironment,
  startEnvironment,
} from '../../scripts/local/environment.ts';
import type { DeliveredBatch } from '../../scripts/local/event-source.ts';
import { readServerSettings } from '../../scripts/local/settings.ts';
import { until } from '../support/until.ts';
import { fakeFunction, isGone } from './fake-function.ts';

const embedded = readServerSettings({});

/** Never ends, but tells that it has begun. */
const ENDLESS =
  'export const handler = async () => { console.log("begun"); await new Promise(() => setInterval(() => {}, 1000)); };';

describe('the local environment', () => {
  const cleanups: (() => Promise<void>)[] = [];

  async function environment(source: string, options: EnvironmentOptions = {}): Promise<LocalEnvironment> {
    const { zipPath, remove } = await fakeFunction(source);
    cleanups.push(remove);
    const started = await startEnvironment({ zipPath, settings: embedded, ...options });
    cleanups.unshift(started.stop);
    return started;
  }

  const send = ({ clients, queueUrl }: LocalEnvironment, MessageBody: string) =>
    clients.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  it('hands messages of the queue to the function, with the address of every other part', async () => {
    const lines: string[] = [];
    const deliveries: DeliveredBatch[] = [];
    const started = await environment(
      'export const handler = async ({ Records }) => console.log(JSON.stringify({ body: Records[0].body, env: process.env }));',
      { onLog: (line) => lines.push(line), onDelivery: (delivery) => deliveries.push(delivery) },
    );

    await send(started, 'hello');
    await until(() => deliveries.length > 0);

    expect(deliveries[0]?.report.ok).to.equal(true);
    const { body, env } = JSON.parse(lines[0] ?? '');
    expect(body).to.equal('hello');
    expect(env).to.include({
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL: started.endpoint,
      RECORDINGS_BUCKET: 'wavecut-recordings',
      CLIPS_BUCKET: 'wavecut-clips',
      PUBLIC_BASE_URL: `${started.endpoint}/wavecut-clips`,
      NOTIFICATION_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:video_production',
      REQUEST_QUEUE_URL: started.queueUrl,
      MAX_RECEIVES: '5',
      MONGODB_URI: started.mongodbUri,
      MONGODB_DATABASE: 'wavecut',
    });
  });

  it('stops in the middle of a clip, and leaves no process and no file', async () => {
    const lines: string[] = [];
    const before = await readdir(tmpdir());
    const started = await environment(ENDLESS, { onLog: (line) => lines.push(line) });
    await send(started, 'hello');
    await until(() => lines.length > 0);
    const [pid] = started.host.pids() as [number];

    await Promise.all([started.stop(), started.stop()]);

    expect(await isGone(pid)).to.equal(true);
    const left = (await readdir(tmpdir())).filter(
      (name) => name.startsWith('wavecut-lambda-') && !before.includes(name),
    );
    expect(left).to.deep.equal([]);
    expect(await fetch(started.endpoint).catch(() => 'refused')).to.equal('refused');
  });

  it('stops the parts that had started where a later one cannot', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    cleanups.push(async () => void blocker.close());
    await until(() => blocker.listening);
    const { port } = blocker.address() as { port: number };
    const probe = await environment(ENDLESS);
    const awsPort = Number(new URL(probe.endpoint).port);
    await probe.stop();

    const error = await startEnvironment({ awsPort, mongoPort: port, settings: embedded }).catch(
      (failure: unknown) => failure,
    );

    expect(error).to.include({ code: 'EADDRINUSE', port });
    expect(await fetch(`http://127.0.0.1:${awsPort}`).catch(() => 'refused')).to.equal('refused');
  });
});
