import type { Context } from 'aws-lambda';
import { cutBudgetMs as cutBudgetOf } from './core/linked-numbers.ts';
import type { Clock } from './ports.ts';
import type { Delivery } from './produce-clip.ts';

/**
 * A lease outlives its process by this much: clocks of hosts differ, and one that is ahead must not take a clip over
 * from a process that still runs.
 */
const CLOCK_SKEW_MS = 60_000;

/**
 * The time a delivery has, from what is left of the invocation: the lease ends once Lambda must have ended the process,
 * whatever the clock says that looks at it, and cutting ends early enough to tell the front end.
 */
export function deliveryOf(messageId: string, context: Context, clock: Clock): Delivery {
  const remainingMs = context.getRemainingTimeInMillis();
  const cutBudgetMs = cutBudgetOf(remainingMs);
  return {
    id: `${context.awsRequestId}/${messageId}`,
    leaseUntilMs: clock.now() + remainingMs + CLOCK_SKEW_MS,
    cutBudgetMs,
    cutDeadline: AbortSignal.timeout(cutBudgetMs),
  };
}
