import { expect } from 'chai';
import { planCut } from '../../../../functions/producer/core/plan.ts';
import { closed, recordingOf, requestOf, SECOND_US, stretchOf, thrownBy } from '../samples.ts';

describe('the plan of an exact cut', () => {
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
