import type { ClipDocument } from '../../functions/producer/core/clip-document.ts';
import type { ClipNotification } from '../../functions/producer/core/notification.ts';
import { sha256Of } from '../build/sha256.ts';
import type { DownloadedClip } from './collect.ts';

export interface Outcome {
  readonly notifications: readonly ClipNotification[];
  readonly documents: readonly ClipDocument[];
  readonly clips: readonly DownloadedClip[];
}

/**
 * Holds what was told against what was stored: every clip that is told to be available has a document that says the
 * same, and a file with the promised bytes; every other one has a document.
 *
 * @returns what is not true, in words; nothing if all is well.
 */
export async function untruths({ notifications, documents, clips }: Outcome): Promise<string[]> {
  const problems: string[] = [];
  for (const { clipId, status, clip, media, thumbnail } of notifications) {
    const document = documents.find(({ _id }) => _id === clipId);
    if (!document) problems.push(`${clipId} is told as ${status} and has no document`);
    if (status !== 'CLIP_AVAILABLE') continue;

    if (document && (document.status !== status || document.clip.key !== clip.key))
      problems.push(`${clipId} is told as ${status}, its document says ${document.status}`);
    const files = clips.find((downloaded) => downloaded.clipId === clipId);
    if (!files || files.thumbnails.length !== thumbnail.sizes.length || files.thumbnails.length === 0)
      problems.push(`${clipId} lacks its clip or its thumbnails`);
    if (files && (await sha256Of(files.clip)) !== media?.sha256)
      problems.push(`${clipId} is not the file whose SHA-256 was told`);
  }
  return problems;
}

/** What the demo without options promises besides: one clip, of the whole window, from a part of what is stored. */
export function brokenPromises(outcome: Outcome, bytesRead: number, bytesStored: number): string[] {
  const [notification, ...more] = outcome.notifications;
  const problems: string[] = [];
  if (!notification || more.length > 0) problems.push('one notification was expected');
  if (notification?.status !== 'CLIP_AVAILABLE')
    problems.push(`the clip was to be made, it is ${notification?.status ?? 'not told'}`);
  if (notification && !coversAll(notification)) {
    const { startTimestampInMs: from, endTimestampInMs: to, covered, gaps } = notification;
    const is = `it is ${JSON.stringify(covered)} with the gaps ${JSON.stringify(gaps)}`;
    problems.push(`the window was to be covered from ${from} to ${to}, ${is}`);
  }
  if (outcome.documents[0]?.sources?.length !== 2)
    problems.push('the clip was to be cut from both recordings');
  if (bytesRead <= 0 || bytesRead >= bytesStored)
    problems.push(`less was to be read than is stored: ${bytesRead} of ${bytesStored} bytes`);
  return problems;
}

function coversAll({ startTimestampInMs, endTimestampInMs, covered, gaps }: ClipNotification): boolean {
  const [only, ...more] = covered;
  const isWhole = only?.[0] === startTimestampInMs && only?.[1] === endTimestampInMs;
  return isWhole && more.length === 0 && gaps.length === 0;
}
