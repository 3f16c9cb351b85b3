import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Block,
  blockAt,
  blocksOf,
  extentOf,
  indexAt,
  type Length,
  runsIn,
} from '../../../scripts/studio/timeline/blocks.ts';

const block = (startMs: number, endMs: number): Block => ({
  key: `k${startMs}`,
  startMs,
  endMs,
  isKnown: true,
  isBroken: false,
});

/** Recordings one behind the other, with gaps of any length between them. */
const archives = fc
  .array(fc.record({ gapMs: fc.nat(600_000), lengthMs: fc.integer({ min: 1000, max: 600_000 }) }), {
    minLength: 1,
    maxLength: 300,
  })
  .map((parts) => {
    let atMs = 1_000_000;
    return parts.map(({ gapMs, lengthMs }) => {
      const startMs = atMs + gapMs;
      atMs = startMs + lengthMs;
      return block(startMs, atMs);
    });
  });

describe('blocks of a timeline', () => {
  it('end where somebody has looked, and else where the bytes of the others say', () => {
    const known = new Map<string, Length>([['a', { durationMs: 10_000, isBroken: false }]]);
    const blocks = blocksOf(
      [
        ['a', 0, 100],
        ['b', 10_000, 100],
        ['c', 20_000, 40],
        ['d', 60_000, 100],
      ],
      (key) => known.get(key),
    );
    expect(blocks.map(({ endMs, isKnown }) => [endMs, isKnown])).to.deep.equal([
      [10_000, true],
      // Adjoins, as its bytes say.
      [20_000, false],
      // Is shorter, and is followed by a hole.
      [24_000, false],
      [70_000, false],
    ]);
  });

  it('never reach into the next recording while their end is a guess', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1e6), fc.nat(1e6)), { maxLength: 50 }), (list) => {
        const sorted = list
          .map(([at], index) => [`k${index}`, at, list[index]?.[1] ?? 0] as const)
          .sort((a, b) => a[1] - b[1]);
        const blocks = blocksOf(sorted, () => undefined);
        blocks.forEach(({ endMs }, index) => {
          expect(endMs).to.be.at.most(blocks[index + 1]?.startMs ?? Number.POSITIVE_INFINITY);
        });
      }),
    );
  });

  it('are found by any moment of theirs, and by none of a hole', () => {
    fc.assert(
      fc.property(archives, fc.nat(400_000_000), (blocks, ms) => {
        const slow = blocks.find(({ startMs, endMs }) => startMs <= ms && ms < endMs) ?? null;
        expect(blockAt(blocks, ms)).to.equal(slow);
        expect(indexAt(blocks, ms)).to.equal(blocks.findLastIndex(({ startMs }) => startMs <= ms));
      }),
    );
  });

  it('are drawn in no more strokes than there are pixels, however many there are', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => block(index * 60_000, index * 60_000 + 59_000));
    const view = { fromMs: 0, msPerPx: 600_000, widthPx: 1000 };
    expect(runsIn(many, view).length).to.be.at.most(1000);
    fc.assert(
      fc.property(archives, fc.integer({ min: 2, max: 1_000_000 }), (blocks, msPerPx) => {
        const runs = runsIn(blocks, { fromMs: 1_000_000, msPerPx, widthPx: 500 });
        expect(runs.length).to.be.at.most(2 * 500);
      }),
    );
  });

  it('are each drawn once, in their place, where they are in sight', () => {
    fc.assert(
      fc.property(archives, fc.integer({ min: 10, max: 100_000 }), (blocks, msPerPx) => {
        const view = { fromMs: 1_500_000, msPerPx, widthPx: 500 };
        const drawn = runsIn(blocks, view).flatMap(({ from, to }) =>
          Array.from({ length: to - from }, (_, index) => from + index),
        );
        const toMs = view.fromMs + 500 * msPerPx;
        const inSight = blocks.flatMap(({ startMs, endMs }, index) =>
          endMs > view.fromMs && startMs <= toMs ? [index] : [],
        );
        expect(drawn).to.deep.equal(inSight);
      }),
    );
  });

  it('show holes that can be seen', () => {
    const view = { fromMs: 0, msPerPx: 1000, widthPx: 500 };
    const runs = runsIn([block(0, 2000), block(2000, 4000), block(9000, 11_000)], view);
    expect(runs).to.deep.equal([
      { x: 0, width: 4, from: 0, to: 2 },
      { x: 9, width: 2, from: 2, to: 3 },
    ]);
  });

  it('reach from the first start to the last end', () => {
    expect(extentOf([])).to.equal(null);
    expect(extentOf([block(5, 90), block(20, 40)])).to.deep.equal({ fromMs: 5, toMs: 90 });
  });
});
