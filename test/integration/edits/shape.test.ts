import { expect } from 'chai';
import type { Edits } from '../../../functions/producer/core/request-edits.ts';
import { readBeeps } from '../../fixtures/read-back.ts';
import { cutting, FPS, framesWithin, turned } from '../cut.ts';
import { difference, readPicture } from '../pictures.ts';
import { expectRefusal, expectSound, framesOf, recordOne, withEdits } from './edited-clips.ts';

describe('an edited clip', () => {
  const { cut } = cutting();

  describe('of another shape', () => {
    const shapes: [aspect: Edits['aspect'], size: [number, number]][] = [
      ['16:9', [384, 216]],
      ['9:16', [120, 216]],
      ['1:1', [216, 216]],
      ['4:5', [172, 216]],
    ];
    for (const [aspect, [width, height]] of shapes) {
      it(`is ${width}x${height} at ${aspect}: the middle of the picture, its sound copied`, async () => {
        const clip = await cut(await recordOne(), [2.5, 3.5], withEdits({ aspect }));
        await expectSound(clip);
        expect(clip.plan).to.deep.include({
          mode: 'encode',
          sound: 'copy',
          reason: `edited: aspect ${aspect}`,
          frames: 25,
        });
        expect(clip.media).to.deep.include({ width, height, durationMs: 1000, frames: 25 });
        const [path = ''] = Object.values(await recordOne());
        const frame = Math.round(2.5 * FPS) + 1;
        const wanted = await readPicture(path, `select=gte(n\\,${frame - 1}),crop=${width}:${height}`);
        expect(difference(await readPicture(clip.path), wanted)).to.be.below(6);
        expect(await readBeeps(clip.path)).to.have.lengthOf(1);
      });
    }

    it('is upright where the camera was held otherwise, with square pixels', async () => {
      const [[key, upright]] = Object.entries(await recordOne()) as [[string, string]];
      const rotated = { [key]: await turned(upright) };
      const clip = await cut(rotated, [1, 1.4], withEdits({ aspect: '1:1' }));
      await expectSound(clip);
      expect(clip.media).to.deep.include({ width: 216, height: 216 });
      const wanted = await readPicture(rotated[key] ?? '', 'select=gte(n\\,25),crop=216:216');
      expect(difference(await readPicture(clip.path), wanted)).to.be.below(6);
    });
  });

  describe('of fewer lines', () => {
    it('shows every frame, as wide as it has to be', async () => {
      const clip = await cut(await recordOne(), [2.52, 3.52], withEdits({ height: 144 }));
      await expectSound(clip);
      expect(clip.media).to.deep.include({ width: 256, height: 144 });
      expect(await framesOf(clip.path, (16 * 256) / 384)).to.deep.equal(framesWithin(2.52, 3.52));
    });

    it('is never larger than the recording', async () => {
      await expectRefusal(cut(await recordOne(), [1, 2], withEdits({ height: 240 })), {
        code: 'height-above-picture',
        message: "edits.height must be at most the picture's height, 216, got 240",
      });
    });
  });
});
