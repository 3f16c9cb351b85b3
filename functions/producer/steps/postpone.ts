import { type ClipDocument, type PendingState, pendingResult } from '../core/clip-document.ts';
import { type ClipPending, describeError } from '../core/errors.ts';
import { bodyToSendAgain, delaySeconds, giveUpTimeOf, retryTimesAgain } from '../core/live-edge.ts';
import { topicMessage } from '../core/notification.ts';
import type { ClipStatus } from '../core/outcomes.ts';
import type { ClipRequest } from '../core/request.ts';
import type { Ports } from '../ports.ts';
import { type Claimed, leaseLost } from './answer.ts';

/** A request that may have to wait, with the message that brought it. */
export interface Waiting {
  readonly request: ClipRequest;
  readonly message: { readonly body: string; readonly sentAtMs: number };
  /** Retries count from here. */
  readonly firstSentMs: number;
  /** As it was claimed. */
  readonly document: Pick<ClipDocument, 'pending'>;
}

/**
 * Writes down and tells, once, that a clip's recording is still to come, and sends the request again.
 *
 * The lease is kept until all is done, so that nobody tells of the clip before it is told to be pending; and the
 * message is acknowledged last, so that a crash at any point leaves a message that brings the request back. One that
 * is sent twice by such a crash finds out by its count of retry times that another is on its way, and ends.
 */
export async function postpone(
  { identity, leaseBy, request, message, firstSentMs, document }: Claimed & Waiting,
  why: ClipPending,
  ports: Pick<Ports, 'clips' | 'topic' | 'queue' | 'clock' | 'log'>,
): Promise<ClipStatus> {
  const { clips, topic, queue, clock, log } = ports;
  const { clipId } = identity;
  const result = pendingResult(describeError(why), why.expectedAtMs);
  const write = async (state: PendingState): Promise<PendingState> => {
    const isOurs = await clips.postpone({ clipId, leaseBy, nowMs: clock.now(), result, pending: state });
    if (!isOurs) throw leaseLost();
    return state;
  };
  const { toldAt = null, sendings = 0 } = document.pending ?? {};
  let pending = await write({ firstSentAt: firstSentMs, toldAt, sendings });
  log.info('recorded', { status: result.status, reason: result.reason });

  if (pending.toldAt === null) {
    await topic.publish(topicMessage({ ...identity, ...result }));
    pending = await write({ ...pending, toldAt: clock.now() });
    log.info('told', { status: result.status, expectedAt: result.expectedAt });
  }

  const isLatest = request.retryTimestamps.length >= pending.sendings;
  if (isLatest) {
    const delayS = delaySeconds(why.expectedAtMs, giveUpTimeOf(firstSentMs), clock.now());
    const retryTimestamps = retryTimesAgain(request, message.sentAtMs);
    await queue.sendAgain(bodyToSendAgain(message.body, retryTimestamps), delayS);
    pending = { ...pending, sendings: retryTimestamps.length };
    log.info('sent again', { delayS, sendings: pending.sendings });
  } else {
    log.info('not sent again', { sendings: pending.sendings });
  }
  if (!(await clips.finish({ clipId, leaseBy, nowMs: clock.now(), result, pending }))) throw leaseLost();
  return result.status;
}
