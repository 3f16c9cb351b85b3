import { expect } from 'chai';
import fc from 'fast-check';
import { handedTo, objectOf, sparseObject } from './objects.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** Bytes that differ from place to place. */
function pattern(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let index = 0; index < size; index++) bytes[index] = (index * 7 + (index >> 8) * 13) & 0xff;
  return bytes;
}

describe('a reader of ranges', () => {
  it('gives the bytes of a range, from one fetch', async () => {
    const bytes = pattern(200);
    const { reader, ranges } = objectOf(bytes);
    expect(Buffer.from(await reader.read(10, 20))).to.deep.equal(bytes.subarray(10, 20));
    expect(ranges).to.deep.equal([{ start: 0 + 10, end: 200 }]);
  });

  it('never asks for what is behind the end', async () => {
    const { reader, ranges } = objectOf(pattern(100));
    expect(await reader.read(90, 1000)).to.have.lengthOf(10);
    expect(await reader.read(100, 200)).to.have.lengthOf(0);
    expect(await reader.read(500, 600)).to.have.lengthOf(0);
    expect(ranges).to.deep.equal([{ start: 90, end: 100 }]);
  });

  it('fetches nothing for an empty range', async () => {
    const { reader, ranges } = objectOf(pattern(100));
    expect(await reader.read(50, 50)).to.have.lengthOf(0);
    expect(ranges).to.deep.equal([]);
  });

  it('stops a fetch where the cache goes on', async () => {
    const { reader, ranges } = sparseObject(10 * MIB, []);
    await reader.read(100 * KIB, 101 * KIB);
    await reader.read(90 * KIB, 200 * KIB);
    expect(ranges).to.deep.equal([
      { start: 100 * KIB, end: 164 * KIB },
      { start: 90 * KIB, end: 100 * KIB },
      { start: 164 * KIB, end: 292 * KIB },
    ]);
  });

  it('shares one fetch among those who read at once', async () => {
    const bytes = pattern(100 * KIB);
    const { reader, ranges } = objectOf(bytes);
    const read = await Promise.all([reader.read(0, 10), reader.read(5, 20), reader.read(0, 10)]);
    expect(read.map((part) => Buffer.from(part))).to.deep.equal([
      bytes.subarray(0, 10),
      bytes.subarray(5, 20),
      bytes.subarray(0, 10),
    ]);
    expect(ranges).to.have.lengthOf(1);
  });

  it('counts the bytes that it fetched', async () => {
    const { reader } = sparseObject(10 * MIB, []);
    await reader.read(0, 1);
    await reader.read(5 * MIB, 5 * MIB + 1);
    await reader.read(0, 64 * KIB);
    expect(reader.bytesRead).to.equal(128 * KIB);
  });

  it('keeps what is used again and again, and forgets what was not used for long', async () => {
    const { reader, ranges } = sparseObject(80 * MIB, []);
    // Apart from each other, so that none is read ahead.
    const read = (piece: number) => reader.read(2 * piece * MIB, (2 * piece + 1) * MIB);
    for (let piece = 0; piece < 30; piece++) {
      await read(piece);
      await read(0);
    }
    expect(ranges).to.have.lengthOf(30);
    await read(1);
    expect(ranges).to.have.lengthOf(31);
  });

  it('hands a parser what is there behind what it asks for, up to 256 KiB, and fetches nothing for that', async () => {
    const bytes = pattern(1000 * KIB);
    const { reader, ranges } = objectOf(bytes);
    const source = reader.source();
    expect(await handedTo(source, 100, 288)).to.deep.equal(bytes.subarray(100, 100 + 64 * KIB));
    await reader.read(64 * KIB + 100, 1000 * KIB);
    expect(await handedTo(source, 300 * KIB, 301 * KIB)).to.deep.equal(bytes.subarray(300 * KIB, 556 * KIB));
    expect(await handedTo(source, 999 * KIB, 1000 * KIB)).to.deep.equal(bytes.subarray(999 * KIB));
    expect(await handedTo(source, 0, 1000 * KIB)).to.deep.equal(bytes);
    expect(ranges.slice(0, 2)).to.deep.equal([
      { start: 100, end: 64 * KIB + 100 },
      { start: 64 * KIB + 100, end: 1000 * KIB },
    ]);
  });

  it('reads as one reads a buffer, each byte fetched once at most, in any order and at once', async () => {
    const size = 3 * MIB;
    const bytes = pattern(size);
    const position = fc.oneof(
      fc.integer({ min: 0, max: size + 100 }),
      fc.integer({ min: 0, max: 40 }).map((chunk) => chunk * 64 * KIB),
    );
    const step = fc.record({
      start: position,
      length: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 300 * KIB })),
      expected: fc.option(fc.integer({ min: 0, max: size })),
    });
    const steps = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(steps, async (rounds) => {
        const { reader, ranges } = objectOf(bytes);
        for (const round of rounds) {
          const parts = round.map(({ start, length, expected }) => {
            if (expected !== null) reader.expect(expected);
            return reader.read(start, start + length);
          });
          for (const [index, part] of (await Promise.all(parts)).entries()) {
            const { start, length } = round[index] as (typeof round)[number];
            expect(Buffer.compare(part, bytes.subarray(start, start + length))).to.equal(0);
          }
        }
        const inOrder = ranges.toSorted((a, b) => a.start - b.start);
        let behind = 0;
        for (const { start, end } of inOrder) {
          expect(start).to.be.at.least(behind);
          expect(end).to.be.within(start + 1, size);
          behind = end;
        }
        expect(reader.bytesRead).to.equal(ranges.reduce((sum, { start, end }) => sum + end - start, 0));
      }),
      { numRuns: 60 },
    );
  });
});
