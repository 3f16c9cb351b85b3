import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { expect } from 'chai';
import { type LocalAws, startAws } from '../../scripts/local/aws.ts';
import {
  type DeliveredBatch,
  type EventSourceOptions,
  startEventSource,
} from '../../scripts/local/event-source.ts';
import type { InvocationReport } from '../../scripts/local/invocation.ts';
import { readServerSettings } from '../../scripts/local/settings.ts';
import { until } from '../support/until.ts';

const FIGURES = { requestId: 'r', durationMs: 1, initMs: null, peakRssMb: 1, cpuMs: 1 };

const answer = (response: SQSBatchResponse | null): InvocationReport => ({ ...FIGURES, ok: true, response });

const failure: InvocationReport = {
  ...FIGURES,
  ok: false,
  error: { errorType: 'Runtime.ExitError', errorMessage: 'killed' },
};

describe('the local event source', () => {
  const cleanups: (() => Promise<void>)[] = [];

  /** An empty queue of its own, as the environment makes it. */
  async function queue(visibilityTimeoutS: number): Promise<LocalAws> {
    const aws = await startAws({ visibilityTimeoutS, settings: readServerSettings({}) });
    cleanups.push(aws.stop);
    return aws;
  }

  /** A poller on that queue, and what it delivered. */
  function poll(
    aws: LocalAws,
    invoke: (event: SQSEvent) => Promise<InvocationReport>,
    options: Partial<EventSourceOptions> = {},
  ): { deliveries: DeliveredBatch[]; stop(): Promise<void> } {
    const deliveries: DeliveredBatch[] = [];
    const { stop } = startEventSource({
      sqs: aws.clients.sqs,
      queueUrl: aws.queueUrl,
      queueArn: aws.queueArn,
      region: aws.region,
      invoke,
      onDelivery: (delivery) => deliveries.push(delivery),
      ...options,
    });
    cleanups.unshift(stop);
    return { deliveries, stop };
  }

  const send = (aws: LocalAws, MessageBody: string) =>
    aws.clients.sqs.send(new SendMessageCommand({ QueueUrl: aws.queueUrl, MessageBody }));

  async function isEmpty(aws: LocalAws): Promise<boolean> {
    const AttributeNames = [
      'ApproximateNumberOfMessages' as const,
      'ApproximateNumberOfMessagesNotVisible' as const,
    ];
    const command = new GetQueueAttributesCommand({ QueueUrl: aws.queueUrl, AttributeNames });
    const { Attributes = {} } = await aws.clients.sqs.send(command);
    return Object.values(Attributes).every((count) => count === '0');
  }

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  it('hands messages over in the form of the Lambda event', async () => {
    const aws = await queue(30);
    const { deliveries } = poll(aws, async () => answer(null));

    const { MessageId } = await aws.clients.sqs.send(
      new SendMessageCommand({
        QueueUrl: aws.queueUrl,
        MessageBody: '{"clipId":"c1"}',
        MessageAttributes: {
          origin: { DataType: 'String', StringValue: 'phone' },
          token: { DataType: 'Binary', BinaryValue: Buffer.from('abc') },
        },
      }),
    );
    await until(() => deliveries.length === 1);

    const [record] = deliveries[0]?.records ?? [];
    expect(record).to.deep.include({
      messageId: MessageId,
      body: '{"clipId":"c1"}',
      md5OfBody: '4a371df5f3ba90cf8ae659f98af4a05f',
      messageAttributes: {
        origin: { stringValue: 'phone', stringListValues: [], binaryListValues: [], dataType: 'String' },
        token: { binaryValue: 'YWJj', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
      },
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:clip-requests',
      awsRegion: 'us-east-1',
    });
    expect(record?.attributes).to.include({ ApproximateReceiveCount: '1' });
    expect(record?.attributes).to.include.keys(
      'SentTimestamp',
      'ApproximateFirstReceiveTimestamp',
      'SenderId',
    );
    expect(record?.receiptHandle).to.be.a('string').and.not.equal('');
  });

  it('deletes a message once it is done with', async () => {
    const aws = await queue(30);
    const { deliveries } = poll(aws, async () => answer({ batchItemFailures: [] }));

    const { MessageId } = await send(aws, 'one');
    await until(() => deliveries.length === 1);

    expect(deliveries[0]).to.deep.include({ deleted: [MessageId], failed: [] });
    expect(await isEmpty(aws)).to.equal(true);
  });

  it('brings back only those of a batch that the function reports as failed', async () => {
    const aws = await queue(1);
    const { Successful = [] } = await aws.clients.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: aws.queueUrl,
        Entries: ['a', 'b', 'c'].map((body) => ({ Id: body, MessageBody: body })),
      }),
    );
    const idOf = (body: string) => Successful.find(({ Id }) => Id === body)?.MessageId ?? '';
    const { deliveries } = poll(
      aws,
      async ({ Records }) =>
        answer({ batchItemFailures: Records.length === 3 ? [{ itemIdentifier: idOf('b') }] : [] }),
      { batchSize: 10 },
    );

    await until(() => deliveries.length === 2);

    expect(deliveries[0]).to.deep.include({ deleted: [idOf('a'), idOf('c')], failed: [idOf('b')] });
    expect(deliveries[1]).to.deep.include({ deleted: [idOf('b')], failed: [] });
    expect(deliveries[1]?.records[0]?.attributes.ApproximateReceiveCount).to.equal('2');
  });

  it('brings a message back after the visibility timeout, and not before, when the function dies over it', async () => {
    const aws = await queue(1);
    const at: number[] = [];
    const { deliveries } = poll(aws, async () => (at.push(Date.now()) === 1 ? failure : answer(null)));

    const { MessageId } = await send(aws, 'one');
    await until(() => deliveries.length === 2);

    expect(deliveries[0]).to.deep.include({ deleted: [], failed: [MessageId] });
    expect(deliveries[1]).to.deep.include({ deleted: [MessageId], failed: [] });
    expect((at[1] ?? 0) - (at[0] ?? 0)).to.be.greaterThan(900);
  });

  it('leaves a message to the dead-letter queue after five receives', async () => {
    const aws = await queue(0);
    const { deliveries } = poll(aws, async () => failure);

    await send(aws, 'cursed');
    const { Messages: deadLetters = [] } = await aws.clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: aws.deadLetterQueueUrl, WaitTimeSeconds: 20 }),
    );

    expect(deadLetters.map(({ Body }) => Body)).to.deep.equal(['cursed']);
    const receives = deliveries.map(({ records }) => records[0]?.attributes.ApproximateReceiveCount);
    expect(receives).to.deep.equal(['1', '2', '3', '4', '5']);
    expect(await isEmpty(aws)).to.equal(true);
  });

  it('has as many batches under way as it may, and no more', async () => {
    const aws = await queue(30);
    let running = 0;
    let most = 0;
    const { deliveries } = poll(
      aws,
      async () => {
        running += 1;
        most = Math.max(most, running);
        await until(() => most === 2);
        running -= 1;
        return answer(null);
      },
      { concurrency: 2 },
    );

    for (const body of ['1', '2', '3', '4', '5']) await send(aws, body);
    await until(() => deliveries.length === 5);

    expect(most).to.equal(2);
  });

  it('goes on after an error of the queue', async () => {
    const aws = await queue(30);
    const errors: unknown[] = [];
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { name: 'NetworkingError' });
    const flaky = {
      send: (...args: Parameters<SQSClient['send']>) =>
        errors.length === 0 ? Promise.reject(refused) : aws.clients.sqs.send(...args),
    } as unknown as SQSClient;
    const { deliveries } = poll(aws, async () => answer(null), {
      sqs: flaky,
      onError: (error) => errors.push(error),
    });

    await send(aws, 'one');
    await until(() => deliveries.length === 1);

    expect(errors).to.deep.equal([refused]);
  });

  it('gives up its wait for messages when it is stopped', async () => {
    const aws = await queue(30);
    const silent = {
      send: (_command: unknown, { abortSignal }: { abortSignal: AbortSignal }) =>
        new Promise((_resolve, reject) =>
          abortSignal.addEventListener('abort', () => reject(abortSignal.reason)),
        ),
    } as unknown as SQSClient;
    const { deliveries, stop } = poll(aws, async () => answer(null), { sqs: silent });

    await stop();

    expect(deliveries).to.deep.equal([]);
  });

  it('finishes the batch under way before it is stopped', async () => {
    const aws = await queue(30);
    const begun = new AbortController();
    const { deliveries, stop } = poll(aws, async () => {
      begun.abort();
      await new Promise((resolve) => setTimeout(resolve, 100));
      return answer(null);
    });

    await send(aws, 'one');
    await until(() => begun.signal.aborted);
    await stop();

    expect(deliveries).to.have.length(1);
    expect(await isEmpty(aws)).to.equal(true);
  });
});
