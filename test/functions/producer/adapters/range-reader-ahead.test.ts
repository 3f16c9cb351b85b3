import { expect } from 'chai';
import type { RangeReader } from '../../../../functions/producer/adapters/range-reader.ts';
import type { ByteRange } from '../../../../functions/producer/adapters/s3-recordings.ts';
import { sparseObject } from './objects.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

const sizes = (ranges: readonly ByteRange[]) => ranges.map(({ start, end }) => (end - start) / KIB);

/** Reads a byte from every 64 KiB, as whoever copies would. */
async function readOn(reader: RangeReader, from: number, to: number): Promise<void> {
  for (let position = from; position < to; position += 64 * KIB) await reader.read(position, position + 1);
}

describe('a reader of ranges', () => {
  it('fetches twice as much each time it goes on, from 64 KiB to 2 MiB', async () => {
    const { reader, ranges } = sparseObject(16 * MIB, []);
    await readOn(reader, 0, 8 * MIB);
    expect(sizes(ranges)).to.deep.equal([64, 128, 256, 512, 1024, 2048, 2048, 2048, 2048]);
  });

  it('fetches little where it looks here and there', async () => {
    const { reader, ranges } = sparseObject(100 * MIB, []);
    for (const at of [0, 50, 20, 90, 10]) await reader.read(at * MIB, at * MIB + 8);
    expect(sizes(ranges)).to.deep.equal([64, 64, 64, 64, 64]);
  });

  it('fetches all that is wanted at once, however much', async () => {
    const { reader, ranges } = sparseObject(10 * MIB, []);
    await reader.read(MIB, 6 * MIB);
    expect(sizes(ranges)).to.deep.equal([5 * KIB]);
  });

  it('fetches what is expected in as few pieces as may be, and does not go far past it', async () => {
    const { reader, ranges } = sparseObject(100 * MIB, []);
    reader.expect(4.5 * MIB);
    await readOn(reader, 0, 4.5 * MIB + 64 * KIB);
    expect(sizes(ranges)).to.deep.equal([2048, 2048, 512, 64]);
  });

  it('has the next two pieces of what is expected under way while one is used', async () => {
    const { reader, ranges } = sparseObject(100 * MIB, []);
    reader.expect(10 * MIB);
    await reader.read(0, 1);
    expect(ranges).to.deep.equal([
      { start: 0, end: 2 * MIB },
      { start: 2 * MIB, end: 4 * MIB },
      { start: 4 * MIB, end: 6 * MIB },
    ]);
    await reader.read(1, MIB);
    expect(ranges).to.have.lengthOf(3);
  });

  it('expects anew for each stretch', async () => {
    const { reader, ranges } = sparseObject(100 * MIB, []);
    reader.expect(0);
    await readOn(reader, 0, 128 * KIB);
    reader.expect(MIB);
    await readOn(reader, 50 * MIB, 51 * MIB);
    expect(sizes(ranges)).to.deep.equal([64, 64, 1024]);
  });

  it('takes what is read before a stretch or behind it for a look', async () => {
    const { reader, ranges } = sparseObject(100 * MIB, []);
    reader.expect(MIB);
    await reader.read(50 * MIB, 50 * MIB + 1);
    for (const at of [20, 70, 30]) await reader.read(at * MIB, at * MIB + 1);
    expect(sizes(ranges)).to.deep.equal([1024, 64, 64, 64]);
  });

  it('has on its way in one piece what will be asked for, but for what is there', async () => {
    const { reader, ranges } = sparseObject(10 * MIB, []);
    await reader.read(0, 10);
    reader.prefetch(0, 3 * MIB);
    reader.prefetch(MIB, 2 * MIB);
    expect(ranges).to.deep.equal([
      { start: 0, end: 64 * KIB },
      { start: 64 * KIB, end: 3 * MIB },
    ]);
  });

  it('takes what was fetched in advance for no reader that goes on', async () => {
    const { reader, ranges } = sparseObject(10 * MIB, []);
    reader.prefetch(0, 3 * MIB);
    await reader.read(3 * MIB, 3 * MIB + 16);
    expect(sizes(ranges)).to.deep.equal([3072, 64]);
  });
});
