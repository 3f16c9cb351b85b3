import { expect } from 'chai';
import { RangeReader } from '../../../../functions/producer/adapters/range-reader.ts';
import { rejectionOf } from '../samples.ts';

const MIB = 1024 * 1024;

describe('a reader of ranges', () => {
  describe('whose fetches may fail', () => {
    const OBJECT = { key: 'cam/a.mp4', etag: '"e"', bytes: 40 * MIB };

    it('tells the failure to each who waits for it, and keeps it', async () => {
      const failure = new Error('S3 is down');
      const reader = new RangeReader(OBJECT, async () => {
        throw failure;
      });
      const errors = await Promise.all([rejectionOf(reader.read(0, 1)), rejectionOf(reader.read(5, 6))]);
      expect(errors).to.deep.equal([failure, failure]);
      expect(reader.failure).to.equal(failure);
    });

    it('keeps the first failure, which the others may follow from', async () => {
      let count = 0;
      const reader = new RangeReader(OBJECT, async () => {
        throw new Error(`failure ${++count}`);
      });
      await rejectionOf(reader.read(0, 1));
      await rejectionOf(reader.read(0, 1));
      expect(reader.failure?.message).to.equal('failure 1');
    });

    it('fetches again what failed', async () => {
      let isDown = true;
      const reader = new RangeReader(OBJECT, async ({ start, end }) => {
        if (isDown) throw new Error('S3 is down');
        return new Uint8Array(end - start).fill(7);
      });
      await rejectionOf(reader.read(0, 1));
      isDown = false;
      expect(await reader.read(0, 2)).to.deep.equal(Uint8Array.of(7, 7));
    });

    it('forgets nothing else that it has, also where it had dropped what failed', async () => {
      const starts: number[] = [];
      let fail: (error: Error) => void = () => undefined;
      const reader = new RangeReader(OBJECT, ({ start, end }) => {
        starts.push(start / MIB);
        if (start > 0) return Promise.resolve(new Uint8Array(end - start));
        return new Promise((_, reject) => {
          fail = reject;
        });
      });
      const failing = rejectionOf(reader.read(0, 4 * MIB));
      for (const at of [4, 8, 12]) await reader.read(at * MIB, (at + 4) * MIB);
      fail(new Error('S3 is down'));
      await failing;
      await reader.read(12 * MIB, 16 * MIB);
      expect(starts).to.deep.equal([0, 4, 8, 12]);
    });
  });
});
