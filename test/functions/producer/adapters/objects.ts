import { buffer } from 'node:stream/consumers';
import type { CustomSource } from 'mediabunny';
import { RangeReader } from '../../../../functions/producer/adapters/range-reader.ts';
import type { ByteRange } from '../../../../functions/producer/adapters/s3-recordings.ts';

/** A reader of an object that is in memory, and the ranges that were fetched of it. */
export interface Fetched {
  readonly reader: RangeReader;
  readonly ranges: ByteRange[];
}

/** An object that holds these bytes. */
export function objectOf(bytes: Uint8Array): Fetched {
  return sparseObject(bytes.length, [[0, bytes]]);
}

/** An object of any size: zeros but for the pieces at the given positions. */
export function sparseObject(
  size: number,
  pieces: readonly (readonly [at: number, bytes: Uint8Array])[],
): Fetched {
  const ranges: ByteRange[] = [];
  const reader = new RangeReader({ key: 'cam/a.mp4', etag: '"e"', bytes: size }, async (range) => {
    ranges.push(range);
    const within = pieces.filter(([at, bytes]) => at < range.end && at + bytes.length > range.start);
    const empty = zeros(range.end - range.start);
    if (within.length === 0) return empty;
    const answer = empty.slice();
    for (const [at, bytes] of within) {
      const from = Math.max(at, range.start);
      const to = Math.min(at + bytes.length, range.end);
      answer.set(bytes.subarray(from - at, to - at), from - range.start);
    }
    return answer;
  });
  return { reader, ranges };
}

let someZeros = new Uint8Array();

/** The same ones for all: nobody writes into what was read, and to make them anew takes longer than to read them. */
function zeros(count: number): Uint8Array {
  if (someZeros.length < count) someZeros = new Uint8Array(count);
  return someZeros.subarray(0, count);
}

/** What mediabunny asks of a source, and what it may be answered: just that, or a stream with more. */
interface Asked {
  readonly _options: {
    read(start: number, end: number): Promise<Uint8Array | ReadableStream<Uint8Array>>;
  };
}

/** All that a parser is handed when it asks for the bytes `[start, end)`. */
export async function handedTo(source: CustomSource, start: number, end: number): Promise<Buffer> {
  const answer = await (source as unknown as Asked)._options.read(start, end);
  return answer instanceof Uint8Array ? Buffer.from(answer) : buffer(answer);
}

/** The bytes `[start, end)` as a parser sees them. */
export async function askAsParser(source: CustomSource, start: number, end: number): Promise<Buffer> {
  return (await handedTo(source, start, end)).subarray(0, end - start);
}
