import { expect } from 'chai';
import { ClipRefused } from '../../../../functions/producer/core/errors.ts';
import type { Recording } from '../../../../functions/producer/core/recording.ts';
import { NO_EDITS } from '../../../../functions/producer/core/request-edits.ts';
import {
  closed,
  open,
  pieceOf,
  recordingOf,
  SECOND_US,
  SOUND,
  segmentOf,
  stretchOf,
  thrownBy,
} from '../samples.ts';
import { at, atKeyframes, recordingAt } from './planning.ts';

describe('the plan of a cut at keyframes', () => {
  it('copies from the keyframe before to the end of decoding, and tells so', () => {
    const stretch = stretchOf({ firstFrameUs: 3_040_000, before: closed(2), copyEndUs: 10_080_000 });
    const cut = { fromUs: 2 * SECOND_US, keyframeUs: 2 * SECOND_US, toUs: 10_080_000, copyEndUs: 10_080_000 };
    expect(atKeyframes(stretch)).to.deep.equal({
      mode: 'copy',
      reason: 'asked for a cut at keyframes',
      segments: [segmentOf(cut)],
      pieces: [pieceOf('copy', cut)],
      sound: 'copy',
      edits: NO_EDITS,
      scale: null,
      preset: 'veryfast',
      durationUs: 8_080_000,
      frames: null,
      covered: [at(2, 10.08)],
      gaps: [],
    });
  });

  it('copies an open GOP as well', () => {
    expect(atKeyframes(stretchOf({ before: open(0), next: open(2), last: open(8) })).mode).to.equal('copy');
  });

  it('puts the next recording behind the last frame, where that refers past the first frame of the next', () => {
    // Two recordings that overlap: the last wanted frame of the first needs the one at 10.00 s, which is copied too.
    const plan = atKeyframes(stretchOf({ copyEndUs: 10_040_000 }), stretchOf({}, recordingAt(10, 20, 'b')));
    expect(plan.segments.map(({ clipUs }) => clipUs)).to.deep.equal([0, 10_040_000]);
  });

  const odd: [what: string, obstacle: string, recording: Recording][] = [
    [
      'pictures',
      'the video of odd.mp4 is not H.264 or HEVC',
      recordingOf({ key: 'odd.mp4', video: { codec: 'mpeg4' } }),
    ],
    [
      'sound',
      'the sound of odd.mp4 does not fit MP4',
      recordingOf({ key: 'odd.mp4', audio: { ...SOUND, codec: 'ulaw' } }),
    ],
  ];
  for (const [what, obstacle, recording] of odd) {
    it(`never encodes: ${what} that cannot be copied are refused`, () => {
      const refusal = thrownBy(() => atKeyframes(stretchOf({}, recording)));
      expect(refusal).to.be.instanceOf(ClipRefused);
      expect(refusal).to.deep.include({
        status: 'CLIP_REJECTED',
        code: 'cannot-copy',
        message: `${obstacle}, so the clip cannot be copied: ask for "cut": "exact", which may encode`,
      });
    });
  }
});
