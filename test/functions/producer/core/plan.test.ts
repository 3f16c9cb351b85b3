import { expect } from 'chai';
import { planCut } from '../../../../functions/producer/core/plan.ts';
import { NO_EDITS } from '../../../../functions/producer/core/request-edits.ts';
import {
  closed,
  open,
  pieceOf,
  recordingOf,
  requestOf,
  SECOND_US,
  SOUND,
  segmentOf,
  stretchOf,
} from '../samples.ts';
import { at, exactly, PLENTY, recordingAt } from './planning.ts';

describe('the plan of an exact cut', () => {
  it('copies where every stretch starts with a closed GOP and ends where decoding does', () => {
    expect(exactly(stretchOf())).to.deep.equal({
      mode: 'copy',
      reason: 'starts on a keyframe',
      segments: [segmentOf()],
      pieces: [pieceOf('copy')],
      sound: 'copy',
      edits: NO_EDITS,
      scale: null,
      preset: 'veryfast',
      durationUs: 10 * SECOND_US,
      frames: 250,
      covered: [at(0, 10)],
      gaps: [],
    });
  });

  it('encodes no more than the group of pictures that it cuts through', () => {
    const plan = exactly(stretchOf({ firstFrameUs: 40_000, frames: 249 }));
    expect(plan).to.deep.equal({
      mode: 'smart',
      reason: 'starts between keyframes',
      segments: [segmentOf({ fromUs: 40_000 })],
      pieces: [
        pieceOf('encode', { fromUs: 40_000, toUs: 2 * SECOND_US, copyEndUs: 2 * SECOND_US }),
        pieceOf('copy', { fromUs: 2 * SECOND_US, keyframeUs: 2 * SECOND_US, clipUs: 1_960_000 }),
      ],
      sound: 'copy',
      edits: NO_EDITS,
      scale: null,
      preset: 'veryfast',
      durationUs: 9_960_000,
      frames: 249,
      covered: [at(0.04, 10)],
      gaps: [],
    });
  });

  it('encodes all of what has no closed GOP to copy from', () => {
    expect(exactly(stretchOf({ firstFrameUs: 40_000, next: open(2) }))).to.deep.include({
      mode: 'encode',
      reason: 'starts between keyframes, and its groups of pictures are open',
      pieces: [pieceOf('encode', { fromUs: 40_000 })],
      sound: 'copy',
      edits: NO_EDITS,
      scale: null,
      preset: 'veryfast',
    });
  });

  it('is smart where one recording is copied and the other encoded', () => {
    const second = recordingAt(10, 20, 'b');
    const cutThrough = stretchOf({ copyEndUs: 10_080_000, next: null, last: closed(0) }, second);
    expect(exactly(stretchOf(), cutThrough)).to.deep.include({
      mode: 'smart',
      reason: 'ends among B-frames, within one group of pictures',
      pieces: [
        pieceOf('copy'),
        pieceOf('encode', { recording: second, copyEndUs: 10_080_000, clipUs: 10 * SECOND_US }),
      ],
      frames: 500,
    });
  });

  it('keeps the wall clock between recordings that adjoin within a frame', () => {
    const first = recordingAt(0, 10.013, 'a');
    const second = recordingAt(10.03, 20, 'b');
    const plan = exactly(
      stretchOf({ endUs: 10_013_000, copyEndUs: 10_013_000 }, first),
      stretchOf({}, second),
    );
    expect(plan.segments.map(({ clipUs }) => clipUs)).to.deep.equal([0, 10_030_000]);
    expect(plan.covered).to.deep.equal([at(0, 20.03)]);
    expect(plan.durationUs).to.equal(20_030_000);
  });

  it('closes up a real gap, so that playback never freezes', () => {
    const gap = at(10, 30);
    const plan = planCut(requestOf(), [stretchOf(), stretchOf({}, recordingAt(30, 60, 'b'))], [gap], PLENTY);
    expect(plan.segments.map(({ clipUs }) => clipUs)).to.deep.equal([0, 10 * SECOND_US]);
    expect(plan).to.deep.include({
      durationUs: 20 * SECOND_US,
      covered: [at(0, 10), at(30, 40)],
      gaps: [gap],
    });
  });

  it('counts no frames where a container has no index to count them by', () => {
    expect(exactly(stretchOf(), stretchOf({ frames: null })).frames).to.equal(null);
  });

  it('encodes what cannot be copied, and says why', () => {
    const odd = recordingOf({ key: 'odd.mp4', video: { codec: 'vp9' } });
    expect(exactly(stretchOf({}, odd))).to.deep.include({
      mode: 'encode',
      reason: 'the video of odd.mp4 is not H.264 or HEVC',
      pieces: [pieceOf('encode', { recording: odd })],
    });
  });

  it('copies what cannot be joined as long as nothing has to be encoded', () => {
    const odd = recordingOf({ key: 'odd.mp4', video: { isJoinable: false } });
    expect(exactly(stretchOf({}, odd)).mode).to.equal('copy');
    expect(exactly(stretchOf({ firstFrameUs: 40_000 }, odd))).to.deep.include({
      mode: 'encode',
      reason: 'the video of odd.mp4 is not 8-bit 4:2:0 progressive H.264, so no encode can be joined to it',
    });
  });

  it('encodes all of a clip that would be joined of too many encodes', () => {
    const joined = (count: number) =>
      exactly(
        ...Array.from({ length: count }, (_, index) =>
          stretchOf({ firstFrameUs: 40_000 }, recordingAt(10 * index, 10 * index + 10, `${index}`)),
        ),
      );
    expect(joined(16).mode).to.equal('smart');
    expect(joined(17)).to.deep.include({
      mode: 'encode',
      reason: 'it would be joined of 17 encodes, and 16 are the most',
    });
  });

  it('copies pictures whatever their sound is', () => {
    expect(exactly(stretchOf({}, recordingOf({ audio: { ...SOUND, codec: 'ulaw' } }))).mode).to.equal('copy');
  });
});
