import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import type { ClipNotification } from '../../../functions/producer/core/notification.ts';
import type { StudioTarget } from '../target.ts';

const LONG_POLL_S = 20;
const PAUSE_MS = 1000;
/** What nobody took by then, the page has read from the database long since. */
const RETENTION_S = '300';

/**
 * A queue of the studio's own at the topic: every notification comes in once and is handed on.
 *
 * @param hear called with each notification, one at a time.
 * @returns `close()` ends the subscription and removes the queue.
 */
export async function followTopic(
  { clients, topicArn }: Pick<StudioTarget, 'clients' | 'topicArn'>,
  hear: (told: ClipNotification) => Promise<void>,
): Promise<{ close(): Promise<void> }> {
  const { sqs, sns } = clients;
  const QueueName = `wavecut-studio-${randomUUID().slice(0, 8)}`;
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName, Attributes: { MessageRetentionPeriod: RETENTION_S } }),
  );
  const closing = new AbortController();
  let SubscriptionArn: string | undefined;
  let loop: Promise<void> | undefined;
  const close = async () => {
    closing.abort();
    await loop;
    if (SubscriptionArn) await sns.send(new UnsubscribeCommand({ SubscriptionArn })).catch(() => undefined);
    await sqs.send(new DeleteQueueCommand({ QueueUrl })).catch(() => undefined);
  };
  try {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    const queueArn = Attributes?.QueueArn ?? '';
    const Policy = policyFor(queueArn, topicArn);
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    const subscribed = await sns.send(
      new SubscribeCommand({
        TopicArn: topicArn,
        Protocol: 'sqs',
        Endpoint: queueArn,
        Attributes: { RawMessageDelivery: 'true' },
        ReturnSubscriptionArn: true,
      }),
    );
    SubscriptionArn = subscribed.SubscriptionArn;
  } catch (error) {
    await close();
    throw error;
  }

  const take = async () => {
    const request = new ReceiveMessageCommand({
      QueueUrl,
      WaitTimeSeconds: LONG_POLL_S,
      MaxNumberOfMessages: 10,
    });
    const { Messages: messages = [] } = await sqs.send(request, { abortSignal: closing.signal });
    for (const message of messages) {
      const told = notificationIn(message);
      if (told) await hear(told);
    }
    if (messages.length === 0) return;
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  };
  loop = (async () => {
    while (!closing.signal.aborted) {
      // Whatever fails, the page still has the database; the queue is asked again after a pause.
      await take().catch(() =>
        setTimeout(PAUSE_MS, undefined, { signal: closing.signal }).catch(() => undefined),
      );
    }
  })();
  return { close };
}

/** https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html */
function policyFor(queueArn: string, topicArn: string): string {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queueArn,
    Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

/** Null for what is no notification of a clip: the topic may be used by others. */
function notificationIn({ Body = '' }: Message): ClipNotification | null {
  try {
    const told = JSON.parse(Body) as ClipNotification;
    return typeof told.clipId === 'string' && typeof told.status === 'string' ? told : null;
  } catch {
    return null;
  }
}
