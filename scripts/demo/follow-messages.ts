import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { ClipNotification } from '../../functions/producer/core/notification.ts';
import type { DemoMessage } from './requests.ts';

export interface SentMessage extends DemoMessage {
  readonly messageId: string;
}

export interface FollowOptions {
  readonly sqs: SQSClient;
  /** Subscribed to the topic with raw delivery. */
  readonly notificationsUrl: string;
  readonly deadLetterQueueUrl: string;
  /** Ids of the messages that the queue has been told to delete; it grows meanwhile. */
  readonly acknowledged: ReadonlySet<string>;
  /** How long to wait for the next message to end before giving up. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

export interface Followed {
  /** Of the sent messages' clips, in the order in which they arrived. */
  readonly notifications: ClipNotification[];
  /** The bodies of those that ended in the dead-letter queue. */
  readonly deadLetters: string[];
  /** Those of which nothing more was heard. */
  readonly missing: SentMessage[];
}

/** Statuses that another one follows. */
const PASSING: readonly string[] = ['CLIP_PROCESSING', 'CLIP_PENDING'];

/**
 * Listens until every message has ended: acknowledged, with the end of its clip told, or in the dead-letter queue.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function followMessages(
  sent: readonly SentMessage[],
  options: FollowOptions,
): Promise<Followed> {
  const { sqs, notificationsUrl, deadLetterQueueUrl, acknowledged, patienceMs, signal } = options;
  const notifications: ClipNotification[] = [];
  const dead = new Map<string, string>();
  const clipIds = new Set(sent.map((message) => message.clipId));

  const listen = async (waitS: number): Promise<boolean> => {
    const [told, died] = await Promise.all([
      receive(sqs, notificationsUrl, waitS, signal),
      receive(sqs, deadLetterQueueUrl, waitS, signal),
    ]);
    for (const { Body = '', ReceiptHandle } of told) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: notificationsUrl, ReceiptHandle }));
      const notification = JSON.parse(Body) as ClipNotification;
      // Topic and queues may be a server's that others use as well.
      if (clipIds.has(notification.clipId)) notifications.push(notification);
    }
    // Dead letters stay for whoever looks after them, and so come again.
    for (const { MessageId = '', Body = '' } of died) dead.set(MessageId, Body);
    return told.length + died.length > 0;
  };
  const underWay = () => {
    const ended = new Set(
      notifications.filter(({ status }) => !PASSING.includes(status)).map(({ clipId }) => clipId),
    );
    const isOver = ({ messageId, clipId }: SentMessage) =>
      dead.has(messageId) || (acknowledged.has(messageId) && clipId !== null && ended.has(clipId));
    return sent.filter((message) => !isOver(message));
  };

  let missing = underWay();
  let giveUpAt = Date.now() + patienceMs;
  while (missing.length > 0 && Date.now() < giveUpAt) {
    await listen(1);
    const left = underWay();
    if (left.length < missing.length) giveUpAt = Date.now() + patienceMs;
    missing = left;
  }
  // Several messages may have named one clip: what was told of it last may still be on its way.
  while (await listen(0));

  const deadLetters = sent.flatMap(({ messageId }) => dead.get(messageId) ?? []);
  return { notifications, deadLetters, missing };
}

async function receive(
  sqs: SQSClient,
  QueueUrl: string,
  WaitTimeSeconds: number,
  abortSignal: AbortSignal,
): Promise<Message[]> {
  const request = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds, MaxNumberOfMessages: 10 });
  return (await sqs.send(request, { abortSignal })).Messages ?? [];
}
