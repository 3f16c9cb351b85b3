import {
  type ClipIdentity,
  type ClipProvenance,
  type ClipResult,
  failedResult,
} from '../core/clip-document.ts';
import { describeError, RetryableFailure } from '../core/errors.ts';
import { storedKeys, topicMessage } from '../core/notification.ts';
import type { ClipStatus, Reason } from '../core/outcomes.ts';
import { clipIdTaken } from '../core/request-hash.ts';
import type { Ports } from '../ports.ts';

/** A claimed clip: whose it is, and by what name the delivery holds its lease. */
export interface Claimed {
  readonly identity: ClipIdentity;
  readonly leaseBy: string;
}

type AnswerPorts = Pick<Ports, 'clips' | 'topic' | 'assets' | 'clock' | 'log'>;

/**
 * Writes the metadata, and then publishes it.
 *
 * @throws RetryableFailure `lease-lost` where another delivery has taken over: the answer is its to give.
 */
export async function finishAndTell(
  { identity, leaseBy }: Claimed,
  result: ClipResult,
  ports: AnswerPorts,
  provenance?: ClipProvenance,
): Promise<ClipStatus> {
  await record({ identity, leaseBy }, result, ports, provenance);
  return tell({ ...identity, ...result }, ports);
}

/** @throws RetryableFailure `lease-lost`. */
async function record(
  { identity, leaseBy }: Claimed,
  result: ClipResult,
  { clips, clock, log }: AnswerPorts,
  provenance?: ClipProvenance,
): Promise<void> {
  const end = { clipId: identity.clipId, leaseBy, nowMs: clock.now(), result };
  const isOurs = await clips.finish(provenance ? { ...end, provenance } : end);
  if (!isOurs) throw leaseLost();
  log.info('recorded', { status: result.status, reason: result.reason });
}

/** The failure of a delivery that was taken for dead: whoever has taken over gives the answer. */
export function leaseLost(): RetryableFailure {
  return new RetryableFailure('lease-lost', 'another delivery has taken over');
}

/**
 * Writes down and tells that the last try failed, before the queue gives the message up. Where the answer is another
 * delivery's, or stands already, nothing is told; where the database is what failed, it is told without it.
 */
export async function tellFatal(claimed: Claimed, error: unknown, ports: AnswerPorts): Promise<void> {
  const { identity } = claimed;
  const result = failedResult('FATAL_ERROR', describeError(error));
  try {
    await record(claimed, result, ports);
  } catch (writingError) {
    if (isLeaseLost(writingError)) return;
    ports.log.warn('unwritten', { reason: describeError(writingError) });
    return tellUnwritten(identity, result, ports);
  }
  // The failure to be handed on is the first one; the message and its alarm are in the dead-letter queue.
  await tell({ ...identity, ...result }, ports).catch((tellingError: unknown) =>
    ports.log.warn('untold', { status: result.status, reason: describeError(tellingError) }),
  );
}

/** Ends the lease, so that any delivery may try next; where that fails, its own message may, and others later. */
export async function letGo(
  { identity, leaseBy }: Claimed,
  { clips, clock, log }: AnswerPorts,
): Promise<void> {
  await clips
    .release(identity.clipId, leaseBy, clock.now())
    .catch((error: unknown) => log.warn('not released', { reason: describeError(error) }));
}

/** Tells the end of a last try, of which the database cannot be told; the failure to be handed on is the database's. */
export async function tellUnwritten(
  identity: ClipIdentity,
  result: ClipResult,
  { topic, log }: Pick<AnswerPorts, 'topic' | 'log'>,
): Promise<void> {
  try {
    await topic.publish(topicMessage({ ...identity, ...result }));
    log.info('told', { status: result.status });
  } catch (publishError) {
    log.warn('untold', { status: result.status, reason: describeError(publishError) });
  }
}

function isLeaseLost(error: unknown): boolean {
  return error instanceof RetryableFailure && error.code === 'lease-lost';
}

/** Publishes what stands in the clip's document. */
export async function tell(document: ClipIdentity & ClipResult, ports: AnswerPorts): Promise<ClipStatus> {
  const signed = await ports.assets.sign(storedKeys(document), ports.clock.now());
  await ports.topic.publish(topicMessage(document, signed));
  ports.log.info('told', { status: document.status });
  await ports.clips.markNotified(document.clipId, ports.clock.now());
  return document.status;
}

/**
 * Tells of a body that is no valid request; a valid request's document of the same clipId stays as it is. Where the
 * database fails on the last receive, that is told without it.
 */
export async function rejectInvalid(
  identity: ClipIdentity,
  reason: Reason,
  { isLastReceive }: { readonly isLastReceive: boolean },
  ports: AnswerPorts,
): Promise<ClipStatus> {
  const result = failedResult('CLIP_REJECTED', reason);
  let isRecorded: boolean;
  try {
    isRecorded = await ports.clips.recordInvalid(identity, result, ports.clock.now());
  } catch (error) {
    if (isLastReceive) await tellUnwritten(identity, result, ports);
    throw error;
  }
  ports.log.warn('rejected', { clipId: identity.clipId, reason });
  if (isRecorded) return tell({ ...identity, ...result }, ports);
  await ports.topic.publish(topicMessage({ ...identity, ...result }));
  return result.status;
}

/** Tells that a clipId is another request's; the clip and its document stay as they are. */
export async function rejectTaken(identity: ClipIdentity, ports: AnswerPorts): Promise<ClipStatus> {
  const reason = clipIdTaken(identity.clipId);
  const result = failedResult('CLIP_REJECTED', reason);
  ports.log.warn('rejected', { reason });
  await ports.topic.publish(topicMessage({ ...identity, ...result }));
  return result.status;
}
