import type { Context } from 'aws-lambda';
import { cutBudgetMs as cutBudgetOf } from './core/linked-numbers.ts';
import type { Clock } from './ports.ts';
import type { Delivery } from './produce-clip.ts';

/**
 * The time a delivery has, from what is left of the invocation: the lease ends when Lambda would end the process, and
 * cutting ends early enough to tell the front end.
 */
export function deliveryOf(messageId: string, context: Context, clock: Clock): Delivery {
  const remainingMs = context.getRemainingTimeInMillis();
  const cutBudgetMs = cutBudgetOf(remainingMs);
  return {
    id: `${context.awsRequestId}/${messageId}`,
    leaseUntilMs: clock.now() + remainingMs,
    cutBudgetMs,
    cutDeadline: AbortSignal.timeout(cutBudgetMs),
  };
}
