import { expect } from 'chai';
import type { Container } from '../fixtures/recordings.ts';
import { T0 } from '../functions/producer/samples.ts';
import { cutting, expectClip, framesWithin, type Recorded, record } from './cut.ts';
import { B_FRAMES, GOP_2_S, OVER_A_JOIN, SILENT, WITHIN_ONE } from './windows-and-codings.ts';

/** With a keyframe every ten seconds. */
const GOP_10_S = { gop: 250 } as const;

interface Case {
  readonly what: string;
  readonly container: Container;
  readonly coded: Omit<Recorded, 'fromS' | 'toS' | 'container'>;
  readonly recordings: 1 | 2;
  /** What an exact cut comes to. */
  readonly mode: 'smart' | 'encode';
  /** Where a cut at keyframes begins and ends, in frames of the camera. */
  readonly keyframes: [first: number, end: number];
}

const cases: Case[] = [
  { what: 'mp4', container: 'mp4', coded: GOP_2_S, recordings: 1, mode: 'smart', keyframes: [50, 193] },
  {
    what: 'mp4, index last, long GOPs, B-frames',
    container: 'mp4-moov-last',
    coded: { ...GOP_10_S, ...B_FRAMES },
    recordings: 1,
    mode: 'encode',
    keyframes: [0, 193],
  },
  {
    what: 'mov, B-frames, silent',
    container: 'mov',
    coded: { ...GOP_2_S, ...B_FRAMES, ...SILENT },
    recordings: 1,
    mode: 'smart',
    keyframes: [50, 193],
  },
  { what: 'mkv', container: 'mkv', coded: GOP_2_S, recordings: 1, mode: 'smart', keyframes: [50, 193] },
  {
    what: 'ts, B-frames',
    container: 'ts',
    coded: { ...GOP_2_S, ...B_FRAMES },
    recordings: 1,
    mode: 'smart',
    keyframes: [50, 193],
  },
  {
    what: 'fmp4, long GOPs',
    container: 'fmp4',
    coded: GOP_10_S,
    recordings: 1,
    mode: 'encode',
    keyframes: [0, 193],
  },
  {
    what: 'mp4, B-frames',
    container: 'mp4',
    coded: { ...GOP_2_S, ...B_FRAMES },
    recordings: 2,
    mode: 'smart',
    keyframes: [100, 268],
  },
  {
    what: 'mp4, index last, silent',
    container: 'mp4-moov-last',
    coded: { ...GOP_2_S, ...SILENT },
    recordings: 2,
    mode: 'smart',
    keyframes: [100, 268],
  },
  { what: 'mov', container: 'mov', coded: GOP_2_S, recordings: 2, mode: 'smart', keyframes: [100, 268] },
  {
    what: 'mkv, B-frames, silent',
    container: 'mkv',
    coded: { ...GOP_2_S, ...B_FRAMES, ...SILENT },
    recordings: 2,
    mode: 'smart',
    keyframes: [100, 268],
  },
  { what: 'ts', container: 'ts', coded: GOP_2_S, recordings: 2, mode: 'smart', keyframes: [100, 268] },
  { what: 'fmp4', container: 'fmp4', coded: GOP_2_S, recordings: 2, mode: 'smart', keyframes: [100, 268] },
];

describe('a clip cut with real media', () => {
  const { cut } = cutting();

  for (const { what, container, coded, recordings, mode, keyframes } of cases) {
    const window = recordings === 1 ? WITHIN_ONE : OVER_A_JOIN;
    const hasSound = coded.audio !== 'none';
    const recorded = (): Promise<Record<string, string>> =>
      recordings === 1
        ? record({ fromS: 0, toS: 10, container, ...coded })
        : record({ fromS: 0, toS: 8, container, ...coded }, { fromS: 8, toS: 14, container, ...coded });

    describe(`out of ${recordings === 1 ? 'one recording' : 'two recordings'} (${what})`, () => {
      it('shows exactly the wanted frames', async () => {
        const clip = await cut(await recorded(), window);
        expect(clip.plan.mode).to.equal(mode);
        await expectClip(clip, framesWithin(...window), hasSound);
      });

      it('begins at the keyframe before, and says so, when it is cut at keyframes', async () => {
        const clip = await cut(await recorded(), window, { cut: 'keyframe' });
        const [first, end] = keyframes;
        expect(clip.plan.mode).to.equal('copy');
        // B-frames at the end may bring as many frames more as the last wanted one refers to.
        const last = clip.media.frames + first;
        expect(last).to.be.within(end, end + (coded.bFrames ?? 0));
        expect(clip.plan.covered.map(({ startMs, endMs }) => [startMs, endMs])).to.deep.equal([
          [T0 + first * 40, T0 + last * 40],
        ]);
        await expectClip(clip, framesWithin(first / 25, last / 25), hasSound);
      });
    });
  }
});
