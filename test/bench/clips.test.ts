import { expect } from 'chai';
import { benchClips, clipOf } from '../../bench/clips.ts';

describe('the clips of the bench', () => {
  it('lie in one recording and across two, whatever their length', () => {
    const clips = benchClips([10_000, 60_000, 300_000], 600_000);
    expect(clips.map(({ parts }) => parts.length)).to.deep.equal([1, 2, 1, 2, 1, 2]);
    expect(benchClips([10_000], 60_000).map(({ parts }) => parts.length)).to.deep.equal([1, 2]);
  });

  it('begin between frames and within a group of pictures, the same in one recording and across two', () => {
    const clips = benchClips([10_000, 60_000, 300_000], 600_000);
    const beforeKeyframeMs = clips.map(({ parts }) => 2000 - ((parts[0]?.range.startMs ?? 0) % 2000));
    expect(beforeKeyframeMs).to.deep.equal([543, 543, 1033, 1033, 1489, 1489]);
    for (const ms of beforeKeyframeMs) expect((ms * 30) % 1000).not.to.equal(0);
  });

  it('cover their window exactly, part by part', () => {
    const [, across] = benchClips([60_000], 600_000);
    expect(across?.parts).to.deep.equal([
      { key: 'bench/cam.20260101T070000000.mp4', range: { startMs: 568_967, endMs: 600_000 } },
      { key: 'bench/cam.20260101T071000000.mp4', range: { startMs: 0, endMs: 28_967 } },
    ]);
    expect(across?.window).to.deep.equal({ startMs: 1767251368967, endMs: 1767251428967 });
  });

  it('know their frames: those that begin in the window', () => {
    const { frames, firstFrame } = clipOf('a clip', 'cam', 1010, 990, 60_000);
    // Frame 31 begins at 1033 ms, frame 60 at 2000 ms.
    expect({ frames, firstFrame }).to.deep.equal({ frames: 29, firstFrame: 31 });
    // The numbers come round after 600 frames.
    expect(clipOf('a clip', 'cam', 20_000, 1000, 60_000).firstFrame).to.equal(0);
  });
});
