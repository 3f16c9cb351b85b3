import { setTimeout } from 'node:timers/promises';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { ClipNotification } from '../../../functions/producer/core/notification.ts';
import { subscribe } from '../../target/subscription.ts';
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
  const attributes = { MessageRetentionPeriod: RETENTION_S };
  const subscription = await subscribe(sqs, sns, topicArn, 'wavecut-studio', attributes);
  const { queueUrl: QueueUrl } = subscription;
  const closing = new AbortController();

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
  const loop = (async () => {
    while (!closing.signal.aborted) {
      // Whatever fails, the page still has the database; the queue is asked again after a pause.
      await take().catch(() =>
        setTimeout(PAUSE_MS, undefined, { signal: closing.signal }).catch(() => undefined),
      );
    }
  })();
  return {
    async close() {
      closing.abort();
      await loop;
      // Of servers that are gone already there is nothing left to end.
      await subscription.close().catch(() => undefined);
    },
  };
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
