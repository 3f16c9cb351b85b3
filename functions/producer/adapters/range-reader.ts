import { CustomSource } from 'mediabunny';
import type { RecordingObject } from '../core/recording.ts';
import type { ByteRange } from './s3-recordings.ts';

const FIRST_READ = 64 * 1024;
/** At most so many bytes are asked for at a time. */
export const LARGEST_READ = 2 * 1024 * 1024;
/** Reads that may be under way beyond the one in use: as many as keep a line of 60 MB/s and 30 ms busy. */
const READS_AHEAD = 2;
/** How much a parser is handed at a time, of what is there. */
const HANDED_OUT = 256 * 1024;
/** What one recording may keep in memory. */
const CACHE_BYTES = 8 * 1024 * 1024;

interface Chunk extends ByteRange {
  readonly bytes: Promise<Uint8Array>;
  /** Not read because a reader went on, so that nothing follows from its size. */
  readonly isPrefetched: boolean;
}

/**
 * Reads one object by ranges, each byte at most once while it is cached. A read that goes on where the last one
 * ended doubles the next one's size (64 KiB to 2 MiB), so that a look takes few bytes. Who is going to copy a stretch
 * says so by `expect`: then reads are as large as they may be, the next two are under way while one is used, and the
 * last ones do not go far past the stretch's end.
 */
export class RangeReader {
  readonly object: RecordingObject;
  readonly #fetch: (range: ByteRange) => Promise<Uint8Array>;
  readonly #chunks: Chunk[] = [];
  /** How many bytes will be wanted from the next read on, until that read tells where it is; null where nobody said. */
  #expected: number | null = null;
  /** Where what will be wanted lies, about; what is read elsewhere meanwhile is a look. */
  #stretch: ByteRange | null = null;
  /** Bytes fetched so far. */
  bytesRead = 0;
  /** The first error of a fetch: those who read through mediabunny see it wrapped, or not at all. */
  failure: Error | null = null;

  /** @param fetch reads exactly the range; called for no byte past the object's end. */
  constructor(object: RecordingObject, fetch: (range: ByteRange) => Promise<Uint8Array>) {
    this.object = object;
    this.#fetch = fetch;
  }

  /** About how many bytes will be wanted from the next read on: that much is read ahead, and little beyond it. */
  expect(bytes: number): void {
    this.#expected = Math.ceil(bytes);
  }

  /**
   * The bytes `[start, end)`; `end` past the object's end is taken for its end.
   *
   * @param most up to where more may come with them, if it is there already.
   */
  async read(start: number, end: number, most = end): Promise<Uint8Array> {
    const last = Math.min(end, this.object.bytes);
    const parts: Uint8Array[] = [];
    for (let position = start; position < last; ) {
      const part = await this.readSome(position, last, position === start ? most : last);
      parts.push(part);
      position += part.length;
    }
    return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
  }

  /** At least one byte from `start` on, at most up to `end`: as much as lies in one piece, of which `most` may come. */
  async readSome(start: number, end: number, most = end): Promise<Uint8Array> {
    if (this.#expected !== null) this.#stretch = { start, end: start + this.#expected };
    this.#expected = null;
    const chunk = this.#find(start) ?? this.#load(start, end);
    this.#readAhead(chunk.end);
    const bytes = await chunk.bytes;
    return bytes.subarray(start - chunk.start, Math.min(Math.max(end, most), chunk.end) - chunk.start);
  }

  /** Has the bytes `[start, end)` on their way in one read, as far as they are not there: someone will ask for them. */
  prefetch(start: number, end: number): void {
    let position = start;
    for (let chunk = this.#at(position); chunk && position < end; chunk = this.#at(position))
      position = chunk.end;
    if (position < Math.min(end, this.object.bytes)) this.#load(position, end, true);
  }

  /**
   * The object as a source of mediabunny, sharing this reader's cache and counters.
   *
   * @param read as this one's own, with `most`: what comes besides is kept by mediabunny, which asks for MPEG-TS 188
   *   bytes at a time, and needs no promise for what it has (docs/adr/0005).
   */
  source(read: RangeReader['read'] = (...range) => this.read(...range)): CustomSource {
    return new CustomSource({
      getSize: () => this.object.bytes,
      read: async (start, end) => {
        const bytes = await read(start, end, start + HANDED_OUT);
        return bytes.length === end - start ? bytes : ReadableStream.from([bytes]);
      },
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

  #at(position: number): Chunk | undefined {
    return this.#chunks.find((chunk) => chunk.start <= position && position < chunk.end);
  }

  /** Where it is known what will be wanted, the reads behind `position` are under way before they are asked for. */
  #readAhead(position: number): void {
    if (!this.#stretch || position < this.#stretch.start) return;
    let next = position;
    const last = Math.min(this.#stretch.end - FIRST_READ, this.object.bytes);
    for (let reads = 0; reads < READS_AHEAD && next < last; reads++) {
      next = (this.#at(next) ?? this.#load(next, next)).end;
    }
  }

  #load(start: number, end: number, isPrefetched = false): Chunk {
    const wanted = Math.max(end - start, this.#ahead(start));
    // Up to what is cached already: nothing is fetched twice.
    const nextCached = Math.min(
      ...this.#chunks.filter((chunk) => chunk.start > start).map((chunk) => chunk.start),
    );
    const chunkEnd = Math.min(start + wanted, nextCached, this.object.bytes);
    const bytes = this.#fetch({ start, end: chunkEnd });
    const chunk: Chunk = { start, end: chunkEnd, bytes, isPrefetched };
    this.bytesRead += chunkEnd - start;
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

  /** How much to read from `start` on where less is asked for. */
  #ahead(start: number): number {
    if (this.#stretch && start >= this.#stretch.start)
      return Math.max(FIRST_READ, Math.min(this.#stretch.end - start, LARGEST_READ));
    const before = this.#chunks.find((chunk) => chunk.end === start && !chunk.isPrefetched);
    return before ? Math.min((before.end - before.start) * 2, LARGEST_READ) : FIRST_READ;
  }
}
