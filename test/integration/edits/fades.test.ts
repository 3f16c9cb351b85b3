import { expect } from 'chai';
import { cutting } from '../cut.ts';
import { readLoudness, readPictures } from '../pictures.ts';
import { expectRefusal, expectSound, recordAdjoining, recordOne, withEdits } from './edited-clips.ts';

describe('an edited clip', () => {
  const { cut } = cutting();

  describe('with fades', () => {
    it('comes from black and goes to black, over joins, with its sound', async () => {
      const clip = await cut(await recordAdjoining(), [3, 5], withEdits({ fadeInMs: 1500, fadeOutMs: 500 }));
      await expectSound(clip);
      expect(clip.plan.sound).to.equal('encode');
      const light = (await readPictures(clip.path)).map(({ brightness }) => brightness);
      // Between the fades.
      const full = light[37] as number;
      expect(light).to.have.lengthOf(50);
      expect(light[0]).to.be.below(3);
      // Frame 25 is the second recording's first: as far into the fade as it lies in the clip.
      for (const index of [10, 20, 25, 30]) {
        expect((light[index] as number) / full).to.be.closeTo(index / 37.5, 0.08);
      }
      expect((light[44] as number) / full).to.be.closeTo(0.48, 0.1);
      expect((light[49] as number) / full).to.be.below(0.15);
      // Between the beeps, on a tone that is always there; at 1.45 s it has all but come.
      const tone = (await readLoudness(clip.path, 1.4, 0.1)) / 0.967;
      expect((await readLoudness(clip.path, 0.7, 0.1)) / tone).to.be.closeTo(0.5, 0.1);
      expect((await readLoudness(clip.path, 1.95, 0.05)) / tone).to.be.below(0.15);
    });

    it('is refused where they are longer than the clip', async () => {
      await expectRefusal(cut(await recordOne(), [1, 2], withEdits({ fadeInMs: 800, fadeOutMs: 300 })), {
        code: 'fades-above-length',
        message:
          "edits.fadeInMs and edits.fadeOutMs must together be at most the clip's length, 1000 ms, got 800 and 300",
      });
    });
  });
});
