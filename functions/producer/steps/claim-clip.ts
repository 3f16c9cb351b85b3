import { type ClipIdentity, failedResult } from '../core/clip-document.ts';
import { describeError, RetryableFailure } from '../core/errors.ts';
import type { Claim, Ports } from '../ports.ts';
import { tellUnwritten } from './answer.ts';

/** A message of the queue, as far as a claim cares. */
interface Received {
  readonly messageId: string;
  /** So far, from 1. */
  readonly receives: number;
  readonly isLastReceive: boolean;
}

/**
 * So many processes in a row that died of one message are no chance any more: the last receive would be the next, and
 * nobody would be told.
 */
const MOST_DEATHS = 2;

/**
 * Claims the clip for this delivery, and counts the deliveries of the same message that died before it. Where the
 * database fails on the last receive, that is told without it.
 */
export async function claimClip(
  message: Received,
  wanted: { readonly identity: ClipIdentity; readonly requestHash: string },
  { id, leaseUntilMs }: { readonly id: string; readonly leaseUntilMs: number },
  nowMs: number,
  ports: Ports,
): Promise<Claim> {
  const { clips } = ports;
  const { messageId, receives, isLastReceive } = message;
  try {
    const deaths = receives > 1 ? await clips.deaths(wanted.identity.clipId, messageId) : 0;
    return await clips.claim({ ...wanted, leaseBy: id, messageId, leaseUntilMs, deaths, nowMs });
  } catch (error) {
    if (isLastReceive) {
      await tellUnwritten(wanted.identity, failedResult('FATAL_ERROR', describeError(error)), ports);
    }
    throw error;
  }
}

/**
 * Ends a last receive before it begins where all that came just before it died.
 *
 * @throws RetryableFailure `killed-repeatedly`.
 */
export function expectToLive({ isLastReceive }: Pick<Received, 'isLastReceive'>, deaths: number): void {
  if (!isLastReceive || deaths < MOST_DEATHS) return;
  const message = `the last ${deaths} deliveries of this request died without an answer: it is not tried again`;
  throw new RetryableFailure('killed-repeatedly', message);
}
