import { CustomSource } from 'mediabunny';
import type { RecordingObject } from '../core/recording.ts';
import type { ByteRange } from './s3-recordings.ts';

const FIRST_READ = 64 * 1024;
const LARGEST_READ = 2 * 1024 * 1024;
/** What one recording may keep in memory. */
const CACHE_BYTES = 8 * 1024 * 1024;

interface Chunk extends ByteRange {
  readonly bytes: Promise<Uint8Array>;
}

/**
 * Reads one object by ranges, each byte at most once while it is cached. A read that goes on where the last one
 * ended doubles the next one's size (64 KiB to 2 MiB), so that a copy takes few requests and a look takes few
 * bytes; `expect` keeps the last reads of a copy from going far past its end.
 */
export class RangeReader {
  readonly object: RecordingObject;
  readonly #fetch: (range: ByteRange) => Promise<Uint8Array>;
  readonly #chunks: Chunk[] = [];
  #expected = Infinity;
  /** Bytes fetched so far. */
  bytesRead = 0;
  /** The first error of a fetch: those who read through mediabunny see it wrapped, or not at all. */
  failure: Error | null = null;

  /** @param fetch reads exactly the range; called for no byte past the object's end. */
  constructor(object: RecordingObject, fetch: (range: ByteRange) => Promise<Uint8Array>) {
    this.object = object;
    this.#fetch = fetch;
  }

  /**
   * About how many bytes will be wanted from here on. Reads ahead are as large as what is left of them, and small
   * beyond them.
   */
  expect(bytes: number): void {
    this.#expected = Math.ceil(bytes);
  }

  /** The bytes `[start, end)`; `end` past the object's end is taken for its end. */
  async read(start: number, end: number): Promise<Uint8Array> {
    const last = Math.min(end, this.object.bytes);
    const parts: Uint8Array[] = [];
    for (let position = start; position < last; ) {
      const part = await this.readSome(position, last);
      parts.push(part);
      position += part.length;
    }
    return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
  }

  /** At least one byte from `start` on, at most up to `end`: as much as lies in one piece. */
  async readSome(start: number, end: number): Promise<Uint8Array> {
    const chunk = this.#find(start) ?? this.#load(start, end);
    const bytes = await chunk.bytes;
    return bytes.subarray(start - chunk.start, Math.min(end, chunk.end) - chunk.start);
  }

  /** The object as a source of mediabunny, sharing this reader's cache and counters. */
  source(): CustomSource {
    return new CustomSource({
      getSize: () => this.object.bytes,
      read: (start, end) => this.read(start, end),
      // Reading ahead is this class's; mediabunny's own "network" profile reads up to 8 MiB too much.
      prefetchProfile: 'none',
      maxCacheSize: 1024 * 1024,
    });
  }

  #find(position: number): Chunk | undefined {
    const index = this.#chunks.findIndex((chunk) => chunk.start <= position && position < chunk.end);
    if (index < 0) return undefined;
    const [chunk] = this.#chunks.splice(index, 1) as [Chunk];
    this.#chunks.push(chunk);
    return chunk;
  }

  #load(start: number, end: number): Chunk {
    const before = this.#chunks.find((chunk) => chunk.end === start);
    const nextRead = before ? Math.min((before.end - before.start) * 2, LARGEST_READ) : FIRST_READ;
    const wanted = Math.max(end - start, Math.min(nextRead, Math.max(FIRST_READ, this.#expected)));
    // Up to what is cached already: nothing is fetched twice.
    const nextCached = Math.min(
      ...this.#chunks.filter((chunk) => chunk.start > start).map((chunk) => chunk.start),
    );
    const chunkEnd = Math.min(start + wanted, nextCached, this.object.bytes);
    const chunk: Chunk = { start, end: chunkEnd, bytes: this.#fetch({ start, end: chunkEnd }) };
    this.bytesRead += chunkEnd - start;
    this.#expected -= chunkEnd - start;
    this.#chunks.push(chunk);
    chunk.bytes.catch((error: Error) => {
      this.failure ??= error;
      if (this.#chunks.includes(chunk)) this.#chunks.splice(this.#chunks.indexOf(chunk), 1);
    });
    let cached = this.#chunks.reduce((sum, { start: from, end: to }) => sum + to - from, 0);
    while (cached > CACHE_BYTES && this.#chunks.length > 1) {
      const oldest = this.#chunks.shift() as Chunk;
      cached -= oldest.end - oldest.start;
    }
    return chunk;
  }
}
