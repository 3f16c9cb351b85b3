import { expect } from 'chai';
import { cutting, record } from '../cut.ts';
import { expectSound, recordOne, withEdits } from './edited-clips.ts';

describe('an edited clip', () => {
  const { cut } = cutting();

  describe('without sound', () => {
    it('is copied as far as any other', async () => {
      const smart = await cut(await recordOne(), [2.52, 5], withEdits({ mute: true }));
      await expectSound(smart);
      expect(smart.plan).to.deep.include({ mode: 'smart', sound: 'none' });
      expect(smart.media.audioCodec).to.equal(null);
      const copy = await cut(await recordOne(), [2.4, 4.8], withEdits({ mute: true }));
      expect(copy.plan.mode).to.equal('copy');
      expect(copy.media.audioCodec).to.equal(null);
    });

    it('may be of a recording whose sound could not be copied', async () => {
      const odd = await record({ fromS: 0, toS: 3, audio: 'pcm', container: 'mov' });
      const clip = await cut(odd, [1, 2], { ...withEdits({ mute: true }), cut: 'keyframe' });
      expect(clip.plan).to.deep.include({ mode: 'copy', sound: 'none' });
    });
  });
});
