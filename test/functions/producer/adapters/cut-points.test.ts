import { expect } from 'chai';
import fc from 'fast-check';
import { type Frame, pointsAmong } from '../../../../functions/producer/adapters/cut-points.ts';
import { copiedFrames, framesOf } from '../frames.ts';
import { anyCoding } from '../scenes.ts';

const MS = 1000;
const GOP_OF_10 = { fps: 10, gop: 10, bFrames: 0 };

/** Frames of 100 ms that begin at these tenths of a second, in decode order; `k` marks keyframes. */
function decoded(order: string): Frame[] {
  return order.split(' ').map((word) => ({
    startUs: Number.parseInt(word, 10) * 100 * MS,
    lengthUs: 100 * MS,
    isKeyframe: word.endsWith('k'),
  }));
}

const pointsOf = (frames: readonly Frame[], fromMs: number, toMs: number) =>
  pointsAmong(frames, frames, fromMs * MS, toMs * MS);

describe('the points where a stretch can be cut', () => {
  it('are its borders where it is a group of pictures', () => {
    expect(pointsOf(framesOf(20, GOP_OF_10), 0, 1000)).to.deep.equal({
      firstFrameUs: 0,
      endUs: 1000 * MS,
      frames: 10,
      beforeUs: 0,
      nextUs: null,
      lastUs: 0,
      copyEndUs: 1000 * MS,
    });
  });

  it('are the frames that begin within it, and the keyframes about them', () => {
    expect(pointsOf(framesOf(40, GOP_OF_10), 250, 2750)).to.deep.equal({
      firstFrameUs: 300 * MS,
      endUs: 2800 * MS,
      frames: 25,
      beforeUs: 0,
      nextUs: 1000 * MS,
      lastUs: 2000 * MS,
      copyEndUs: 2800 * MS,
    });
  });

  it('hold the frame that begins at its start, and not the one at its end', () => {
    expect(pointsOf(framesOf(40, GOP_OF_10), 300, 500)).to.deep.include({
      firstFrameUs: 300 * MS,
      endUs: 500 * MS,
      frames: 2,
    });
  });

  it('take a frame within a tenth of a millisecond of a border for one behind it', () => {
    const near = (startUs: number): Frame => ({ startUs, lengthUs: 100 * MS, isKeyframe: startUs === 0 });
    const frames = [near(0), near(99_900), near(199_900), near(300_000)];
    expect(pointsOf(frames, 100, 200)).to.deep.include({ firstFrameUs: 99_900, endUs: 199_900, frames: 1 });
    const further = [near(0), near(99_899), near(199_899), near(300_000)];
    expect(pointsOf(further, 100, 200)).to.deep.include({ firstFrameUs: 199_899, endUs: 300_000, frames: 1 });
  });

  it('end with the last frame of the recording, after its own length', () => {
    expect(pointsOf(framesOf(15, GOP_OF_10), 1200, 9999)).to.deep.include({
      firstFrameUs: 1200 * MS,
      endUs: 1500 * MS,
      frames: 3,
      copyEndUs: 1500 * MS,
    });
  });

  it('end with the last frame shown, though one before it is decoded last', () => {
    expect(pointsOf(decoded('0k 3 1 2'), 0, 9999)).to.deep.include({
      endUs: 400 * MS,
      copyEndUs: 400 * MS,
      frames: 4,
    });
  });

  it('are found among any number of frames', () => {
    const frames = Array.from({ length: 300_000 }, (_, index) => ({
      startUs: index * 4_000,
      lengthUs: 4_000,
      isKeyframe: index % 100 === 0,
    }));
    expect(pointsAmong(frames, frames, 2_000, 1_199_998_000)).to.deep.include({
      firstFrameUs: 4_000,
      endUs: 1_200_000_000,
      frames: 299_999,
    });
  });

  it('are none where no frame begins within it', () => {
    expect(pointsOf(framesOf(20, GOP_OF_10), 310, 390)).to.equal(null);
    expect(pointsOf(framesOf(20, GOP_OF_10), 2000, 3000)).to.equal(null);
    expect(pointsOf([], 0, 1000)).to.equal(null);
  });

  it('end later for a copy, where the last wanted frame refers to one that is not', () => {
    // Frames 1 and 2 refer to 3: a copy up to 1 shows 3 as well, and so should show 2.
    expect(pointsOf(decoded('0k 3 1 2 6 4 5'), 0, 200)).to.deep.include({
      endUs: 200 * MS,
      copyEndUs: 400 * MS,
    });
    expect(pointsOf(decoded('0k 3 1 2 6 4 5'), 0, 300)).to.deep.include({
      endUs: 300 * MS,
      copyEndUs: 400 * MS,
    });
    expect(pointsOf(decoded('0k 3 1 2 6 4 5'), 0, 400)).to.deep.include({
      endUs: 400 * MS,
      copyEndUs: 400 * MS,
    });
  });

  it('end later still, where that one is decoded behind others', () => {
    // A pyramid: 2 refers to 4, and 1 and 3 to 2 and 4.
    expect(pointsOf(decoded('0k 4 2 1 3 8 6 5 7'), 0, 200)).to.deep.include({
      endUs: 200 * MS,
      copyEndUs: 500 * MS,
    });
  });

  it('reach into an open group of pictures whose keyframe comes before its leading frames', () => {
    const open = decoded('0k 2 1 5k 3 4 7 6');
    expect(pointsOf(open, 0, 400)).to.deep.include({
      frames: 4,
      endUs: 400 * MS,
      copyEndUs: 600 * MS,
      lastUs: 0,
    });
    expect(pointsOf(open, 0, 600)).to.deep.include({ frames: 6, endUs: 600 * MS, lastUs: 500 * MS });
  });

  it('leave out leading frames of the first keyframe, which cannot be decoded from it', () => {
    expect(pointsOf(decoded('5k 3 4 7 6'), 300, 800)).to.deep.include({
      firstFrameUs: 500 * MS,
      beforeUs: 500 * MS,
      frames: 3,
    });
  });
});

