import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { QueueDepth } from '../api.ts';
import type { StudioTarget } from '../target.ts';

/** How many messages wait, are being worked on, and have been given up. */
export async function queueDepth(target: StudioTarget): Promise<QueueDepth> {
  const [requests, dead] = await Promise.all([
    counts(target, target.requestQueueUrl),
    counts(target, target.deadLetterQueueUrl),
  ]);
  return {
    waiting: requests.waiting,
    delayed: requests.delayed,
    running: requests.hidden,
    // One that is being looked at is hidden for a moment, and still there.
    deadLetters: dead.waiting + dead.hidden + dead.delayed,
  };
}

async function counts({ clients }: StudioTarget, QueueUrl: string) {
  const { Attributes = {} } = await clients.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesDelayed',
        'ApproximateNumberOfMessagesNotVisible',
      ],
    }),
  );
  return {
    waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
    hidden: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}
