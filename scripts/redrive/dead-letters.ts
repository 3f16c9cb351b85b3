import {
  ChangeMessageVisibilityCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Reason } from '../../functions/producer/core/outcomes.ts';
import { parseRequest } from '../../functions/producer/core/request.ts';

/** A message that the queue gave up, held by us until its visibility timeout is over. */
export interface DeadLetter {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Message['MessageAttributes'];
  /** Null where none can be read. */
  readonly clipId: string | null;
  /** Why it can be no request; null where it is one. */
  readonly refusal: Reason | null;
  readonly sentAtMs: number;
  readonly receives: number;
}

/** As long as it may take to look at them all, and to move one. */
const HIDDEN_S = 60;

/**
 * Takes the dead letters, at most `max` of them, without removing any: they are hidden from others for a minute.
 *
 * @param vainAnswers after so many in a row that bring nothing new there are no more.
 * @throws the signal's reason when it is aborted.
 */
export async function takeDeadLetters(
  sqs: SQSClient,
  QueueUrl: string,
  max: number,
  abortSignal: AbortSignal,
  vainAnswers = 2,
): Promise<DeadLetter[]> {
  const taken = new Map<string, DeadLetter>();
  for (let vain = 0; taken.size < max && vain < vainAnswers; ) {
    const receive = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: Math.min(10, max - taken.size),
      VisibilityTimeout: HIDDEN_S,
      // SQS asks all of its servers then: an empty answer means that there is none.
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const { Messages: messages = [] } = await sqs.send(receive, { abortSignal });
    const before = taken.size;
    for (const message of messages) taken.set(message.MessageId ?? '', deadLetterOf(message));
    // Those that were taken first come again while others are still looked for, if that takes longer than a minute.
    vain = taken.size === before ? vain + 1 : 0;
  }
  return [...taken.values()];
}

/** Lets go of what was taken: it can be received again at once. */
export async function giveBack(
  sqs: SQSClient,
  QueueUrl: string,
  letters: readonly DeadLetter[],
): Promise<void> {
  for (const { receiptHandle } of letters) {
    const handle = { QueueUrl, ReceiptHandle: receiptHandle };
    await sqs.send(new ChangeMessageVisibilityCommand({ ...handle, VisibilityTimeout: 0 }));
  }
}

function deadLetterOf(message: Message): DeadLetter {
  const body = message.Body ?? '';
  const parsed = parseRequest(body);
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body,
    attributes: message.MessageAttributes,
    clipId: parsed.ok ? parsed.request.clipId : parsed.clipId,
    refusal: parsed.ok ? null : parsed.reason,
    sentAtMs: Number(message.Attributes?.SentTimestamp ?? 0),
    receives: Number(message.Attributes?.ApproximateReceiveCount ?? 0),
  };
}
