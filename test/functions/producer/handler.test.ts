import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
import installed from '@ffmpeg-installer/ffmpeg';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { createSandbox } from 'sinon';
import type { ClipDocument } from '../../../functions/producer/core/clip-document.ts';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../../scripts/local/mongo/server.ts';
import { mockedS3, mockedSns } from './adapters/mocked-aws.ts';
import { bodyOf } from './samples.ts';

const CONTEXT = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 60_000 } as Context;

interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly receives?: number;
}

/** A batch as Lambda hands it over, with all that the function looks at. */
function batchOf(...messages: Message[]): SQSEvent {
  const records = messages.map(({ messageId, body, receives = 1 }) => ({
    messageId,
    body,
    attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(Date.now()) },
  }));
  return { Records: records } as SQSEvent;
}

describe('the Lambda handler', () => {
  const s3 = mockedS3();
  const sns = mockedSns();
  const sandbox = createSandbox();
  const environment = { ...process.env };
  let folder: string;
  let mongo: EmbeddedMongo;
  /** The function's own client, which it keeps for as long as its process lives. */
  let client: MongoClient;
  let handler: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'handler-test-'));
    mongo = await startEmbeddedMongo();
    Object.assign(process.env, {
      RECORDINGS_BUCKET: 'recordings',
      CLIPS_BUCKET: 'clips',
      NOTIFICATION_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:video_production',
      MONGODB_URI: mongo.uri,
      MAX_RECEIVES: '5',
      AWS_REGION: 'us-east-1',
      FFMPEG_PATH: installed.path,
      TMPDIR: folder,
    });
    const db = sandbox.spy(MongoClient.prototype, 'db');
    ({ handler } = await import('../../../functions/producer/handler.ts'));
    client = db.firstCall.thisValue as MongoClient;
    sandbox.restore();
  });

  beforeEach(() => {
    s3.mock.on(ListObjectsV2Command).resolves({});
    sns.mock.on(PublishCommand).resolves({});
    return client.db('wavecut').dropDatabase();
  });

  after(async () => {
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    await client.close();
    await mongo.stop();
    await rm(folder, { recursive: true });
  });

  /** Handles a batch, and answers with what was logged meanwhile as well. */
  async function handle(...messages: Message[]) {
    const written: string[] = [];
    const write = sandbox.stub(process.stdout, 'write').callsFake((chunk) => {
      written.push(String(chunk));
      return true;
    });
    const writeError = sandbox.stub(process.stderr, 'write').callsFake((chunk) => {
      written.push(String(chunk));
      return true;
    });
    try {
      const answer = await handler(batchOf(...messages), CONTEXT);
      return { answer, log: written.join('') };
    } finally {
      write.restore();
      writeError.restore();
    }
  }

  const linesOf = (log: string) =>
    log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const told = () =>
    sns.mock.commandCalls(PublishCommand).map((call) => {
      const { default: text } = JSON.parse(call.args[0].input.Message ?? '{}') as { default: string };
      const { clipId, status } = JSON.parse(text) as { clipId: string; status: string };
      return [clipId, status];
    });
  const documents = () => client.db('wavecut').collection<ClipDocument>('clips').find().toArray();

  it('works through every record, and answers with just those that failed', async () => {
    s3.mock.on(ListObjectsV2Command, { Prefix: 'down/' }).rejects(new Error('S3 is down'));
    const { answer } = await handle(
      { messageId: 'm1', body: 'not json at all' },
      { messageId: 'm2', body: bodyOf({ clipId: 'clip-2' }) },
      { messageId: 'm3', body: bodyOf({ clipId: 'clip-3', cameraId: 'down' }) },
      { messageId: 'm4', body: bodyOf({ clipId: 'clip-4', cut: 'fast' }) },
      { messageId: 'm5', body: bodyOf({ clipId: 'clip-5' }) },
    );
    expect(answer).to.deep.equal({ batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm3' }] });
    expect(told()).to.deep.equal([
      ['clip-2', 'CLIP_OUT_OF_RANGE'],
      ['clip-4', 'CLIP_REJECTED'],
      ['clip-5', 'CLIP_OUT_OF_RANGE'],
    ]);
    expect((await documents()).map(({ _id, status }) => [_id, status])).to.have.deep.members([
      ['clip-2', 'CLIP_OUT_OF_RANGE'],
      ['clip-3', 'CLIP_PROCESSING'],
      ['clip-4', 'CLIP_REJECTED'],
      ['clip-5', 'CLIP_OUT_OF_RANGE'],
    ]);
  });

  it('answers with nothing where nothing failed', async () => {
    expect((await handle()).answer).to.deep.equal({ batchItemFailures: [] });
    const { answer } = await handle({ messageId: 'm1', body: bodyOf() });
    expect(answer).to.deep.equal({ batchItemFailures: [] });
  });

  it('tells of a fatal error at the last receive, and leaves the message to the dead-letter queue', async () => {
    s3.mock.on(ListObjectsV2Command).rejects(new Error('S3 is down'));
    const { answer } = await handle(
      { messageId: 'm1', body: bodyOf({ clipId: 'clip-1' }), receives: 4 },
      { messageId: 'm2', body: bodyOf({ clipId: 'clip-2' }), receives: 5 },
    );
    expect(answer.batchItemFailures).to.deep.equal([{ itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }]);
    expect(told()).to.deep.equal([['clip-2', 'FATAL_ERROR']]);
  });

  it('logs lines of JSON that name the message, and the clip as soon as it is known', async () => {
    const { log } = await handle({ messageId: 'm1', body: bodyOf() });
    const lines = linesOf(log);
    expect(lines.map(({ step }) => step)).to.deep.equal(['received', 'claimed', 'recorded', 'told']);
    for (const line of lines) {
      expect(line).to.deep.include({
        service: 'wavecut',
        message: 'step',
        messageId: 'm1',
        requestId: 'request-1',
        receives: 1,
        clipId: 'clip-1',
      });
    }
  });

  it('logs nothing of one record under the name of the next', async () => {
    const { log } = await handle(
      { messageId: 'm1', body: bodyOf() },
      { messageId: 'm2', body: 'not json at all' },
    );
    expect(linesOf(log).at(-1)).to.deep.include({ level: 'ERROR', step: 'failed', messageId: 'm2' });
    expect(linesOf(log).at(-1)).not.to.have.property('clipId');
  });

  it('logs why a record failed', async () => {
    s3.mock.on(ListObjectsV2Command).rejects(new Error('S3 is down'));
    const { log } = await handle({ messageId: 'm1', body: bodyOf() });
    expect(linesOf(log).at(-1)).to.deep.include({
      level: 'ERROR',
      step: 'failed',
      messageId: 'm1',
      clipId: 'clip-1',
      reason: { code: 'Error', message: 'S3 is down' },
    });
  });

  it('logs no body, neither of a request nor of anything else', async () => {
    const secret = 'secret-'.repeat(20);
    const { log } = await handle(
      { messageId: 'm1', body: bodyOf({ retryTimestamps: [1_234_567_890_123] }) },
      { messageId: 'm2', body: bodyOf({ clipId: 'clip-2', password: secret }) },
      { messageId: 'm3', body: `{"clipId": "a/b", "password": "${secret}"}` },
      { messageId: 'm4', body: `${'x'.repeat(80)}${secret}` },
    );
    expect(linesOf(log)).to.have.length.above(4);
    expect(log).not.to.match(/secret-|1234567890123|retryTimestamps/);
  });

  it('logs no secret of its environment', async () => {
    s3.mock.on(ListObjectsV2Command).rejects(new Error('S3 is down'));
    const { log } = await handle({ messageId: 'm1', body: bodyOf(), receives: 5 });
    expect(log).not.to.contain(mongo.uri);
  });
});