describe('the points where any stretch of any recording can be cut', () => {
  const stretch = fc.record({
    coded: anyCoding,
    count: fc.integer({ min: 1, max: 100 }),
    fromMs: fc.integer({ min: 0, max: 10_000 }),
    lengthMs: fc.integer({ min: 1, max: 5000 }),
  });

  /** All frames from the keyframe at or before the instant on. */
  function from(frames: readonly Frame[], us: number): Frame[] {
    return frames.slice(frames.findLastIndex((frame) => frame.isKeyframe && frame.startUs <= us + 100));
  }

  it('give a copy an end where it shows every frame it holds, and the first such end', () => {
    fc.assert(
      fc.property(stretch, ({ coded, count, fromMs, lengthMs }) => {
        const frames = framesOf(count, coded);
        const points = pointsOf(from(frames, fromMs * MS), fromMs, fromMs + lengthMs);
        if (!points) return;
        const isWhole = (endUs: number) => {
          const copied = copiedFrames(frames, points.beforeUs, endUs);
          const shown = frames.filter((frame) => frame.startUs >= points.beforeUs && frame.startUs < endUs);
          return copied.length === shown.length && copied.every((frame) => frame.startUs < endUs);
        };
        expect(isWhole(points.copyEndUs)).to.equal(true);
        for (const { startUs } of frames) {
          if (startUs >= points.endUs && startUs < points.copyEndUs) expect(isWhole(startUs)).to.equal(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are the same whether all frames are looked at or only those at both ends', () => {
    fc.assert(
      fc.property(stretch, ({ coded, count, fromMs, lengthMs }) => {
        const frames = framesOf(count, coded);
        const [fromUs, toUs] = [fromMs * MS, (fromMs + lengthMs) * MS];
        const all = from(frames, fromUs);
        const atEnd = from(frames, toUs - 200);
        // As much as the group of pictures at the start, the keyframe behind it and that one's leading frames.
        const next = all.findIndex(
          (frame, index) => index > 0 && frame.isKeyframe && frame.startUs >= fromUs - 100,
        );
        const end = all.findIndex(
          (frame, index) => index > next && frame.startUs > (all[next]?.startUs ?? 0),
        );
        const atStart = next < 0 || end < 0 ? all : all.slice(0, end);
        const wanted = pointsAmong(all, all, fromUs, toUs);
        const found = all[0] === atEnd[0] ? wanted : pointsAmong(atStart, atEnd, fromUs, toUs);
        expect(found && { ...found, frames: 0, nextUs: 0 }).to.deep.equal(
          wanted && { ...wanted, frames: 0, nextUs: 0 },
        );
        // The keyframe from which a smart cut copies need not be the very next one, but it has to be one.
        if (found?.nextUs) {
          expect(frames.some((frame) => frame.isKeyframe && frame.startUs === found.nextUs)).to.equal(true);
          expect(found.nextUs).to.be.within(found.firstFrameUs + 1, found.endUs - 1);
        }
      }),
      { numRuns: 500 },
    );
  });
});
