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

/** Listens to the server for as long as the page is open; the browser comes again where the connection ends. */
export function listen(): void {
  const source = new EventSource('/api/events');
  source.onopen = () => {
    isConnected.value = true;
  };
  source.onerror = () => {
    isConnected.value = false;
  };
  source.onmessage = ({ data }) => take(JSON.parse(data as string) as StudioEvent);
  setInterval(() => {
    nowMs.value = Date.now();
  }, 1000);
}

function take(event: StudioEvent): void {
  if (event.kind === 'snapshot') {
    byId.value = new Map(event.cards.map((card) => [card.clipId, card]));
    queue.value = event.queue;
    areClipsLoaded.value = true;
  } else if (event.kind === 'clip') {
    byId.value = new Map(byId.value).set(event.card.clipId, event.card);
  } else if (event.kind === 'queue') {
    queue.value = event.queue;
  } else {
    const { clipId, status, reason } = event;
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
