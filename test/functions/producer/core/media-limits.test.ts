import { expect } from 'chai';
import { type FoundMedia, mediaProblem } from '../../../../functions/producer/core/media-limits.ts';

const GOOD: FoundMedia = {
  firstFrameS: 1.4,
  durationUs: 60_000_000,
  video: { width: 1920, height: 1080, fps: 30 },
  coded: { width: 1920, height: 1088 },
  audio: { channels: 2, sampleRate: 48_000, startUs: 0, endUs: 60_000_000 },
};
const video = (changes: Partial<FoundMedia['video']>) => ({ ...GOOD, video: { ...GOOD.video, ...changes } });
const audio = (changes: object) => ({ ...GOOD, audio: { ...GOOD.audio, ...changes } as FoundMedia['audio'] });

describe('the limits of media', () => {
  const within: [what: string, media: FoundMedia][] = [
    ['1080p', GOOD],
    ['8K', video({ width: 7680, height: 4320 })],
    ['240 frames a second', video({ fps: 240 })],
    ['a day', { ...GOOD, durationUs: 86_400_000_000 }],
    ['pictures whose bitstream says nothing of them', { ...GOOD, coded: null }],
    ['no sound', { ...GOOD, audio: null }],
    ['one frame without a length', { ...GOOD, durationUs: 0, video: { ...GOOD.video, fps: 0 } }],
  ];
  for (const [what, media] of within)
    it(`hold ${what}`, () => {
      expect(mediaProblem(media)).to.equal(null);
    });

  const beyond: [what: string, media: FoundMedia, problem: RegExp][] = [
    ['30,000 x 30,000', video({ width: 30_000, height: 30_000 }), /^its pictures are 30000x30000 pixels/],
    [
      '30,000 x 30,000 in the bitstream alone',
      { ...GOOD, coded: { width: 30_000, height: 30_000 } },
      /^its pictures are 30000x30000 pixels/,
    ],
    ['a line of 20,000', video({ width: 20_000, height: 2 }), /^its pictures are 20000x2 pixels/],
    ['no width', video({ width: 0 }), /^its pictures are 0x1080 pixels/],
    ['1,000 frames a second', video({ fps: 1000 }), /^it has 1000 frames a second, more than 240$/],
    ['frames without end', video({ fps: Number.POSITIVE_INFINITY }), /^it has Infinity frames/],
    ['frames of no number', video({ fps: Number.NaN }), /^it has NaN frames/],
    ['a length without end', { ...GOOD, durationUs: Number.POSITIVE_INFINITY }, /^it lasts Infinity s/],
    ['a length below nothing', { ...GOOD, durationUs: -1_000_000 }, /^it lasts -1 s/],
    ['a beginning in ages', { ...GOOD, firstFrameS: 1e15 }, /^its first frame is at 1000000000000000 s/],
    ['a beginning ages ago', { ...GOOD, firstFrameS: -1e15 }, /^its first frame is at -1000000000000000 s/],
    ['a thousand channels', audio({ channels: 1000 }), /^its sound has 1000 channels/],
    ['no samples', audio({ sampleRate: 0 }), /^its sound has 2 channels of 0 samples/],
    ['sound that never ends', audio({ endUs: Number.POSITIVE_INFINITY }), /^its sound has no time$/],
  ];
  for (const [what, media, problem] of beyond)
    it(`refuse ${what}`, () => {
      expect(mediaProblem(media)).to.match(problem);
    });
});
