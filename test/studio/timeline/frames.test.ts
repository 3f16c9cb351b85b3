import { expect } from 'chai';
import fc from 'fast-check';
import { frameAt, frameBeside, frameNumber, msOfFrame } from '../../../scripts/studio/timeline/frames.ts';

/** Frames of one of the usual rates, as an index tells them. */
const recordings = fc.constantFrom(15, 24, 25, 30, 30000 / 1001, 50, 60).map((fps) => ({
  fps,
  framesUs: Array.from({ length: 400 }, (_, index) => Math.round((index * 1e6) / fps)),
}));

describe('frames of a recording', () => {
  it('are marked by a millisecond whose window holds them and no earlier one', () => {
    fc.assert(
      fc.property(recordings, fc.integer({ min: 1, max: 399 }), ({ framesUs }, index) => {
        const fromUs = msOfFrame(framesUs[index] as number) * 1000;
        // As the function decides it: docs/adr/0040.
        const within = framesUs.filter((us) => us >= fromUs - 100);
        expect(within[0]).to.equal(framesUs[index]);
      }),
    );
  });

  it('are counted on across all of them, by an index or by the rate alone', () => {
    fc.assert(
      fc.property(
        recordings,
        fc.integer({ min: 20, max: 300 }),
        fc.integer({ min: -20, max: 20 }),
        (grid, index, by) => {
          const us = grid.framesUs[index] as number;
          const wanted = grid.framesUs[index + by] as number;
          expect(frameBeside(grid, us, by)).to.equal(wanted);
          expect(frameBeside({ framesUs: null, fps: grid.fps }, us, by)).to.be.closeTo(wanted, 1);
          expect(frameNumber(wanted, grid.fps)).to.equal(index + by);
        },
      ),
    );
  });

  it('are on the screen until the next one begins', () => {
    const grid = { framesUs: [0, 40_000, 120_000, 130_000], fps: 25 };
    expect([0, 39_800, 40_000, 119_000, 125_000, 999_999].map((us) => frameAt(grid, us))).to.deep.equal([
      0, 0, 40_000, 40_000, 120_000, 130_000,
    ]);
  });

  it('end: there is none behind the last and none before the first', () => {
    const grid = { framesUs: [0, 40_000], fps: 25 };
    expect(frameBeside(grid, 40_000, 1)).to.equal(null);
    expect(frameBeside(grid, 0, -1)).to.equal(null);
  });
});
