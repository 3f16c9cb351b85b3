import { signal } from '@preact/signals';

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly kind: 'info' | 'good' | 'bad';
}

const SHOWN_MS = 6000;
const MOST = 4;
let last = 0;

/** What happened lately, in words; screen readers read it out. */
export const notices = signal<readonly Notice[]>([]);

export function say(text: string, kind: Notice['kind'] = 'info'): void {
  const id = ++last;
  notices.value = [...notices.value, { id, text, kind }].slice(-MOST);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** Runs what may fail, and says so where it does. */
export async function trying(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) say((error as Error).message, 'bad');
  }
}
