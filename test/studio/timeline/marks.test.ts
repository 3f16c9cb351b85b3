import { expect } from 'chai';
import fc from 'fast-check';
import { NO_MARKS, windowOf, withIn, withOut } from '../../../scripts/studio/timeline/marks.ts';

describe('marks', () => {
  it('make a window when both are set, in whichever order', () => {
    const one = withOut(withIn(NO_MARKS, 'a', 100), 'a', 200);
    const other = withIn(withOut(NO_MARKS, 'a', 200), 'a', 100);
    expect(windowOf(one)).to.deep.equal({ startMs: 100, endMs: 200 });
    expect(windowOf(other)).to.deep.equal({ startMs: 100, endMs: 200 });
  });

  it('give way to the one that was set last, and never stand the wrong way round', () => {
    expect(withIn(withOut(NO_MARKS, 'a', 200), 'a', 300)).to.deep.equal({
      cameraId: 'a',
      inMs: 300,
      outMs: null,
    });
    expect(withOut(withIn(NO_MARKS, 'a', 200), 'a', 200)).to.deep.equal({
      cameraId: 'a',
      inMs: null,
      outMs: 200,
    });
    const deeds = fc.array(fc.tuple(fc.boolean(), fc.constantFrom('a', 'b'), fc.nat(100)));
    fc.assert(
      fc.property(deeds, (list) => {
        const { inMs, outMs } = list.reduce(
          (marks, [isIn, camera, ms]) => (isIn ? withIn(marks, camera, ms) : withOut(marks, camera, ms)),
          NO_MARKS,
        );
        expect(inMs === null || outMs === null || inMs < outMs).to.equal(true);
      }),
    );
  });

  it('belong to one camera', () => {
    const marks = withOut(withIn(NO_MARKS, 'a', 100), 'b', 200);
    expect(marks).to.deep.equal({ cameraId: 'b', inMs: null, outMs: 200 });
  });
});
