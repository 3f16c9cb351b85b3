import { computed, signal } from '@preact/signals';
import { OUTCOMES } from '../../../../functions/producer/core/outcomes.ts';
import type { CardStatus, ClipCard, QueueDepth, StudioEvent } from '../../api.ts';
import { say } from './notices.ts';

const byId = signal<ReadonlyMap<string, ClipCard>>(new Map());
export const queue = signal<QueueDepth | null>(null);
/** Whether the server is there. */
export const isConnected = signal(true);
export const areClipsLoaded = signal(false);
/** The time, to the second, for what counts down. */
export const nowMs = signal(Date.now());

/** The newest first. */
export const cards = computed(() =>
  [...byId.value.values()].sort((a, b) => (b.sentAtMs ?? b.createdAt) - (a.sentAtMs ?? a.createdAt)),
);

const CONNECT_AGAIN_MS = 2000;
/** As many are kept, however many others ask for. */
const MOST_CARDS = 120;

/** Listens to the server for as long as the page is open. */
export function listen(): void {
  connect();
  setInterval(() => {
    nowMs.value = Date.now();
  }, 1000);
}

/** The browser comes again by itself where the connection ends. */
function connect(): void {
  const source = new EventSource('/api/events');
  source.onopen = () => {
    isConnected.value = true;
  };
  source.onerror = () => {
    isConnected.value = false;
    // An answer that is no stream ends a browser's patience; ours not.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, CONNECT_AGAIN_MS);
  };
  source.onmessage = ({ data }) => take(JSON.parse(data as string) as StudioEvent);
}

function take(event: StudioEvent): void {
  if (event.kind === 'snapshot') {
    byId.value = new Map(event.cards.map((card) => [card.clipId, card]));
    queue.value = event.queue;
    areClipsLoaded.value = true;
  } else if (event.kind === 'clip') {
    const grown = new Map(byId.value).set(event.card.clipId, event.card);
    const oldest = grown.size > MOST_CARDS ? cards.value.at(-1) : undefined;
    if (oldest) grown.delete(oldest.clipId);
    byId.value = grown;
  } else if (event.kind === 'queue') {
    queue.value = event.queue;
  } else {
    const { clipId, status, reason } = event;
    // What other programs ask for comes as a card, without a word.
    if (!byId.value.get(clipId)?.request) return;
    const isGood = status === 'CLIP_AVAILABLE';
    const words = isGood ? `${clipId} is here.` : `${clipId}: ${reason?.message ?? statusWords(status)}`;
    say(words, isGood ? 'good' : statusKind(status) === 'waiting' ? 'info' : 'bad');
  }
}

/** Of the statuses: a function newer than this page may have one more, which is shown as it is. */
const outcomes: Partial<typeof OUTCOMES> = OUTCOMES;

/** A status as people say it. */
export function statusWords(status: CardStatus): string {
  return status === 'SENT' ? 'In the queue' : (outcomes[status]?.label ?? status);
}

/** The colours that statuses have. */
const COLOURS = { made: 'good', working: 'busy', waiting: 'waiting', refused: 'bad', failed: 'bad' } as const;

export function statusKind(status: CardStatus): (typeof COLOURS)[keyof typeof COLOURS] {
  return status === 'SENT' ? 'waiting' : COLOURS[outcomes[status]?.kind ?? 'failed'];
}
