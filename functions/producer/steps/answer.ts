import {
  type ClipIdentity,
  type ClipProvenance,
  type ClipResult,
  failedResult,
} from '../core/clip-document.ts';
import { describeError, RetryableFailure } from '../core/errors.ts';
import { storedKeys, topicMessage } from '../core/notification.ts';
import type { ClipStatus, Reason, ReasonCode } from '../core/outcomes.ts';
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
  const { clips, clock, log } = ports;
  const end = { clipId: identity.clipId, leaseBy, nowMs: clock.now(), result };
  const isOurs = await clips.finish(provenance ? { ...end, provenance } : end);
  if (!isOurs) throw leaseLost();
  log.info('recorded', { status: result.status, reason: result.reason });
  return tell({ ...identity, ...result }, ports);
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
  try {
    await finishAndTell(claimed, failedResult('FATAL_ERROR', describeError(error)), ports);
  } catch (tellingError) {
    if (isLeaseLost(tellingError)) return;
    ports.log.warn('unwritten', { reason: describeError(tellingError) });
    await tellFatalUnwritten(claimed.identity, error, ports);
  }
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

/** Tells that the last try failed, of which the database cannot be told. */
export async function tellFatalUnwritten(
  identity: ClipIdentity,
  error: unknown,
  { topic, log }: AnswerPorts,
): Promise<void> {
  const result = failedResult('FATAL_ERROR', describeError(error));
  try {
    await topic.publish(topicMessage({ ...identity, ...result }));
    log.info('told', { status: result.status });
  } catch (publishError) {
    // The failure to be handed on is the first one; the message and its alarm are in the dead-letter queue.
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
  await ports.clips.markNotified(document.clipId, ports.clock.now());
  ports.log.info('told', { status: document.status });
  return document.status;
}

/** Tells of a body that is no valid request; a valid request's document of the same clipId stays as it is. */
export async function rejectInvalid(
  identity: ClipIdentity,
  reason: Reason,
  ports: AnswerPorts,
): Promise<ClipStatus> {
  const result = failedResult('CLIP_REJECTED', reason);
  const isRecorded = await ports.clips.recordInvalid(identity, result, ports.clock.now());
  ports.log.warn('rejected', { clipId: identity.clipId, reason });
  if (isRecorded) return tell({ ...identity, ...result }, ports);
  await ports.topic.publish(topicMessage({ ...identity, ...result }));
  return result.status;
}

/** Tells that a clipId is another request's; the clip and its document stay as they are. */
export async function rejectTaken(identity: ClipIdentity, ports: AnswerPorts): Promise<ClipStatus> {
  const message = `clipId ${identity.clipId} belongs to a different request; its clip is untouched`;
  const reason: Reason<ReasonCode<'CLIP_REJECTED'>> = { code: 'clip-id-taken', message };
  const result = failedResult('CLIP_REJECTED', reason);
  ports.log.warn('rejected', { reason });
  await ports.topic.publish(topicMessage({ ...identity, ...result }));
  return result.status;
}
