import { RETRY_LIMIT_MS } from '../../functions/producer/core/limits.ts';
import { FUNCTION_TIMEOUT_S, MAX_RECEIVES } from '../../functions/producer/core/linked-numbers.ts';
import { type LocalEnvironment, startEnvironment } from '../local/environment.ts';
import { parseStep } from '../local/function-log.ts';
import { stepInWords } from './step-words.ts';

/**
 * Longer than a delivery may run: no message is handed out a second time while the first delivery is at work. One whose
 * function was killed comes back after as long, and takes over the lease, which lasts a minute longer: it is its own.
 */
const VISIBILITY_TIMEOUT_S = FUNCTION_TIMEOUT_S + 10;

/**
 * How long nothing may be heard of a message: one that fails every time is a dead letter before, and one that waits for
 * its recording is given up before.
 */
export const PATIENCE_MS = Math.max(
  (MAX_RECEIVES * VISIBILITY_TIMEOUT_S + 60) * 1000,
  RETRY_LIMIT_MS + (VISIBILITY_TIMEOUT_S + 60) * 1000,
);

export interface DemoEnvironment extends LocalEnvironment {
  /** Ids of the messages that are done with; grows as they are. */
  readonly acknowledged: ReadonlySet<string>;
}

/** Starts the local environment; each step of the function is said in words. */
export async function startDemoEnvironment(say: (text: string) => void): Promise<DemoEnvironment> {
  const acknowledged = new Set<string>();
  const environment = await startEnvironment({
    visibilityTimeoutS: VISIBILITY_TIMEOUT_S,
    onProgress: say,
    onLog(line) {
      const step = parseStep(line);
      if (step) say(`  ${step.clipId ?? step.messageId ?? ''}  ${stepInWords(step)}`);
    },
    onDelivery(delivery) {
      for (const messageId of delivery.deleted) acknowledged.add(messageId);
      if (!delivery.report.ok) say(`the function broke off: ${delivery.report.error.errorMessage}`);
    },
  });
  return { ...environment, acknowledged };
}
