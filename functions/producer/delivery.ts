import type { Context } from 'aws-lambda';
import type { Clock } from './ports.ts';
import type { Delivery } from './produce-clip.ts';

/** Kept back from cutting: to upload a clip of 200 MB, write its metadata and tell of it, or to tell of a failure. */
const TELLING_MS = 15_000;

/**
 * The time a delivery has, from what is left of the invocation: the lease ends when Lambda would end the process, and
 * cutting ends early enough to tell the front end.
 */
export function deliveryOf(messageId: string, context: Context, clock: Clock): Delivery {
  const remainingMs = context.getRemainingTimeInMillis();
  const cutBudgetMs = Math.max(0, remainingMs - TELLING_MS);
  return {
    id: `${context.awsRequestId}/${messageId}`,
    leaseUntilMs: clock.now() + remainingMs,
    cutBudgetMs,
    cutDeadline: AbortSignal.timeout(cutBudgetMs),
  };
}
