import { setTimeout } from 'node:timers/promises';
import type { ClipStatus } from '../../../functions/producer/core/outcomes.ts';
import type { ClipCard, QueueDepth, StudioEvent } from '../api.ts';
import type { StudioTarget } from '../target.ts';
import type { ClipStore } from './clip-store.ts';
import type { EventStream } from './event-stream.ts';
import { queueDepth } from './queue-depth.ts';
import { followTopic } from './topic-queue.ts';

/** What happens without a word of the topic, and the depth of the queues. */
const LOOK_MS = 1000;
/** Not told by the topic: a clip that is being made. */
const UNTOLD: readonly ClipStatus[] = ['CLIP_PROCESSING'];

/**
 * Brings what happens to the pages: the topic's notifications through a queue of the studio's own; and, while a page
 * listens, a look at the queues and at the clips that are being made. Where the studio may write nothing there is no
 * queue of its own, and the database is looked at for every status.
 */
export class ClipFeed {
  readonly #target: StudioTarget;
  readonly #store: ClipStore;
  readonly #stream: EventStream;
  readonly #closing = new AbortController();
  readonly #following: Promise<{ close(): Promise<void> } | null>;
  readonly #looking: Promise<void>;
  #queue: QueueDepth | null = null;
  #sinceMs: number;

  /** @param onError told what keeps the feed from working; it goes on trying where that helps. */
  constructor(
    target: StudioTarget,
    store: ClipStore,
    stream: EventStream,
    { nowMs, onError }: { readonly nowMs: number; readonly onError: (error: unknown) => void },
  ) {
    this.#target = target;
    this.#store = store;
    this.#stream = stream;
    this.#sinceMs = nowMs;
    this.#following = target.canRequest
      ? followTopic(target, async ({ clipId, status, reason }) => {
          this.#stream.tell({ kind: 'told', clipId, status, reason });
          await this.tellOf(clipId);
        }).catch((error: unknown) => {
          onError(error);
          return null;
        })
      : Promise.resolve(null);
    this.#looking = this.#keepLooking();
  }

  /** What a page has to know that begins to listen. */
  async snapshot(): Promise<StudioEvent> {
    const [cards, queue] = await Promise.all([this.#store.latest(), this.#look().catch(() => null)]);
    return { kind: 'snapshot', cards, queue };
  }

  async tellOf(clipId: string): Promise<void> {
    const card = await this.#store.card(clipId);
    if (card) this.#stream.tell({ kind: 'clip', card });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const following = await this.#following;
    await following?.close();
    await this.#looking;
  }

  async #keepLooking(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await setTimeout(LOOK_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted || this.#stream.listeners === 0) continue;
      // A server that does not answer now may do so in a second.
      await this.#lookAround().catch(() => undefined);
    }
  }

  async #lookAround(): Promise<void> {
    const statuses = (await this.#following) ? UNTOLD : undefined;
    const changed = await this.#store.changedSince(this.#sinceMs, statuses);
    for (const card of changed) this.#stream.tell({ kind: 'clip', card });
    this.#sinceMs = changed.reduce(
      (latest, card: ClipCard) => Math.max(latest, card.updatedAt + 1),
      this.#sinceMs,
    );
    const before = JSON.stringify(this.#queue);
    const queue = await this.#look();
    if (JSON.stringify(queue) !== before) this.#stream.tell({ kind: 'queue', queue });
  }

  async #look(): Promise<QueueDepth> {
    this.#queue = await queueDepth(this.#target);
    return this.#queue;
  }
}
