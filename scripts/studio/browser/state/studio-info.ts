import { computed, signal } from '@preact/signals';
import type { StudioInfo } from '../../api.ts';
import { get } from '../api-client.ts';

/** Null until the server has told. */
export const info = signal<StudioInfo | null>(null);
export const canRequest = computed(() => info.value?.canRequest ?? false);

export async function loadInfo(): Promise<void> {
  info.value = await get<StudioInfo>('/api/studio');
}

/** How far this machine's clock on the wall is before UTC at a moment, in ms. */
export function localOffsetMs(ms: number): number {
  return Number.isFinite(ms) ? -new Date(ms).getTimezoneOffset() * 60_000 : 0;
}
