import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import type { ClipDocument } from '../../functions/producer/core/clip-document.ts';
import { type ClipNotification, notificationOf } from '../../functions/producer/core/notification.ts';
import { subscribe } from '../../scripts/target/subscription.ts';
import { awsLinesWith, requireAwsCli, runInShell } from '../fixtures/aws-cli.ts';
import { readFrames } from '../fixtures/read-back.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { until } from '../support/until.ts';
import { type Deployment, deployment } from './deployment.ts';
import { Mailbox } from './mailbox.ts';
import { numbers } from './outcome.ts';

const WAVECUT = fileURLToPath(new URL('../../scripts/wavecut.ts', import.meta.url));
/** 2026-01-01T00:00:00Z */
const T0 = 1_767_225_600_000;

describe('npm start', () => {
  let wavecut: Deployment;
  const cleanups: (() => unknown)[] = [];
  let told = '';

  before(async () => {
    wavecut = await deployment();
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(told);
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  /** Starts it in a process of its own. @returns the variables it prints, once it serves. */
  async function start() {
    const [awsPort, mongoPort] = await freePorts();
    const ports = ['--aws-port', `${awsPort}`, '--mongo-port', `${mongoPort}`];
    const args = [WAVECUT, 'start', ...ports, '--zip', wavecut.zipPath];
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: process.env.HOME },
    });
    cleanups.push(() => child.kill('SIGKILL'));
    let printed = '';
    told = '';
    child.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    child.stderr.on('data', (chunk) => {
      told += chunk;
    });
    const requireRunning = () => {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`npm start ended: ${told}`);
    };
    await until(() => {
      requireRunning();
      return told.includes('Ctrl-C');
    });
    const pairs = [...printed.matchAll(/^export (\w+)='?(.*?)'?$/gm)].map(([, name, value]) => [name, value]);
    return {
      variables: Object.fromEntries(pairs) as Record<string, string>,
      requireRunning,
      async end() {
        child.kill('SIGINT');
        const [exitCode] = await once(child, 'exit');
        return exitCode;
      },
    };
  }

  it('serves any client that knows what it printed: recordings in, ten requests, everything out', async () => {
    const { variables, requireRunning, end } = await start();
    const { AWS_ENDPOINT_URL: endpoint = '', AWS_REGION: region = '' } = variables;
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = variables;
    const shared = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
    const s3 = new S3Client({ ...shared, forcePathStyle: true });
    const sqs = new SQSClient(shared);
    const sns = new SNSClient(shared);
    const mongo = new MongoClient(variables.MONGODB_URI ?? '');
    cleanups.push(
      () => s3.destroy(),
      () => sqs.destroy(),
      () => sns.destroy(),
      () => mongo.close(),
    );

    await s3.send(
      new PutObjectCommand({
        Bucket: variables.RECORDINGS_BUCKET,
        Key: 'cam-start/front.20260101T000000.mp4',
        Body: await readFile(await makeRecording()),
      }),
    );
    const subscription = await subscribe(sqs, sns, variables.NOTIFICATION_TOPIC_ARN ?? '', 'wavecut-test');
    const inbox = new Mailbox(sqs, subscription.queueUrl);
    // One clip for each half of a second.
    const clips = numbers(0, 9).map((index) => ({
      clipId: `start-${index}`,
      cameraId: 'cam-start',
      startTimestampInMs: T0 + index * 500,
      endTimestampInMs: T0 + index * 500 + 1_000,
    }));
    for (const request of clips) {
      const MessageBody = JSON.stringify(request);
      await sqs.send(new SendMessageCommand({ QueueUrl: variables.REQUEST_QUEUE_URL, MessageBody }));
    }
    await until(async () => {
      requireRunning();
      return (await inbox.messages()).length >= 10;
    });

    const told = (await inbox.messages()).map(({ Body = '' }) => JSON.parse(Body) as ClipNotification);
    expect(told.map(({ clipId, status }) => [clipId, status])).to.deep.equal(
      clips.map(({ clipId }) => [clipId, 'CLIP_AVAILABLE']),
    );
    const documents = await mongo
      .db('wavecut')
      .collection<ClipDocument>('clips')
      .find()
      .sort({ _id: 1 })
      .toArray();
    expect(documents.map(notificationOf)).to.deep.equal(told);
    for (const [index, { clipId, bucket, clip, thumbnail }] of told.entries()) {
      const path = join(wavecut.folder, `${clipId}.mp4`);
      const object = await s3.send(new GetObjectCommand({ Bucket: bucket ?? '', Key: clip.key ?? '' }));
      await writeFile(path, (await object.Body?.transformToByteArray()) as Uint8Array);
      const frames = (await readFrames(path)).map(({ frame }) => frame);
      expect(frames).to.deep.equal(numbers(index * 15, index * 15 + 29));
      for (const size of thumbnail.sizes) {
        const image = await fetch((thumbnail.url as string).replace('{size}', `${size}`));
        expect(image.headers.get('content-type')).to.equal('image/jpeg');
      }
    }
    expect(await end()).to.equal(0);
  });

  it('serves the AWS command line, with the lines that the README shows', async function () {
    await requireAwsCli(this);
    const { variables, requireRunning, end } = await start();
    const mongo = new MongoClient(variables.MONGODB_URI ?? '');
    cleanups.push(() => mongo.close());
    await copyFile(await makeRecording(), join(wavecut.folder, 'morning.mp4'));

    await runInShell(await awsLinesWith('s3 cp morning.mp4'), wavecut.folder, variables);

    const clips = mongo.db('wavecut').collection<ClipDocument>('clips');
    await until(async () => {
      requireRunning();
      return (await clips.findOne({ _id: 'first', notifiedAt: { $ne: null } })) !== null;
    });
    const clip = await clips.findOne({ _id: 'first' });
    const startsAtMs = Date.UTC(2026, 0, 1, 7, 14, 3);
    expect(clip).to.deep.include({ status: 'CLIP_AVAILABLE', startTimestampInMs: startsAtMs });
    // The recording is shorter than what is asked for.
    expect(clip?.covered?.[0]?.[0]).to.equal(startsAtMs);
    expect(await end()).to.equal(0);
  });
});

/** Two ports that were free a moment ago. */
async function freePorts(): Promise<number[]> {
  const servers = [0, 0].map((port) => createServer().listen(port, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
