import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Reason } from '../../../functions/producer/core/outcomes.ts';
import { parseRequest } from '../../../functions/producer/core/request.ts';
import type { DeadLetter } from '../api.ts';
import type { StudioTarget } from '../target.ts';

/** As many are looked at. */
const MOST = 100;
/** While the queue is being looked through, each message comes once; then it is there for others again. */
const LOOK_S = 30;

/**
 * What lies in the dead-letter queue, the oldest first. SQS has no way to look without taking: each message is hidden
 * for a moment and given back, and its count of receives grows by one.
 *
 * @param reasonOf what the database says of a clip that failed; null where it says nothing.
 */
export async function lookAtDeadLetters(
  target: StudioTarget,
  reasonOf: (clipId: string) => Promise<Reason | null>,
): Promise<DeadLetter[]> {
  const messages = await takeAll(target);
  await giveBack(target, messages);
  const letters = messages.map(async ({ MessageId = '', Body = '', Attributes = {} }) => {
    const parsed = parseRequest(Body);
    const clipId = parsed.ok ? parsed.request.clipId : parsed.clipId;
    const told = clipId === null ? null : await reasonOf(clipId);
    const unread = parsed.ok
      ? { code: 'unknown', message: 'it failed five times; the function did not live to say why' }
      : parsed.reason;
    return {
      messageId: MessageId,
      clipId,
      reason: told ?? unread,
      sentAtMs: Number(Attributes.SentTimestamp ?? 0),
      receives: Number(Attributes.ApproximateReceiveCount ?? 0),
      body: Body,
    };
  });
  return (await Promise.all(letters)).sort((a, b) => a.sentAtMs - b.sentAtMs);
}

/**
 * Sends dead letters to the request queue again, each deleted only when it is sent.
 *
 * @param messageIds of those to send; all unless given.
 * @returns the bodies that were sent.
 */
export async function redrive(target: StudioTarget, messageIds?: readonly string[]): Promise<string[]> {
  const { clients, requestQueueUrl, deadLetterQueueUrl: QueueUrl } = target;
  const messages = await takeAll(target);
  const isWanted = ({ MessageId = '' }: Message) => messageIds?.includes(MessageId) ?? true;
  const sent: string[] = [];
  const left = messages.filter((message) => !isWanted(message));
  try {
    for (const message of messages.filter(isWanted)) {
      left.push(message);
      const MessageBody = message.Body ?? '';
      await clients.sqs.send(new SendMessageCommand({ QueueUrl: requestQueueUrl, MessageBody }));
      left.pop();
      sent.push(MessageBody);
      await clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    }
  } finally {
    await giveBack(target, left);
  }
  return sent;
}

async function takeAll({ clients, deadLetterQueueUrl }: StudioTarget): Promise<Message[]> {
  const messages = new Map<string, Message>();
  while (messages.size < MOST) {
    const { Messages: taken = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: deadLetterQueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 0,
        VisibilityTimeout: LOOK_S,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (taken.length === 0) break;
    for (const message of taken) messages.set(message.MessageId ?? '', message);
  }
  return [...messages.values()];
}

/** One that cannot be given back comes back by itself. */
async function giveBack(
  { clients, deadLetterQueueUrl: QueueUrl }: StudioTarget,
  messages: readonly Message[],
): Promise<void> {
  await Promise.allSettled(
    messages.map(({ ReceiptHandle }) =>
      clients.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })),
    ),
  );
}
