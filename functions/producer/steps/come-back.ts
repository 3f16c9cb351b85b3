import { describeError, RetryableFailure } from '../core/errors.ts';
import { secondsUntilRetry } from '../core/retry.ts';
import type { Ports } from '../ports.ts';

/** A message that could not be worked off, as the queue handed it out. */
export interface FailedMessage {
  readonly receiptHandle: string;
  /** So far, from 1. */
  readonly receives: number;
  /** After this many the queue gives it up. */
  readonly maxReceives: number;
}

/**
 * Has a message that failed come back when it makes sense, and not after the queue's long timeout, which is for
 * processes that died. Where that cannot be said to the queue, the timeout it is.
 */
export async function comeBack(
  message: FailedMessage,
  error: unknown,
  { queue, clock, chance, log }: Pick<Ports, 'queue' | 'clock' | 'chance' | 'log'>,
): Promise<void> {
  const failure = error instanceof RetryableFailure ? error : null;
  const seconds = secondsUntilRetry({
    ...message,
    isHopeless: failure?.code === 'no-clip-id',
    retryInMs: failure?.retryAtMs ? failure.retryAtMs - clock.now() : null,
    chance: chance.next(),
  });
  try {
    await queue.hideFor(message.receiptHandle, seconds);
  } catch (hidingError) {
    log.warn('not hidden', { seconds, reason: describeError(hidingError) });
  }
}
