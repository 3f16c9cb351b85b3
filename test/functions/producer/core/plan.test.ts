import { expect } from 'chai';
import { ClipRefused } from '../../../../functions/producer/core/errors.ts';
import { encodeInstead, type LocatedStretch, planCut } from '../../../../functions/producer/core/plan.ts';
import type { Recording } from '../../../../functions/producer/core/recording.ts';
import { NO_EDITS } from '../../../../functions/producer/core/request-edits.ts';
import type { TimeRange } from '../../../../functions/producer/core/time-range.ts';
import {
  closed,
  open,
  pieceOf,
  recordingOf,
  requestOf,
  SECOND_US,
  SOUND,
  segmentOf,
  planOf as somePlan,
  stretchOf,
  T0,
  thrownBy,
} from '../samples.ts';

const PLENTY = { budgetMs: 100_000, memoryMb: 1769 };

const at = (startS: number, endS: number): TimeRange => ({
  startMs: T0 + startS * 1000,
  endMs: T0 + endS * 1000,
});

function recordingAt(startS: number, endS: number, key = `cam/front.${startS}.mp4`): Recording {
  return recordingOf({ key, startMs: T0 + startS * 1000, durationUs: (endS - startS) * SECOND_US });
}

const exactly = (...stretches: LocatedStretch[]) => planCut(requestOf(), stretches, [], PLENTY);
const atKeyframes = (...stretches: LocatedStretch[]) =>
  planCut(requestOf({ cut: 'keyframe' }), stretches, [], PLENTY);

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

  it('refuses before a byte is read what does not fit the time', () => {
    const stretch = stretchOf({ firstFrameUs: 40_000, next: null, last: closed(0) });
    expect(
      thrownBy(() => planCut(requestOf(), [stretch], [], { budgetMs: 500, memoryMb: 1024 })),
    ).to.deep.include({ status: 'CLIP_REJECTED', code: 'too-heavy' });
  });

  it('refuses a smart cut whose encoded part does not fit the time', () => {
    expect(
      thrownBy(() =>
        planCut(requestOf(), [stretchOf({ firstFrameUs: 40_000 })], [], { budgetMs: 50, memoryMb: 1024 }),
      ),
    ).to.deep.include({ status: 'CLIP_REJECTED', code: 'too-heavy' });
  });

  it('scales down what would not fit the time at its own size, though it could be cut smartly', () => {
    const recording = recordingOf({
      video: { width: 1920, height: 1080, fps: 30 },
      durationUs: 120 * SECOND_US,
    });
    // 100 of 110 seconds are in the first group of pictures: 104 s at 1080 lines, 54 s for all of it at 720.
    const longGroup = stretchOf(
      {
        firstFrameUs: 40_000,
        endUs: 110 * SECOND_US,
        copyEndUs: 110 * SECOND_US,
        next: closed(100),
        last: closed(100),
      },
      recording,
    );
    expect(planCut(requestOf(), [longGroup], [], { budgetMs: 90_000, memoryMb: 1769 })).to.deep.include({
      mode: 'encode',
      scale: { width: 1280, height: 720 },
    });
  });
});

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

describe('an encode instead of a copy', () => {
  it('shows the same frames at the same times', () => {
    const segments = [segmentOf({ fromUs: 40_000 }), segmentOf({ clipUs: 9_960_000 })];
    const plan = somePlan({ mode: 'smart', segments, pieces: [pieceOf('copy')], gaps: [at(3, 4)] });
    expect(encodeInstead(plan, 'a copy failed', PLENTY)).to.deep.equal({
      ...plan,
      mode: 'encode',
      reason: 'a copy failed',
      pieces: [pieceOf('encode', { fromUs: 40_000 }), pieceOf('encode', { clipUs: 9_960_000 })],
      sound: 'copy',
      edits: NO_EDITS,
      scale: null,
      preset: 'veryfast',
    });
  });

  it('is scaled to 720 lines where its own size would take too long', () => {
    const recording = recordingOf({ video: { width: 1920, height: 1080, fps: 30 } });
    const plan = somePlan({ segments: [segmentOf({ recording })], durationUs: 60 * SECOND_US });
    expect(encodeInstead(plan, 'an open GOP', { budgetMs: 60_000, memoryMb: 1769 })).to.deep.include({
      scale: { width: 1280, height: 720 },
      reason: 'an open GOP; scaled to 720 lines to fit the time',
    });
  });

  it('is refused where no size fits the time', () => {
    const plan = somePlan({ durationUs: 300 * SECOND_US });
    expect(thrownBy(() => encodeInstead(plan, 'x', { budgetMs: 1000, memoryMb: 1024 }))).to.deep.include({
      status: 'CLIP_REJECTED',
      code: 'too-heavy',
    });
  });

  it('takes the size of the first recording where sizes differ', () => {
    const small = recordingOf({ video: { width: 320, height: 180 } });
    const segments = [segmentOf(), segmentOf({ recording: small, clipUs: 10 * SECOND_US })];
    expect(encodeInstead(somePlan({ segments }), 'x', PLENTY).scale).to.deep.equal({
      width: 640,
      height: 360,
    });
  });

  it('takes the size as it is shown, in even pixels, where pixels are turned or not square', () => {
    const recording = recordingOf({ video: { width: 361, height: 641, rotation: 90, isPlain: false } });
    const segments = [segmentOf({ recording })];
    expect(encodeInstead(somePlan({ segments }), 'x', PLENTY).scale).to.deep.equal({
      width: 362,
      height: 642,
    });
  });
});
