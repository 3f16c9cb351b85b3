import { computed, signal } from '@preact/signals';
import type { CameraArchive, FrameTimes, RecordingFacts } from '../../api.ts';
import { type Block, blocksOf, type Length } from '../../timeline/blocks.ts';
import { get, post } from '../api-client.ts';

export const cameras = signal<readonly string[]>([]);
export const areCamerasLoaded = signal(false);
export const archives = signal<ReadonlyMap<string, CameraArchive>>(new Map());
/** By key, of those that somebody has looked into. */
const facts = signal<ReadonlyMap<string, RecordingFacts>>(new Map());

const FACTS_AT_ONCE = 32;
const asked = new Set<string>();
const listing = new Map<string, Promise<void>>();

export async function loadCameras(): Promise<void> {
  const answer = await get<{ cameras: string[] }>('/api/cameras');
  if (answer.cameras.join() !== cameras.value.join()) cameras.value = answer.cameras;
  areCamerasLoaded.value = true;
}

/** Lists a camera's recordings; once, unless it is to be listed again. */
export function loadArchive(cameraId: string, again = false): Promise<void> {
  const known = listing.get(cameraId);
  if (known && !again) return known;
  const loading = (async () => {
    const found = await get<CameraArchive>(`/api/cameras/${encodeURIComponent(cameraId)}/recordings`);
    const before = archives.value.get(cameraId);
    if (before && isSame(before, found)) return;
    forgetChanged(before, found);
    archives.value = new Map(archives.value).set(cameraId, found);
    await lookAtSome(found);
  })();
  listing.set(cameraId, loading);
  loading.catch(() => listing.delete(cameraId));
  return loading;
}

function isSame(before: CameraArchive, found: CameraArchive): boolean {
  return (
    before.series.length === found.series.length &&
    found.series.every(({ recordings }, index) => {
      const known = before.series[index]?.recordings ?? [];
      const isKnown = (place: number) =>
        known[place]?.[0] === recordings[place]?.[0] && known[place]?.[2] === recordings[place]?.[2];
      return known.length === recordings.length && recordings.every((_, place) => isKnown(place));
    })
  );
}

/** A recording of another size is another recording. */
function forgetChanged(before: CameraArchive | undefined, found: CameraArchive): void {
  if (!before) return;
  const sizes = new Map(
    before.series.flatMap(({ recordings }) => recordings.map(([key, , bytes]) => [key, bytes])),
  );
  const changed = found.series
    .flatMap(({ recordings }) => recordings)
    .filter(([key, , bytes]) => sizes.has(key) && sizes.get(key) !== bytes);
  if (changed.length === 0) return;
  const left = new Map(facts.value);
  for (const [key] of changed) {
    left.delete(key);
    asked.delete(key);
  }
  facts.value = left;
}

/** A few from the whole archive: their rates tell about how long the others are. */
function lookAtSome({ series }: CameraArchive): Promise<void> {
  const keys = series.flatMap(({ recordings }) => {
    const picked = [0, 0.25, 0.5, 0.75, 1].map(
      (share) => recordings[Math.round(share * (recordings.length - 1))],
    );
    return picked.flatMap((recording) => (recording ? [recording[0]] : []));
  });
  return lookInto([...new Set(keys)]);
}

/** Looks into recordings that nobody has looked into yet, so many at a time. */
export async function lookInto(keys: readonly string[]): Promise<void> {
  const unknown = keys.filter((key) => !asked.has(key));
  for (const key of unknown) asked.add(key);
  for (let index = 0; index < unknown.length; index += FACTS_AT_ONCE) {
    const some = unknown.slice(index, index + FACTS_AT_ONCE);
    try {
      const answer = await post<{ facts: RecordingFacts[] }>('/api/facts', { keys: some });
      const grown = new Map(facts.value);
      for (const found of answer.facts) grown.set(found.key, found);
      facts.value = grown;
    } catch (error) {
      for (const key of unknown.slice(index)) asked.delete(key);
      throw error;
    }
  }
}

/** What is known of a recording, looked into now where it is not. */
export async function factsOf(key: string): Promise<RecordingFacts> {
  const known = facts.value.get(key);
  if (known) return known;
  const answer = await post<{ facts: RecordingFacts[] }>('/api/facts', { keys: [key] });
  const found = answer.facts[0] as RecordingFacts;
  asked.add(key);
  facts.value = new Map(facts.value).set(key, found);
  return found;
}

/** The blocks of every camera that is listed; of its first series, which is the one that plays, then the others. */
export const blocks = computed((): ReadonlyMap<string, readonly (readonly Block[])[]> => {
  const known = facts.value;
  const lengthOf = (key: string): Length | undefined => {
    const found = known.get(key);
    if (!found) return undefined;
    return found.kind === 'recording'
      ? { durationMs: found.durationMs, isBroken: false }
      : { durationMs: 0, isBroken: true };
  };
  return new Map(
    [...archives.value].map(([cameraId, { series }]) => [
      cameraId,
      series.map(({ recordings }) => blocksOf(recordings, lengthOf)),
    ]),
  );
});

/** The blocks that play. */
export function mainBlocks(cameraId: string | null): readonly Block[] {
  return (cameraId !== null && blocks.value.get(cameraId)?.[0]) || [];
}

const CHUNK_MS = 10_000;
const MOST_CHUNKS = 64;
const chunks = new Map<string, Promise<FrameTimes>>();

/** When the frames around a moment of a recording are shown, in order; null where nobody can tell. */
export async function framesAround(key: string, atUs: number): Promise<readonly number[] | null> {
  const chunk = Math.floor(Math.max(0, atUs) / 1000 / CHUNK_MS);
  const parts = await Promise.all(
    [chunk - 1, chunk, chunk + 1].filter((at) => at >= 0).map((at) => framesIn(key, at)),
  );
  if (parts.some(({ framesUs }) => framesUs === null)) return null;
  return parts.flatMap(({ framesUs }) => framesUs ?? []);
}

function framesIn(key: string, chunk: number): Promise<FrameTimes> {
  const name = `${chunk} ${key}`;
  const known = chunks.get(name);
  if (known) return known;
  const [fromMs, toMs] = [chunk * CHUNK_MS, (chunk + 1) * CHUNK_MS];
  const query = new URLSearchParams({ key, fromMs: String(fromMs), toMs: String(toMs) });
  const asking = get<FrameTimes>(`/api/frames?${query}`);
  chunks.set(name, asking);
  asking.catch(() => chunks.delete(name));
  for (const oldest of chunks.keys()) {
    if (chunks.size <= MOST_CHUNKS) break;
    chunks.delete(oldest);
  }
  return asking;
}
