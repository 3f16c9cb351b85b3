import { computed, signal } from '@preact/signals';
import type { ClipCard, QueueDepth, StudioEvent } from '../../api.ts';
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
    say(words, isGood ? 'good' : status === 'CLIP_PENDING' ? 'info' : 'bad');
  }
}

const WORDS: Readonly<Record<string, string>> = {
  SENT: 'In the queue',
  CLIP_PROCESSING: 'Being cut',
  CLIP_AVAILABLE: 'Available',
  CLIP_PENDING: 'Waiting for the recording',
  CLIP_RETRY_TIMEOUT: 'Never recorded',
  CLIP_NOT_AVAILABLE: 'Not available',
  CLIP_OUT_OF_RANGE: 'Out of the archive',
  CLIP_TOO_LONG: 'Too long',
  CLIP_REJECTED: 'Rejected',
  FATAL_ERROR: 'Failed',
};

/** A status as people say it; one that nobody here knows is shown as it is. */
export function statusWords(status: string): string {
  return WORDS[status] ?? status;
}

/** The four kinds of statuses, which have four colours. */
export function statusKind(status: string): 'good' | 'busy' | 'waiting' | 'bad' {
  if (status === 'CLIP_AVAILABLE') return 'good';
  if (status === 'CLIP_PROCESSING') return 'busy';
  return status === 'SENT' || status === 'CLIP_PENDING' ? 'waiting' : 'bad';
}
