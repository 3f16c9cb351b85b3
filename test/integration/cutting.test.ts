import { expect } from 'chai';
import { decodeErrors, type PresentedFrame, readBeeps, readFrames } from '../fixtures/read-back.ts';
import { type Container, makeRecording } from '../fixtures/recordings.ts';
import { T0 } from '../functions/producer/samples.ts';
import { cutting, expectClip, framesWithin, type Recorded, record, turned } from './cut.ts';

/** From 3.3 s to 7.7 s: neither border on a frame. */
const WITHIN_ONE: [number, number] = [3.3, 7.7];
const OVER_A_JOIN: [number, number] = [5.3, 10.7];

/** Coded with a keyframe every two seconds, or every ten. */
const GOP_2_S = { gop: 50 } as const;
const GOP_10_S = { gop: 250 } as const;
const SILENT = { audio: 'none' } as const;
const B_FRAMES = { bFrames: 2 } as const;

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

/** Frames that follow one another without a jump. */
function expectEven(frames: readonly PresentedFrame[], frameS: number): void {
  frames.slice(1).forEach(({ ptsS }, index) => {
    expect(ptsS - (frames[index]?.ptsS ?? 0)).to.be.closeTo(frameS, 0.0015);
  });
}
