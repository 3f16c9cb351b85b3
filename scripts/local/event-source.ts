import { setTimeout } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import { failedMessages } from './batch-failures.ts';
import type { InvocationReport } from './invocation.ts';

/** The longest wait SQS allows for a message. */
const LONG_POLL_S = 20;

/** After an error of the queue, before the next try. */
const PAUSE_MS = 1000;

export interface EventSourceOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly region: string;
  readonly invoke: (event: SQSEvent) => Promise<InvocationReport>;
  /** Messages an invocation may get, 1 to 10; 1 unless given. */
  readonly batchSize?: number;
  /** Batches under way at a time (`MaximumConcurrency`); 1 unless given. */
  readonly concurrency?: number;
  /** Called when a batch is done with, after the deletes. */
  readonly onDelivery?: ((delivery: DeliveredBatch) => void) | undefined;
  /** Called when the queue or the host fails; the poller goes on after a pause. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** One batch: what was handed to the function, how it ended, and what became of the messages. */
export interface DeliveredBatch {
  readonly records: readonly SQSRecord[];
  readonly report: InvocationReport;
  /** Acknowledged. */
  readonly deleted: readonly string[];
  /** Back in the queue when their visibility timeout is over. */
  readonly failed: readonly string[];
}

/**
 * Polls a queue as Lambda's event source mapping does: what the function does not report as failed is deleted, all
 * else comes back after the visibility timeout, and goes to the dead-letter queue by the queue's own redrive policy.
 *
 * @returns `stop()` ends the polling and resolves when the batches under way are done with.
 */
export function startEventSource(options: EventSourceOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loops = Array.from({ length: options.concurrency ?? 1 }, async () => {
    while (!stopping.signal.aborted) {
      try {
        const messages = await receive(options, stopping.signal);
        if (messages.length > 0) await deliver(options, messages);
      } catch (error) {
        if (stopping.signal.aborted) return;
        options.onError?.(error);
        await setTimeout(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  });
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function receive(options: EventSourceOptions, abortSignal: AbortSignal): Promise<Message[]> {
  const { sqs, queueUrl, batchSize = 1 } = options;
  const command = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: batchSize,
    WaitTimeSeconds: LONG_POLL_S,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  const { Messages: messages = [] } = await sqs.send(command, { abortSignal });
  return messages;
}

async function deliver(options: EventSourceOptions, messages: readonly Message[]): Promise<void> {
  const records = messages.map((message) => toRecord(message, options.queueArn, options.region));
  const report = await options.invoke({ Records: records });

  const ids = records.map(({ messageId }) => messageId);
  const failed = report.ok ? failedMessages(report.response, ids) : new Set(ids);
  const done = records.filter(({ messageId }) => !failed.has(messageId));
  const deleted = done.length > 0 ? await acknowledge(options, done) : [];
  options.onDelivery?.({ records, report, deleted, failed: [...failed] });
}

/** @returns the ids of the messages that the queue has deleted; one that it kept comes back. */
async function acknowledge(options: EventSourceOptions, records: readonly SQSRecord[]): Promise<string[]> {
  const { Successful: successful = [] } = await options.sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl: options.queueUrl,
      Entries: records.map(({ receiptHandle }, index) => ({
        Id: String(index),
        ReceiptHandle: receiptHandle,
      })),
    }),
  );
  return successful.flatMap(({ Id: index }) => records[Number(index)]?.messageId ?? []);
}

/** A message in the form of Lambda's event: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
function toRecord(message: Message, queueArn: string, region: string): SQSRecord {
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: message.Attributes as unknown as SQSRecord['attributes'],
    messageAttributes: toAttributes(message.MessageAttributes ?? {}),
    md5OfBody: message.MD5OfBody ?? '',
    ...(message.MD5OfMessageAttributes ? { md5OfMessageAttributes: message.MD5OfMessageAttributes } : {}),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

function toAttributes(attributes: Record<string, MessageAttributeValue>): SQSMessageAttributes {
  const entries = Object.entries(attributes).map(([name, attribute]) => [
    name,
    {
      ...(attribute.StringValue === undefined ? {} : { stringValue: attribute.StringValue }),
      ...(attribute.BinaryValue && { binaryValue: Buffer.from(attribute.BinaryValue).toString('base64') }),
      stringListValues: [],
      binaryListValues: [],
      dataType: attribute.DataType ?? 'String',
    },
  ]);
  return Object.fromEntries(entries);
}
