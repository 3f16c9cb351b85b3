import { expect } from 'chai';
import fc from 'fast-check';
import {
  endOf,
  fitted,
  held,
  MS_PER_PX,
  msAt,
  panned,
  revealing,
  type View,
  xOf,
  zoomed,
} from '../../../scripts/studio/timeline/view.ts';

const views: fc.Arbitrary<View> = fc.record({
  fromMs: fc.integer({ min: 0, max: 4e12 }),
  msPerPx: fc.double({ min: MS_PER_PX.least, max: 1e6, noNaN: true }),
  widthPx: fc.integer({ min: 100, max: 4000 }),
});

describe('the view of a timeline', () => {
  it('puts a moment where the same place is read as that moment', () => {
    fc.assert(
      fc.property(views, fc.integer({ min: 0, max: 4000 }), (view, x) => {
        expect(xOf(view, msAt(view, x))).to.be.closeTo(x, 0.01);
      }),
    );
  });

  it('zooms about the pointer: the moment under it stays', () => {
    fc.assert(
      fc.property(views, fc.double({ min: 0.2, max: 5, noNaN: true }), fc.nat(100), (view, factor, x) => {
        const before = msAt(view, x);
        expect(msAt(zoomed(view, factor, x), x)).to.be.closeTo(before, 0.01 + view.msPerPx * 1e-6);
      }),
    );
  });

  it('zooms no closer than frames and no farther than years', () => {
    const view = { fromMs: 0, msPerPx: 10, widthPx: 1000 };
    expect(zoomed(view, 1e12, 0).msPerPx).to.equal(2);
    expect(zoomed(view, 1e-12, 0).msPerPx).to.equal(3e8);
  });

  it('fits a stretch whole, in the middle', () => {
    const fit = fitted({ fromMs: 0, msPerPx: 1, widthPx: 1080 }, 100_000, 200_000);
    expect(fit).to.deep.equal({ fromMs: 96_000, msPerPx: 100, widthPx: 1080 });
  });

  it('shows any moment it is asked to reveal, and does not move for one that is well in sight', () => {
    fc.assert(
      fc.property(views, fc.integer({ min: 0, max: 4e12 }), (view, ms) => {
        const x = xOf(revealing(view, ms), ms);
        expect(x).to.be.within(view.widthPx * 0.08 - 1, view.widthPx * 0.92 + 1);
      }),
    );
    const view = { fromMs: 1000, msPerPx: 10, widthPx: 100 };
    expect(revealing(view, 1500)).to.equal(view);
  });

  it('never loses the archive, however far it is moved', () => {
    fc.assert(
      fc.property(views, fc.integer({ min: -1e6, max: 1e6 }), (view, px) => {
        const archive = { fromMs: 1_000_000, toMs: 2_000_000 };
        const kept = held(panned(view, px), archive);
        expect(kept.fromMs).to.be.at.most(archive.toMs);
        expect(endOf(kept)).to.be.at.least(archive.fromMs);
      }),
    );
  });
});
