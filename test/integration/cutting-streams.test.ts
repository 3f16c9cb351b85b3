import { expect } from 'chai';
import { readBeeps } from '../fixtures/read-back.ts';
import { cutting, expectClip, framesWithin, record, turned } from './cut.ts';
import { B_FRAMES, GOP_2_S, OVER_A_JOIN, SILENT, WITHIN_ONE } from './windows-and-codings.ts';

describe('a clip cut with real media', () => {
  const { cut } = cutting();

  describe('whose pictures', () => {
    it('are HEVC is copied at keyframes, and encoded to H.264 for exact frames', async () => {
      const files = await record({ fromS: 0, toS: 5, codec: 'hevc', ...GOP_2_S });
      const copied = await cut(files, [3.3, 4.5], { cut: 'keyframe' });
      expect(copied.media.videoCodec).to.equal('hevc');
      await expectClip(copied, framesWithin(2, 4.5), true);
      const encoded = await cut(files, [3.3, 4.5]);
      expect([encoded.plan.mode, encoded.media.videoCodec]).to.deep.equal(['encode', 'h264']);
      await expectClip(encoded, framesWithin(3.3, 4.5), true);
    });

    it('differ in size from recording to recording is encoded at the size of the first', async () => {
      const files = await record(
        { fromS: 0, toS: 4, ...GOP_2_S },
        { fromS: 4, toS: 8, ...GOP_2_S, width: 768, height: 432, square: 32 },
      );
      const clip = await cut(files, [2.5, 5.5]);
      expect(clip.plan).to.deep.include({ mode: 'encode', scale: { width: 384, height: 216 } });
      expect(clip.media).to.deep.include({ width: 384, height: 216 });
      await expectClip(clip, framesWithin(2.5, 5.5), true);
    });

    it('are turned is shown upright, whichever way it is cut', async () => {
      const [key, path] = Object.entries(await record({ fromS: 0, toS: 5, ...GOP_2_S }))[0] as [
        string,
        string,
      ];
      const files = { [key]: await turned(path) };
      for (const [changes, mode] of [
        [{}, 'smart'],
        [{ cut: 'keyframe' }, 'copy'],
      ] as const) {
        const clip = await cut(files, [1.5, 3.5], changes);
        expect(clip.plan.mode).to.equal(mode);
        expect(clip.problem).to.equal(null);
        expect(clip.media).to.deep.include({ width: 216, height: 384 });
      }
    });
  });

  describe('whose sound', () => {
    for (const [audio, container] of [
      ['pcm', 'mov'],
      ['pcm', 'mkv'],
      ['mulaw', 'mov'],
    ] as const) {
      it(`is ${audio} gets it in AAC (${container})`, async () => {
        const files = await record({ fromS: 0, toS: 10, container, ...GOP_2_S, audio });
        const clip = await cut(files, WITHIN_ONE);
        expect(clip.plan.mode).to.equal('smart');
        expect(clip.media.audioCodec).to.equal('aac');
        await expectClip(clip, framesWithin(...WITHIN_ONE), true);
      });
    }

    it('is MP3 keeps it as it is', async () => {
      const files = await record({ fromS: 0, toS: 10, ...GOP_2_S, audio: 'mp3' });
      const clip = await cut(files, WITHIN_ONE);
      expect(clip.media.audioCodec).to.equal('mp3');
      expect(clip.problem).to.equal(null);
    });

    it('is in one recording alone has silence in the other', async () => {
      const files = await record(
        { fromS: 0, toS: 8, ...GOP_2_S },
        { fromS: 8, toS: 14, ...GOP_2_S, ...SILENT },
      );
      const clip = await cut(files, OVER_A_JOIN);
      expect(clip.problem).to.equal(null);
      expect(clip.media.audioCodec).to.equal('aac');
      const beeps = (await readBeeps(clip.path)).map((onset) => Math.round(onset * 10) / 10);
      // At 6 and 7 s, of a clip that begins at 5.32 s; the recording from 8 s on is silent.
      expect(beeps).to.deep.equal([0.7, 1.7]);
    });

    it('ends before the clip begins is heard from the next recording on', async () => {
      const files = await record(
        // ffmpeg ends its sound some packets before its pictures.
        { fromS: 0, toS: 6, gop: 25, ...B_FRAMES, container: 'mov' },
        { fromS: 6, toS: 12, gop: 25, ...B_FRAMES, container: 'mov' },
      );
      const clip = await cut(files, [5.96, 6.16]);
      const [beep = Number.NaN, ...more] = await readBeeps(clip.path);
      expect(beep).to.be.closeTo(0.04, 0.022);
      expect(more).to.deep.equal([]);
    });
  });
});
