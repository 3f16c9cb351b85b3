import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import type { ClipDocument } from '../../functions/producer/core/clip-document.ts';
import { startEventSource } from '../../scripts/local/event-source.ts';
import { hostFfmpeg } from '../../scripts/local/host-ffmpeg.ts';
import { startLambdaHost } from '../../scripts/local/lambda-host.ts';
import { putObject } from '../../scripts/local/put-object.ts';
import { subscribe } from '../../scripts/target/subscription.ts';
import { Mailbox } from '../e2e/mailbox.ts';
import { readFrames } from '../fixtures/read-back.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { until } from '../support/until.ts';
import { type Deployed, deployed, PASSWORD } from './deployed.ts';
import { ACCOUNT, CREDENTIALS } from './moto.ts';
import { requireTools } from './tools.ts';

/** 2026-01-01T00:00:00Z. */
const T0 = 1_767_225_600_000;
const QUEUE_ARN = `arn:aws:sqs:us-east-1:${ACCOUNT}:wavecut-dev-clip-requests`;

describe('a deployed clip', function () {
  this.timeout(900_000);
  let stack: Deployed;

  before(async function () {
    await requireTools(this);
    stack = await deployed();
  });

  it('is what the deployed function makes of a request in the deployed queue', async () => {
    const { clients, outputs, folder, moto, mongo } = stack;
    const { Configuration } = await clients.lambda.send(
      new GetFunctionCommand({ FunctionName: outputs.function_name }),
    );
    const zipPath = await fetchZip(Configuration?.CodeSha256 ?? '');

    const recording = await makeRecording();
    await putObject(clients.s3, outputs.recordings_bucket, 'cam/front.20260101T000000.mp4', recording);
    const subscription = await subscribe(
      clients.sqs,
      clients.sns,
      outputs.notification_topic_arn,
      'wavecut-test',
    );

    const lines: string[] = [];
    const host = await startLambdaHost({
      zipPath,
      environment: {
        ...Configuration?.Environment?.Variables,
        AWS_ENDPOINT_URL: moto.endpoint,
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
        AWS_REGION: 'us-east-1',
        ...(await hostFfmpeg()),
      },
      functionName: outputs.function_name,
      memoryMb: Configuration?.MemorySize,
      timeoutMs: (Configuration?.Timeout ?? 0) * 1000,
      onLog: (line) => lines.push(line),
    });
    let isDone = false;
    const source = startEventSource({
      sqs: clients.sqs,
      queueUrl: outputs.request_queue_url,
      queueArn: QUEUE_ARN,
      region: 'us-east-1',
      invoke: host.invoke,
      onDelivery: () => {
        isDone = true;
      },
    });
    const reader = new MongoClient(mongo.uri(PASSWORD));
    try {
      const request = {
        clipId: 'first',
        cameraId: 'cam',
        startTimestampInMs: T0 + 1500,
        endTimestampInMs: T0 + 4500,
      };
      await clients.sqs.send(
        new SendMessageCommand({ QueueUrl: outputs.request_queue_url, MessageBody: JSON.stringify(request) }),
      );
      await until(() => isDone);
      const document = await reader.db('wavecut').collection<ClipDocument>('clips').findOne({ _id: 'first' });
      expect(document?.status, lines.join('\n')).to.equal('CLIP_AVAILABLE');

      const { Body } = await clients.s3.send(
        new GetObjectCommand({ Bucket: outputs.clips_bucket, Key: 'cam/first.mp4' }),
      );
      const clip = join(folder, 'first.mp4');
      await writeFile(clip, (await Body?.transformToByteArray()) as Uint8Array);
      expect((await readFrames(clip)).map(({ frame }) => frame)).to.deep.equal(
        Array.from({ length: 90 }, (_, index) => 45 + index),
      );

      const told = await new Mailbox(clients.sqs, subscription.queueUrl).messages();
      expect(told.map(({ Body = '' }) => JSON.parse(Body))).to.have.length(1);
      expect(JSON.parse(told[0]?.Body ?? '')).to.deep.include({
        status: 'CLIP_AVAILABLE',
        clip: {
          key: 'cam/first.mp4',
          url: `https://wavecut-dev-clips-${ACCOUNT}.s3.us-east-1.amazonaws.com/cam/first.mp4`,
        },
      });
      expect(lines.join('\n')).not.to.contain(PASSWORD);
    } finally {
      await Promise.all([source.stop(), host.stop()]);
      await reader.close();
      await subscription.close();
    }
  });

  /** The function's code as it lies in the artifact bucket, which is checked against what Lambda says it runs. */
  async function fetchZip(codeSha256: string): Promise<string> {
    const Bucket = `wavecut-dev-artifacts-${ACCOUNT}`;
    const { Contents: [object] = [] } = await stack.clients.s3.send(new ListObjectsV2Command({ Bucket }));
    const { Body } = await stack.clients.s3.send(new GetObjectCommand({ Bucket, Key: object?.Key }));
    const bytes = (await Body?.transformToByteArray()) as Uint8Array;
    const sha256 = createHash('sha256').update(bytes).digest();
    expect(sha256.toString('base64')).to.equal(codeSha256);
    expect(object?.Key).to.equal(`lambda/${sha256.toString('hex')}.zip`);
    const path = join(stack.folder, 'deployed.zip');
    await writeFile(path, bytes);
    return path;
  }
});
