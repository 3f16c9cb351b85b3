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
/** Functions write by their own clocks, and what is written later may be earlier by this much. */
const SKEW_MS = 10_000;
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
  /** By the functions' clocks: this machine's may be another. Null until the first look. */
  #latestMs: number | null = null;
  /** Cards that were told, by clipId: of those changes that are looked at once more. */
  #told: ReadonlyMap<string, ClipCard> = new Map();

  /** @param onError told what keeps the feed from working; it goes on trying where that helps. */
  constructor(
    target: StudioTarget,
    store: ClipStore,
    stream: EventStream,
    onError: (error: unknown) => void,
  ) {
    this.#target = target;
    this.#store = store;
    this.#stream = stream;
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
    const latestMs = this.#latestMs ?? (await this.#store.latestChangeMs());
    const changed = await this.#store.changedSince(latestMs - SKEW_MS, statuses);
    for (const card of changed) {
      const told = this.#told.get(card.clipId);
      if (told?.updatedAt !== card.updatedAt || told.status !== card.status)
        this.#stream.tell({ kind: 'clip', card });
    }
    this.#told = new Map(changed.map((card) => [card.clipId, card]));
    this.#latestMs = Math.max(latestMs, ...changed.map(({ updatedAt }) => updatedAt));
    const before = JSON.stringify(this.#queue);
    const queue = await this.#look();
    if (JSON.stringify(queue) !== before) this.#stream.tell({ kind: 'queue', queue });
  }

  async #look(): Promise<QueueDepth> {
    this.#queue = await queueDepth(this.#target);
    return this.#queue;
  }
}
