import type { Reason } from '../../../functions/producer/core/outcomes.ts';
import { giveBack, takeDeadLetters } from '../../redrive/dead-letters.ts';
import { moveEach } from '../../redrive/move.ts';
import type { DeadLetter } from '../api.ts';
import type { StudioTarget } from '../target.ts';

/** As many are looked at. */
const MOST = 100;
/** A person waits: one answer of all servers has to do. */
const EMPTY_ANSWERS = 1;
/** A look, or a move, that is begun is ended. */
const TO_THE_END = new AbortController().signal;

const UNKNOWN: Reason = {
  code: 'unknown',
  message: 'it failed five times; the function did not live to say why',
};

/**
 * What lies in the dead-letter queue, the oldest first. SQS has no way to look without taking: each message is hidden
 * for a moment and given back, and its count of receives grows by one.
 *
 * @param reasonOf what the database says of a clip that failed; null where it says nothing.
 */
export async function lookAtDeadLetters(
  { clients: { sqs }, deadLetterQueueUrl }: StudioTarget,
  reasonOf: (clipId: string) => Promise<Reason | null>,
): Promise<DeadLetter[]> {
  const taken = await takeDeadLetters(sqs, deadLetterQueueUrl, MOST, TO_THE_END, EMPTY_ANSWERS);
  await giveBack(sqs, deadLetterQueueUrl, taken);
  const letters = taken.map(async ({ messageId, clipId, refusal, sentAtMs, receives, body }) => {
    const told = clipId === null ? null : await reasonOf(clipId);
    return { messageId, clipId, reason: told ?? refusal ?? UNKNOWN, sentAtMs, receives, body };
  });
  return (await Promise.all(letters)).sort((a, b) => a.sentAtMs - b.sentAtMs);
}

/**
 * Sends dead letters to the request queue again, each deleted only when it is sent.
 *
 * @param messageIds of those to send; all unless given.
 * @returns how many were sent.
 */
export async function redrive(
  { clients: { sqs }, requestQueueUrl: queueUrl, deadLetterQueueUrl }: StudioTarget,
  messageIds?: readonly string[],
): Promise<number> {
  const taken = await takeDeadLetters(sqs, deadLetterQueueUrl, MOST, TO_THE_END, EMPTY_ANSWERS);
  const wanted = taken.filter(({ messageId }) => messageIds?.includes(messageId) ?? true);
  const left = new Set(taken);
  try {
    return await moveEach({ sqs, queueUrl, deadLetterQueueUrl }, wanted, TO_THE_END, (letter) =>
      left.delete(letter),
    );
  } finally {
    await giveBack(sqs, deadLetterQueueUrl, [...left]);
  }
}
