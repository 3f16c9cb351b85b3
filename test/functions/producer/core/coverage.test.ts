import { expect } from 'chai';
import fc from 'fast-check';
import { divideWindow } from '../../../../functions/producer/core/coverage.ts';
import type { Recording } from '../../../../functions/producer/core/recording.ts';
import { gapsOf, intersect, type TimeRange } from '../../../../functions/producer/core/time-range.ts';
import { recordingOf, SECOND_US, T0 } from '../samples.ts';
import { anyScene, extentOf, recordingsOf } from '../scenes.ts';

const at = (startS: number, endS: number): TimeRange => ({
  startMs: T0 + startS * 1000,
  endMs: T0 + endS * 1000,
});

function recordingAt(startS: number, endS: number, key = `cam/front.${startS}.mp4`): Recording {
  return recordingOf({ key, startMs: T0 + startS * 1000, durationUs: (endS - startS) * SECOND_US });
}

const divided = (window: TimeRange, recordings: Recording[]) => {
  const { stretches, gaps } = divideWindow(window, recordings);
  return { stretches: stretches.map(({ recording, range }) => [recording.key, range]), gaps };
};

describe('a window divided among recordings', () => {
  it('lies within one that holds it all', () => {
    expect(divided(at(10, 20), [recordingAt(0, 60, 'a')])).to.deep.equal({
      stretches: [['a', at(10, 20)]],
      gaps: [],
    });
  });

  it('goes over from one to the next where they adjoin, whatever their order', () => {
    expect(divided(at(50, 70), [recordingAt(60, 120, 'b'), recordingAt(0, 60, 'a')])).to.deep.equal({
      stretches: [
        ['a', at(50, 60)],
        ['b', at(60, 70)],
      ],
      gaps: [],
    });
  });

  it('goes over at the first frame of the later one where they overlap', () => {
    expect(divided(at(50, 70), [recordingAt(0, 65, 'a'), recordingAt(60, 120, 'b')])).to.deep.equal({
      stretches: [
        ['a', at(50, 60)],
        ['b', at(60, 70)],
      ],
      gaps: [],
    });
  });

  it('leaves out a recording that lies within another', () => {
    const recordings = [recordingAt(0, 60, 'a'), recordingAt(10, 20, 'b'), recordingAt(0, 60, 'a again')];
    expect(divided(at(5, 30), recordings)).to.deep.equal({ stretches: [['a', at(5, 30)]], gaps: [] });
  });

  it('has gaps before, between and behind', () => {
    expect(divided(at(0, 100), [recordingAt(10, 20, 'a'), recordingAt(50, 60, 'b')])).to.deep.equal({
      stretches: [
        ['a', at(10, 20)],
        ['b', at(50, 60)],
      ],
      gaps: [at(0, 10), at(20, 50), at(60, 100)],
    });
  });

  it('takes a hole of a frame for the jitter of a clock', () => {
    expect(divided(at(0, 20), [recordingAt(0, 10), recordingAt(10.04, 20)]).gaps).to.deep.equal([]);
    expect(divided(at(0, 20), [recordingAt(0, 10), recordingAt(10.041, 20)]).gaps).to.deep.equal([
      at(10, 10.041),
    ]);
  });

  it('is one gap where nothing holds any of it', () => {
    expect(divided(at(0, 10), [recordingAt(10, 20), recordingAt(-20, 0)])).to.deep.equal({
      stretches: [],
      gaps: [at(0, 10)],
    });
    expect(divided(at(0, 10), [])).to.deep.equal({ stretches: [], gaps: [at(0, 10)] });
  });
});

describe('any window, divided among any recordings,', () => {
  it('has stretches that lie within it and their recordings, in order and apart', () => {
    fc.assert(
      fc.property(anyScene, (scene) => {
        let behindMs = -Infinity;
        for (const { recording, range } of divideWindow(scene.window, recordingsOf(scene)).stretches) {
          expect(intersect(range, scene.window)).to.deep.equal(range);
          expect(intersect(range, extentOf(recording))).to.deep.equal(range);
          expect(range.startMs).to.be.at.least(behindMs);
          behindMs = range.endMs;
        }
      }),
    );
  });

  it('is tiled by its stretches and gaps, but for holes of a frame', () => {
    fc.assert(
      fc.property(anyScene, (scene) => {
        const { stretches, gaps } = divideWindow(scene.window, recordingsOf(scene));
        const parts = [...stretches.map(({ range }) => range), ...gaps].sort((a, b) => a.startMs - b.startMs);
        let cursorMs = scene.window.startMs;
        for (const { startMs, endMs } of parts) {
          expect(startMs).to.be.within(cursorMs, cursorMs + scene.frameMs);
          cursorMs = endMs;
        }
        expect(scene.window.endMs).to.be.within(cursorMs, cursorMs + scene.frameMs);
      }),
    );
  });

  it('loses nothing that any recording holds', () => {
    fc.assert(
      fc.property(anyScene, (scene) => {
        const ranges = divideWindow(scene.window, recordingsOf(scene)).stretches.map(({ range }) => range);
        const extents = recordingsOf(scene).map(extentOf);
        expect(gapsOf(scene.window, ranges)).to.deep.equal(gapsOf(scene.window, extents));
      }),
    );
  });
});
