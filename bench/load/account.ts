import type { LoadRequest } from './mix.ts';

/** What was seen of a run, from outside of the function. */
export interface Seen {
  /** Of each notification. */
  readonly told: readonly { readonly clipId: string; readonly status: string; readonly key: string | null }[];
  readonly deadBodies: readonly string[];
  /** Messages that the queue was told to delete. */
  readonly acknowledged: number;
  /** Statuses of the documents, by clipId. */
  readonly documents: ReadonlyMap<string, string>;
  /** Keys of the clips bucket. */
  readonly keys: ReadonlySet<string>;
}

export interface Account {
  readonly sent: number;
  readonly available: number;
  readonly toldFailures: number;
  readonly deadLetters: number;
  readonly duplicates: number;
  /** What does not add up, in words; nothing if all is well. */
  readonly problems: readonly string[];
}

/** Every message has one end, it is the one that it has to have, and nothing is told that is not so. */
export function account(requests: readonly LoadRequest[], seen: Seen): Account {
  const { told, deadBodies, acknowledged, documents, keys } = seen;
  const problems: string[] = [];
  const statusesOf = new Map<string, Set<string>>();
  for (const { clipId, status, key } of told) {
    statusesOf.set(clipId, (statusesOf.get(clipId) ?? new Set()).add(status));
    if (status === 'CLIP_AVAILABLE' && !(key && keys.has(key)))
      problems.push(`${clipId} is told and is not there`);
  }
  const counts = { available: 0, toldFailures: 0, deadLetters: 0 };
  const counted = new Set<string>();
  for (const { clipId, body, end } of requests) {
    if (counted.has(body)) continue;
    counted.add(body);
    if (clipId === null) {
      if (deadBodies.includes(body)) counts.deadLetters++;
      else problems.push(`no dead letter: ${body}`);
      continue;
    }
    const statuses = [...(statusesOf.get(clipId) ?? [])];
    if (statuses.length !== 1 || statuses[0] !== end)
      problems.push(`${clipId} is told as ${statuses} and not ${end}`);
    else if (documents.get(clipId) !== end)
      problems.push(`${clipId} is written down as ${documents.get(clipId)}`);
    else if (end === 'CLIP_AVAILABLE') counts.available++;
    else counts.toldFailures++;
  }
  const duplicates = requests.length - counted.size;
  const ended = acknowledged + deadBodies.length;
  if (ended !== requests.length) problems.push(`${requests.length} were sent and ${ended} ended`);
  return { sent: requests.length, ...counts, duplicates, problems };
}
