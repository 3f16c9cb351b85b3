import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { ClipNotification } from '../../functions/producer/core/notification.ts';
import { type ClipStatus, OUTCOMES } from '../../functions/producer/core/outcomes.ts';
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
  /** Told now and then what is still waited for. */
  readonly say: (text: string) => void;
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

const SILENCE_MS = 30_000;

/** Whether a message has ended when this is told of its clip: a failure is followed by the dead letter. */
function isEnd(status: ClipStatus): boolean {
  const { kind } = OUTCOMES[status];
  return kind === 'made' || kind === 'refused';
}

/**
 * Listens until every message has ended: its clip's end told, or in the dead-letter queue.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function followMessages(
  sent: readonly SentMessage[],
  options: FollowOptions,
): Promise<Followed> {
  const { sqs, notificationsUrl, deadLetterQueueUrl, acknowledged, patienceMs, say, signal } = options;
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
  const underWay = () => sent.filter((message) => !isOver(message, sent, notifications, acknowledged, dead));

  let missing = underWay();
  let lastEndMs = Date.now();
  let nextWordMs = lastEndMs + SILENCE_MS;
  while (missing.length > 0 && Date.now() < lastEndMs + patienceMs) {
    await listen(1);
    const left = underWay();
    if (left.length < missing.length) lastEndMs = Date.now();
    if (left.length > 0 && Date.now() > nextWordMs) {
      say(`waiting for the end of ${left.map(({ name }) => name).join(', ')}`);
      nextWordMs = Date.now() + SILENCE_MS;
    }
    missing = left;
  }
  // Several messages may have named one clip: what was told of it last may still be on its way.
  while (await listen(0));

  const deadLetters = sent.flatMap(({ messageId }) => dead.get(messageId) ?? []);
  return { notifications, deadLetters, missing };
}

/**
 * Of several messages for one clip, what was told of one is no end of another: each is acknowledged, or there are as
 * many ends as messages. (They are acknowledged elsewhere where another poller works on the same queue.)
 */
function isOver(
  { messageId, clipId }: SentMessage,
  sent: readonly SentMessage[],
  notifications: readonly ClipNotification[],
  acknowledged: ReadonlySet<string>,
  dead: ReadonlyMap<string, string>,
): boolean {
  if (dead.has(messageId)) return true;
  if (clipId === null) return false;
  const ofClip = sent.filter((message) => message.clipId === clipId);
  const ends = notifications.filter((told) => told.clipId === clipId && isEnd(told.status));
  return ends.length > 0 && (acknowledged.has(messageId) || ends.length >= ofClip.length);
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
