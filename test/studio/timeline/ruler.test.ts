import { expect } from 'chai';
import fc from 'fast-check';
import { ticks } from '../../../scripts/studio/timeline/ruler.ts';
import { MS_PER_PX } from '../../../scripts/studio/timeline/view.ts';

const HOUR = 3_600_000;
/** 2026-01-01T00:00:00Z */
const T0 = 1_767_225_600_000;

describe('the ruler of a timeline', () => {
  it('counts in steps that people count time in', () => {
    const labels = (msPerPx: number, offsetMs = 0) =>
      ticks({ fromMs: T0 + 1, msPerPx, widthPx: 400 }, offsetMs).flatMap(({ label }) => label ?? []);
    expect(labels(10)).to.deep.equal(['00:00:01', '00:00:02', '00:00:03', '00:00:04']);
    expect(labels(2)).to.deep.equal(['00:00:00.2', '00:00:00.4', '00:00:00.6', '00:00:00.8']);
    expect(labels(36_000)).to.deep.equal(['01:00', '02:00', '03:00', '04:00']);
  });

  it('begins days at the midnight of its own clock', () => {
    const days = (offsetMs: number) =>
      ticks({ fromMs: T0 - 15 * HOUR, msPerPx: 72_000, widthPx: 1000 }, offsetMs).filter(
        ({ isDay }) => isDay,
      );
    expect(days(0).map(({ ms, label }) => [ms, label])).to.deep.equal([[T0, '2026-01-01']]);
    expect(days(13 * HOUR).map(({ ms, label }) => [ms, label])).to.deep.equal([
      [T0 - 13 * HOUR, '2026-01-01'],
    ]);
  });

  it('never lets labels touch, nor draws more lines than there is room for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e12 }),
        // As far out as ten years in a thousand pixels; beyond, labels of single years are as coarse as it gets.
        fc.double({ min: MS_PER_PX.least, max: 3e8, noNaN: true }),
        fc.integer({ min: 100, max: 3000 }),
        fc.integer({ min: -12, max: 14 }),
        (fromMs, msPerPx, widthPx, hours) => {
          const lines = ticks({ fromMs, msPerPx, widthPx }, hours * HOUR);
          const labelled = lines.filter(({ label }) => label !== null);
          for (const [index, { x }] of labelled.entries()) {
            if (index > 0) expect(x - (labelled[index - 1]?.x ?? 0)).to.be.at.least(83.9);
          }
          expect(lines.length).to.be.below(widthPx / 10 + 10);
          for (const { x } of lines) expect(x).to.be.within(-0.5, widthPx + 0.5);
        },
      ),
    );
  });
});
