import { setTimeout } from 'node:timers/promises';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  SendMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { type DeadLetter, giveBack } from './dead-letters.ts';

export interface Queues {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
}

/** How servers say that they know no such task. */
const UNKNOWN_ACTION = /InvalidAction|UnsupportedOperation|UnknownOperation|NotImplemented|Unknown action/i;
const POLL_MS = 500;

/**
 * Has SQS move all dead letters back to where they came from.
 *
 * @returns how many were moved; null where the service has no such task.
 */
export async function moveAll(
  { sqs, deadLetterQueueUrl }: Queues,
  letters: readonly DeadLetter[],
  signal: AbortSignal,
): Promise<number | null> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: deadLetterQueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const SourceArn = Attributes?.QueueArn;
  try {
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
  } catch (error) {
    const { name, message } = error as Error;
    if (UNKNOWN_ACTION.test(`${name} ${message}`)) return null;
    throw error;
  }
  // What was taken to be shown is hidden from the task as well.
  await giveBack(sqs, deadLetterQueueUrl, letters);
  for (;;) {
    const { Results: tasks = [] } = await sqs.send(
      new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }),
    );
    const { Status, ApproximateNumberOfMessagesMoved: moved = 0, FailureReason } = tasks[0] ?? {};
    if (Status === 'COMPLETED') return moved;
    if (Status !== 'RUNNING')
      throw new Error(`The move ended as ${Status}: ${FailureReason ?? 'for no reason told'}`);
    await setTimeout(POLL_MS, undefined, { signal });
  }
}

/**
 * Moves dead letters one by one: sent first, deleted then. Whatever comes between leaves a message in both queues, and
 * a request that comes twice makes one clip.
 *
 * @returns how many were moved before the signal.
 */
export async function moveEach(
  { sqs, queueUrl, deadLetterQueueUrl }: Queues,
  letters: readonly DeadLetter[],
  signal: AbortSignal,
  onMoved: (letter: DeadLetter) => void,
): Promise<number> {
  for (const [index, letter] of letters.entries()) {
    if (signal.aborted) {
      await giveBack(sqs, deadLetterQueueUrl, letters.slice(index));
      return index;
    }
    const { body, attributes, receiptHandle } = letter;
    const again = { QueueUrl: queueUrl, MessageBody: body };
    await sqs.send(
      new SendMessageCommand({ ...again, ...(attributes ? { MessageAttributes: attributes } : {}) }),
    );
    await sqs.send(new DeleteMessageCommand({ QueueUrl: deadLetterQueueUrl, ReceiptHandle: receiptHandle }));
    onMoved(letter);
  }
  return letters.length;
}
