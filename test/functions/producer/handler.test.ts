import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import type { ClipDocument } from '../../../functions/producer/core/clip-document.ts';
import { mockedS3, mockedSns, mockedSqs } from './adapters/mocked-aws.ts';
import { type LoadedHandler, leaveHandler, loadHandler, type Message } from './loaded-handler.ts';
import { bodyOf } from './samples.ts';

describe('the Lambda handler', () => {
  const s3 = mockedS3();
  const sns = mockedSns();
  const sqs = mockedSqs();
  let loaded: LoadedHandler;

  before(async () => {
    loaded = await loadHandler();
  });
  after(leaveHandler);

  beforeEach(() => {
    s3.mock.on(ListObjectsV2Command).resolves({});
    sns.mock.on(PublishCommand).resolves({});
    sqs.mock.on(ChangeMessageVisibilityCommand).resolves({});
    return loaded.client.db('wavecut').dropDatabase();
  });

  const handle = (...messages: Message[]) => loaded.handle(...messages);

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
  const documents = () => loaded.client.db('wavecut').collection<ClipDocument>('clips').find().toArray();

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

  const hidden = () =>
    sqs.mock.commandCalls(ChangeMessageVisibilityCommand).map((call) => {
      const { ReceiptHandle, VisibilityTimeout } = call.args[0].input;
      return [ReceiptHandle, VisibilityTimeout] as [string, number];
    });

  it('has what failed come back after a while that doubles, and leaves alone what did not', async () => {
    s3.mock.on(ListObjectsV2Command, { Prefix: 'down/' }).rejects(new Error('S3 is down'));
    const down = (clipId: string) => bodyOf({ clipId, cameraId: 'down' });
    await handle(
      { messageId: 'm1', body: down('clip-1') },
      { messageId: 'm2', body: bodyOf({ clipId: 'clip-2' }) },
      { messageId: 'm3', body: down('clip-3'), receives: 3 },
    );
    const [[first, shortS] = ['', 0], [second, longS] = ['', 0], ...more] = hidden();
    expect([first, second, more]).to.deep.equal(['handle of m1', 'handle of m3', []]);
    expect(shortS).to.be.within(2, 8);
    expect(longS).to.be.within(10, 30);
  });

  it('sends to the dead-letter queue at once what no try is left for, and what no try can help', async () => {
    s3.mock.on(ListObjectsV2Command).rejects(new Error('S3 is down'));
    await handle(
      { messageId: 'm1', body: bodyOf(), receives: 5 },
      { messageId: 'm2', body: 'not json at all' },
    );
    expect(hidden()).to.deep.equal([
      ['handle of m1', 0],
      ['handle of m2', 0],
    ]);
  });

  it('answers all the same where the queue cannot be told when a message is to come back', async () => {
    s3.mock.on(ListObjectsV2Command).rejects(new Error('S3 is down'));
    sqs.mock.on(ChangeMessageVisibilityCommand).rejects(new Error('SQS is down'));
    const { answer, log } = await handle({ messageId: 'm1', body: bodyOf() });
    expect(answer).to.deep.equal({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(linesOf(log).at(-1)).to.deep.include({
      level: 'WARN',
      step: 'not hidden',
      reason: { code: 'Error', message: 'SQS is down' },
    });
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
    expect(log).not.to.contain(loaded.mongodbUri);
  });
});
