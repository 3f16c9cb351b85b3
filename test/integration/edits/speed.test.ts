import { expect } from 'chai';
import { readBeeps, readFrames } from '../../fixtures/read-back.ts';
import { cutting, FPS, framesWithin } from '../cut.ts';
import { readTone } from '../pictures.ts';
import { expectSound, framesOf, recordAdjoining, recordOne, withEdits } from './edited-clips.ts';

describe('an edited clip', () => {
  const { cut } = cutting();

  describe('at another speed', () => {
    it('shows every frame twice as long at half the speed', async () => {
      const clip = await cut(await recordOne(), [2.52, 4.52], withEdits({ speed: 0.5 }));
      await expectSound(clip);
      expect(clip.media).to.deep.include({ durationMs: 4000, frames: 50, fps: 12.5 });
      const frames = await readFrames(clip.path);
      expect(frames.map(({ frame }) => frame)).to.deep.equal(framesWithin(2.52, 4.52));
      for (const { index, ptsS } of frames) expect(ptsS).to.be.closeTo(index / 12.5, 0.001);
    });

    it('shows every other frame at twice the speed, as many a second as before', async () => {
      const clip = await cut(await recordOne(), [2.52, 6.52], withEdits({ speed: 2 }));
      await expectSound(clip);
      expect(clip.media).to.deep.include({ durationMs: 2000, frames: 50, fps: 25 });
      const frames = await readFrames(clip.path);
      expect(frames.map(({ frame }) => frame)).to.deep.equal(
        framesWithin(2.52, 6.52).filter((_, index) => index % 2 === 0),
      );
      for (const { index, ptsS } of frames) expect(ptsS).to.be.closeTo(index / FPS, 0.001);
    });

    for (const [speed, toleranceS] of [
      [0.5, 0.025],
      [2, 0.012],
    ] as const) {
      it(`sounds when it did, and as high as it did, at ${speed} times the speed`, async () => {
        const clip = await cut(await recordOne(), [2.52, 5.52], withEdits({ speed }));
        const beeps = await readBeeps(clip.path);
        expect(beeps).to.have.lengthOf(3);
        for (const [index, beep] of beeps.entries()) {
          expect(beep).to.be.closeTo((0.48 + index) / speed, toleranceS);
          expect(await readTone(clip.path, beep + 0.004, 0.012)).to.be.closeTo(1000, 90);
        }
      });
    }

    it('goes on over a join of recordings, at any speed', async () => {
      for (const speed of [0.75, 1.3]) {
        const clip = await cut(await recordAdjoining(), [3.48, 4.6], withEdits({ speed }));
        await expectSound(clip);
        expect(clip.media.durationMs).to.be.closeTo(1120 / speed, 1000 / FPS + 1);
        const frames = await readFrames(clip.path);
        // Each frame within one of where the camera saw it.
        for (const { frame, ptsS } of frames) {
          expect(ptsS).to.be.closeTo((frame - 3.48 * FPS) / FPS / speed, 1.01 / FPS);
        }
        const [beep] = await readBeeps(clip.path);
        expect(beep).to.be.closeTo(0.52 / speed, 0.022);
      }
    });

    it('is as long as it has to be at the ends of what is allowed', async () => {
      const slow = await cut(await recordOne(), [2, 3], withEdits({ speed: 0.25 }));
      await expectSound(slow);
      expect(slow.media).to.deep.include({ durationMs: 4000, frames: 25 });
      const fast = await cut(await recordOne(), [2, 6], withEdits({ speed: 4 }));
      await expectSound(fast);
      expect(fast.media).to.deep.include({ durationMs: 1000, frames: 25 });
      expect((await framesOf(fast.path)).slice(0, 3)).to.deep.equal([50, 54, 58]);
    });
  });
});
