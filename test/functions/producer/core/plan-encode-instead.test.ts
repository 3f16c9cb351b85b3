import { expect } from 'chai';
import { encodeInstead } from '../../../../functions/producer/core/plan.ts';
import { NO_EDITS } from '../../../../functions/producer/core/request-edits.ts';
import { pieceOf, recordingOf, SECOND_US, segmentOf, planOf as somePlan, thrownBy } from '../samples.ts';
import { at, PLENTY } from './planning.ts';

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
