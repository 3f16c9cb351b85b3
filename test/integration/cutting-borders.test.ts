import { expect } from 'chai';
import { decodeErrors, type PresentedFrame, readFrames } from '../fixtures/read-back.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { T0 } from '../functions/producer/samples.ts';
import { cutting, expectClip, framesWithin, record } from './cut.ts';
import { B_FRAMES, GOP_2_S, WITHIN_ONE } from './windows-and-codings.ts';

describe('a clip cut with real media', () => {
  const { cut } = cutting();

  it('is copied as it is where it starts on a keyframe and ends where decoding does', async () => {
    const clip = await cut(await record({ fromS: 0, toS: 10, ...GOP_2_S }), [2, 6.6]);
    expect(clip.plan).to.deep.include({ mode: 'copy', frames: 115 });
    await expectClip(clip, framesWithin(2, 6.6), true);
  });

  it('is encoded at its end alone where it starts on a keyframe and ends among B-frames', async () => {
    const clip = await cut(await record({ fromS: 0, toS: 10, ...GOP_2_S, ...B_FRAMES }), [2, 7.04]);
    expect(clip.plan).to.deep.include({ mode: 'smart', reason: 'ends among B-frames' });
    await expectClip(clip, framesWithin(2, 7.04), true);
  });

  it('reaches to the last frame of what is recorded', async () => {
    const clip = await cut(await record({ fromS: 0, toS: 10, ...GOP_2_S, ...B_FRAMES }), [7.3, 12]);
    expect(clip.plan.gaps).to.deep.equal([{ startMs: T0 + 10_000, endMs: T0 + 12_000 }]);
    await expectClip(clip, framesWithin(7.3, 10), true);
  });

  it('is encoded where groups of pictures are open', async () => {
    const clip = await cut(
      await record({ fromS: 0, toS: 10, ...GOP_2_S, ...B_FRAMES, openGop: true }),
      WITHIN_ONE,
    );
    expect(clip.plan.mode).to.equal('encode');
    await expectClip(clip, framesWithin(...WITHIN_ONE), true);
  });

  for (const container of ['mp4', 'ts'] as const) {
    for (const endS of [5.94, 5.98, 6.02]) {
      it(`is copied whole where it ends at ${endS} s, about an open keyframe at 6 s (${container})`, async () => {
        const files = await record({ fromS: 0, toS: 10, container, ...GOP_2_S, ...B_FRAMES, openGop: true });
        const clip = await cut(files, [0.5, endS], { cut: 'keyframe' });
        const end = clip.media.frames / 25;
        expect(end).to.be.within(endS, endS + 0.17);
        expect(clip.plan.covered).to.deep.equal([{ startMs: T0, endMs: T0 + Math.round(end * 1000) }]);
        await expectClip(clip, framesWithin(0, end), true);
      });
    }
  }

  it('is copied whole where recordings overlap, and the first ends among B-frames', async () => {
    const coded = { ...GOP_2_S, ...B_FRAMES };
    const files = await record({ fromS: 0, toS: 10, ...coded }, { fromS: 8.12, toS: 14, ...coded });
    const clip = await cut(files, [4, 12], { cut: 'keyframe' });
    expect(clip.problem).to.equal(null);
    expect(await decodeErrors(clip.path)).to.deep.equal([]);
  });

  it('closes up a gap between recordings', async () => {
    const files = await record({ fromS: 0, toS: 8, ...GOP_2_S }, { fromS: 10, toS: 14, ...GOP_2_S });
    const clip = await cut(files, [5.3, 11.7]);
    expect(clip.plan.gaps).to.deep.equal([{ startMs: T0 + 8000, endMs: T0 + 10_000 }]);
    expect(clip.plan.covered).to.deep.equal([
      { startMs: T0 + 5320, endMs: T0 + 8000 },
      { startMs: T0 + 10_000, endMs: T0 + 11_720 },
    ]);
    const shown = await readFrames(clip.path);
    expect(shown.map(({ frame }) => frame)).to.deep.equal([
      ...framesWithin(5.3, 8),
      ...framesWithin(10, 11.7),
    ]);
    expectEven(shown, 0.04);
    expect(clip.problem).to.equal(null);
  });

  it('keeps every frame at a rate that no millisecond divides', async () => {
    const ntsc = { fps: '30000/1001', gop: 60 } as const;
    const path = await makeRecording({ width: 384, height: 216, kbps: 300, ...ntsc, frames: 300 });
    const clip = await cut({ 'cam/front.20260101T000000.mp4': path }, [3.3, 7.7]);
    const shown = await readFrames(clip.path);
    // Frame 99 begins at 3.3033 s, frame 230 at 7.6743 s.
    expect([shown[0]?.frame, shown.at(-1)?.frame, shown.length]).to.deep.equal([99, 230, 132]);
    expectEven(shown, 1001 / 30_000);
    expect(clip.problem).to.equal(null);
  });
});

/** Frames that follow one another without a jump. */
function expectEven(frames: readonly PresentedFrame[], frameS: number): void {
  frames.slice(1).forEach(({ ptsS }, index) => {
    expect(ptsS - (frames[index]?.ptsS ?? 0)).to.be.closeTo(frameS, 0.0015);
  });
}
