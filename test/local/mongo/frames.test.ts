import { Readable } from 'node:stream';
import { expect } from 'chai';
import fc from 'fast-check';
import { crc32c } from '../../../scripts/local/mongo/crc32c.ts';
import { BrokenFrame, frames } from '../../../scripts/local/mongo/frames.ts';

/** A message of a header and `size` bytes more. */
function message(size: number): Buffer {
  const bytes = Buffer.alloc(16 + size, size);
  bytes.writeInt32LE(bytes.length, 0);
  return bytes;
}

async function framed(chunks: readonly Buffer[]): Promise<Buffer[]> {
  async function* arriving() {
    yield* chunks;
  }
  return await Readable.from(frames(arriving())).toArray();
}

describe('frames', () => {
  it('are the same messages however the stream is cut', async () => {
    const sizes = fc.array(fc.nat(200), { maxLength: 8 });
    const cuts = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(sizes, cuts, async (sizes, cuts) => {
        const messages = sizes.map(message);
        const stream = Buffer.concat(messages);
        const chunks: Buffer[] = [];
        for (let at = 0, i = 0; at < stream.length; i += 1) {
          const length = cuts[i % cuts.length] ?? 1;
          chunks.push(stream.subarray(at, at + length));
          at += length;
        }
        expect(await framed(chunks)).to.deep.equal(messages);
      }),
    );
  });

  it('leave out what ends before its length', async () => {
    expect(await framed([message(5), message(9).subarray(0, 20)])).to.deep.equal([message(5)]);
  });

  it('are refused by their length alone, before a byte of them is kept', async () => {
    for (const length of [-1, 0, 15, 48_000_001]) {
      const header = message(0);
      header.writeInt32LE(length, 0);
      expect(await framed([header]).catch((error) => error)).to.be.instanceOf(BrokenFrame);
    }
  });

  it('have the checksum of RFC 3720', () => {
    expect(crc32c(Buffer.from('123456789'))).to.equal(0xe3069283);
    expect(crc32c(Buffer.alloc(32))).to.equal(0x8a9136aa);
  });
});
