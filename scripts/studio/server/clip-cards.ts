import { thumbnailKey } from '../../../functions/producer/core/asset-keys.ts';
import { bytesReadOf, type ClipDocument } from '../../../functions/producer/core/clip-document.ts';
import { parseRequest } from '../../../functions/producer/core/request.ts';
import type { CardStatus, ClipCard } from '../api.ts';

/** A request as a studio sent it; kept so that it can be shown before it is claimed, and sent again. */
export interface SentRequest {
  /** The clipId. */
  readonly _id: string;
  /** The message's body. */
  readonly body: string;
  /** Epoch ms, by the studio's clock. */
  readonly sentAtMs: number;
  /** How often the clip had been claimed by then; studios up to 1.0.0 did not note it. */
  readonly attemptsBefore?: number;
}

/**
 * A card of what the database knows of a clip.
 *
 * @param document null where the message is still in the queue; then `sent` is there.
 */
export function cardOf(document: ClipDocument | null, sent: SentRequest | null): ClipCard | null {
  if (!document) return sent && cardOfSent(sent);
  const { timings, sources, cost, media, clip, thumbnail } = document;
  const middle = thumbnail.sizes[Math.min(1, thumbnail.sizes.length - 1)];
  return {
    clipId: document._id,
    cameraId: document.cameraId,
    startMs: document.startTimestampInMs,
    endMs: document.endTimestampInMs,
    status: statusOf(document, sent),
    reason: document.reason,
    expectedAt: document.expectedAt,
    sentAtMs: sent?.sentAtMs ?? null,
    createdAt: document.createdAt,
    updatedAt: document.updatedAt,
    tookMs: timings ? timings.queueMs + timings.totalMs : null,
    clip: clip.key && clip.url ? { key: clip.key, url: clip.url } : null,
    posterKey: thumbnail.key && middle !== undefined ? thumbnailKey(thumbnail.key, middle) : null,
    covered: document.covered,
    gaps: document.gaps,
    media,
    cutMode: document.cutMode ?? null,
    cutReason: document.cutReason ?? null,
    bytesRead: sources ? bytesReadOf(sources) : null,
    usd: cost?.usd ?? null,
    request: sent && requestIn(sent),
  };
}

/**
 * A failed clip that was sent again is in the queue, until somebody claims it. The claims tell, and not the times: those
 * are of two clocks, the studio's and the function's.
 */
function statusOf(document: ClipDocument, sent: SentRequest | null): CardStatus {
  const isUnclaimed = sent !== null && sent.attemptsBefore === document.attempts;
  return isUnclaimed && document.status !== 'CLIP_AVAILABLE' ? 'SENT' : document.status;
}

function cardOfSent(sent: SentRequest): ClipCard {
  const parsed = parseRequest(sent.body);
  const window = parsed.ok && parsed.request.source.kind === 'window' ? parsed.request : null;
  return {
    clipId: sent._id,
    cameraId: window?.source.kind === 'window' ? window.source.cameraId : null,
    startMs: window?.range.startMs ?? null,
    endMs: window?.range.endMs ?? null,
    status: 'SENT',
    reason: null,
    expectedAt: null,
    sentAtMs: sent.sentAtMs,
    createdAt: sent.sentAtMs,
    updatedAt: sent.sentAtMs,
    tookMs: null,
    clip: null,
    posterKey: null,
    covered: [],
    gaps: [],
    media: null,
    cutMode: null,
    cutReason: null,
    bytesRead: null,
    usd: null,
    request: requestIn(sent),
  };
}

function requestIn({ body }: SentRequest): Record<string, unknown> | null {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return null;
  }
}
