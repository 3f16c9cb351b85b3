import { expect } from 'chai';
import fc from 'fast-check';
import { holesAmong, leastHoleUs, usualDistanceUs } from '../../../../functions/producer/core/holes.ts';

/** Frames at 25 a second from `fromFrame` on. */
const frames = (fromFrame: number, count: number) =>
  Array.from({ length: count }, (_, index) => (fromFrame + index) * 40_000);

describe('a hole within a recording', () => {
  it('is where frames are more than a second apart, and begins when the last one is over', () => {
    expect(holesAmong([...frames(0, 50), ...frames(100, 50)])).to.deep.equal([
      { startUs: 2_000_000, endUs: 4_000_000 },
    ]);
    expect(holesAmong([...frames(0, 50), ...frames(74, 50)])).to.deep.equal([]);
    expect(holesAmong([...frames(0, 50), ...frames(75, 50)])).to.deep.equal([
      { startUs: 2_000_000, endUs: 3_000_000 },
    ]);
  });

  it('is none where frames are seldom anyway', () => {
    const slow = Array.from({ length: 20 }, (_, index) => index * 2_000_000);
    expect(holesAmong(slow)).to.deep.equal([]);
    expect(leastHoleUs(usualDistanceUs(slow))).to.equal(20_000_000);
  });

  it('is none in nothing, in one frame, or in two', () => {
    for (const starts of [[], [0], [0, 40_000]]) expect(holesAmong(starts)).to.deep.equal([]);
  });

  it('is found whatever the order in which frames are decoded', () => {
    const all = [...frames(0, 30), ...frames(90, 30), ...frames(200, 30)];
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(holesAmong(shuffled)).to.deep.equal([
          { startUs: 1_200_000, endUs: 3_600_000 },
          { startUs: 4_800_000, endUs: 8_000_000 },
        ]);
      }),
    );
  });
});
