import { expect } from 'chai';
import { makeWatermark } from '../../fixtures/watermarks.ts';
import { cutting } from '../cut.ts';
import { distance, readPictures } from '../pictures.ts';
import { expectSound, RED, recordAdjoining, withEdits } from './edited-clips.ts';

describe('an edited clip', () => {
  const { cut } = cutting();

  it('is made by one encode of all edits together', async () => {
    const clip = await cut(
      { ...(await recordAdjoining()), 'watermarks/logo.png': await makeWatermark('red', 192, 96) },
      [3, 5],
      withEdits({
        aspect: '1:1',
        height: 180,
        speed: 2,
        fadeInMs: 200,
        fadeOutMs: 200,
        watermark: { key: 'logo.png', corner: 'top-left', opacity: 1, widthPercent: 20 },
      }),
    );
    await expectSound(clip);
    expect(clip.plan).to.deep.include({
      mode: 'encode',
      reason: 'edited: aspect 1:1, height 180, speed 2, fade in 200 ms, fade out 200 ms, watermark top-left',
      sound: 'encode',
    });
    expect(clip.media).to.deep.include({
      width: 180,
      height: 180,
      audioCodec: 'aac',
    });
    const pictures = await readPictures(clip.path);
    expect(pictures[0]?.brightness).to.be.below(3);
    expect(distance(pictures[12]?.at(20, 12) ?? [0, 0, 0], RED)).to.be.below(12);
  });
});
