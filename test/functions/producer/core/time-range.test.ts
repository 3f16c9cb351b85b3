import { expect } from 'chai';
import fc from 'fast-check';
import {
  durationMs,
  gapsOf,
  intersect,
  merge,
  type TimeRange,
} from '../../../../functions/producer/core/time-range.ts';

const range = (startMs: number, endMs: number): TimeRange => ({ startMs, endMs });

const anyRange = fc
  .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 40 }))
  .map(([startMs, length]) => range(startMs, startMs + length));
const anyRanges = fc.array(anyRange, { maxLength: 8 });
const tolerance = fc.integer({ min: 0, max: 20 });

const holds = (ranges: readonly TimeRange[], ms: number) =>
  ranges.some(({ startMs, endMs }) => startMs <= ms && ms < endMs);
const instants = Array.from({ length: 250 }, (_, ms) => ms);

describe('a time range', () => {
  it('holds its start and not its end', () => {
    expect(durationMs(range(5, 8))).to.equal(3);
    expect(intersect(range(0, 5), range(5, 10))).to.equal(null);
    expect(intersect(range(0, 6), range(5, 10))).to.deep.equal(range(5, 6));
  });

  it('is empty when it is reversed', () => {
    expect(durationMs(range(8, 5))).to.equal(0);
    expect(intersect(range(8, 5), range(0, 10))).to.equal(null);
  });

  it('shares with another just the instants that both hold', () => {
    fc.assert(
      fc.property(anyRange, anyRange, (a, b) => {
        const shared = intersect(a, b);
        for (const ms of instants) {
          expect(holds(shared ? [shared] : [], ms)).to.equal(holds([a], ms) && holds([b], ms));
        }
      }),
    );
  });
});

describe('merged ranges', () => {
  it('join where they overlap, touch or lie no further apart than is tolerated', () => {
    expect(merge([range(20, 30), range(0, 10), range(10, 12)])).to.deep.equal([range(0, 12), range(20, 30)]);
    expect(merge([range(0, 10), range(15, 20)], 5)).to.deep.equal([range(0, 20)]);
    expect(merge([range(0, 10), range(15, 20)], 4)).to.deep.equal([range(0, 10), range(15, 20)]);
    expect(merge([range(0, 30), range(5, 10)])).to.deep.equal([range(0, 30)]);
  });

  it('leave out what is empty', () => {
    expect(merge([range(5, 5), range(9, 3)])).to.deep.equal([]);
  });

  it('are in order, apart, and hold every instant that was held and no other', () => {
    fc.assert(
      fc.property(anyRanges, (ranges) => {
        const merged = merge(ranges);
        merged.slice(1).forEach((later, index) => {
          expect(later.startMs).to.be.above((merged[index] as TimeRange).endMs);
        });
        for (const ms of instants) expect(holds(merged, ms)).to.equal(holds(ranges, ms));
      }),
    );
  });

  it('are further apart than is tolerated', () => {
    fc.assert(
      fc.property(anyRanges, tolerance, (ranges, toleranceMs) => {
        const merged = merge(ranges, toleranceMs);
        merged.slice(1).forEach((later, index) => {
          expect(later.startMs - (merged[index] as TimeRange).endMs).to.be.above(toleranceMs);
        });
      }),
    );
  });
});

describe('gaps of a window', () => {
  it('are what lies before, between and behind', () => {
    expect(gapsOf(range(0, 100), [range(10, 20), range(50, 90)])).to.deep.equal([
      range(0, 10),
      range(20, 50),
      range(90, 100),
    ]);
  });

  it('are the whole window where nothing covers it', () => {
    expect(gapsOf(range(0, 100), [range(100, 200)])).to.deep.equal([range(0, 100)]);
  });

  it('are none where holes are as short as is tolerated', () => {
    expect(gapsOf(range(0, 100), [range(0, 50), range(60, 100)], 10)).to.deep.equal([]);
    expect(gapsOf(range(0, 100), [range(0, 50), range(61, 100)], 10)).to.deep.equal([range(50, 61)]);
  });

  it('tile the window together with what covers it', () => {
    fc.assert(
      fc.property(anyRange, anyRanges, (window, covered) => {
        const gaps = gapsOf(window, covered);
        for (const ms of instants) {
          expect(holds(gaps, ms)).to.equal(holds([window], ms) && !holds(covered, ms));
        }
      }),
    );
  });

  it('are longer than is tolerated, and else the same', () => {
    fc.assert(
      fc.property(anyRange, anyRanges, tolerance, (window, covered, toleranceMs) => {
        const all = gapsOf(window, covered);
        expect(gapsOf(window, covered, toleranceMs)).to.deep.equal(
          all.filter((gap) => gap.endMs - gap.startMs > toleranceMs),
        );
      }),
    );
  });
});
