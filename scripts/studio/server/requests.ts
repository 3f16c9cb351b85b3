import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { parseRequest } from '../../../functions/producer/core/request.ts';
import { clipIdTaken, requestHash } from '../../../functions/producer/core/request-hash.ts';
import type { StudioTarget } from '../target.ts';
import type { ClipStore } from './clip-store.ts';
import { Refused } from './refused.ts';

/**
 * Sends a request and notes it.
 *
 * @returns the clipId.
 * @throws Refused 400 where the body is no valid request: the function would refuse it as well; 409 where the clipId
 *   is another request's.
 */
export async function sendRequest(
  { clients, requestQueueUrl }: StudioTarget,
  store: ClipStore,
  body: string,
  nowMs: number,
): Promise<string> {
  const parsed = parseRequest(body);
  if (!parsed.ok) throw new Refused(400, parsed.reason.code, parsed.reason.message);
  const { clipId } = parsed.request;
  const holder = await store.requestHash(clipId);
  if (holder !== null && holder !== requestHash(parsed.request)) {
    // The function would refuse it too, and tell that by the topic alone: no card would ever say so.
    const { code, message } = clipIdTaken(clipId);
    throw new Refused(409, code, message);
  }
  const before = await store.sentBody(clipId);
  await store.noteSent({ _id: clipId, body, sentAtMs: nowMs });
  try {
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: requestQueueUrl, MessageBody: body }));
  } catch (error) {
    if (before === null) await store.forgetSent(clipId);
    throw error;
  }
  return clipId;
}

/**
 * Sends a request again as it was sent.
 *
 * @throws Refused 409 where no studio sent it: what was asked for is not in its document.
 */
export async function retryRequest(
  target: StudioTarget,
  store: ClipStore,
  clipId: string,
  nowMs: number,
): Promise<string> {
  const body = await store.sentBody(clipId);
  if (body !== null) return sendRequest(target, store, body, nowMs);
  const message = `${clipId} was not sent from a studio, and its request is not known: ask for a new clip`;
  throw new Refused(409, 'request-unknown', message);
}
