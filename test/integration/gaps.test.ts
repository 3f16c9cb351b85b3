import { basename } from 'node:path';
import installed from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import { execa } from 'execa';
import { decodeErrors, readBeeps, readFrames } from '../fixtures/read-back.ts';
import { makeOnce } from '../fixtures/recordings-cache.ts';
import { rejectionOf, T0 } from '../functions/producer/samples.ts';
import { type Cut, cutting, FPS, framesWithin, record } from './cut.ts';

const FRAME_S = 1 / FPS;
const CODED = { gop: 50 } as const;

/** Ranges of the camera's clock, in seconds. */
const ranges = (...pairs: [number, number][]) =>
  pairs.map(([fromS, toS]) => ({
    startMs: T0 + Math.round(fromS * 1000),
    endMs: T0 + Math.round(toS * 1000),
  }));

/**
 * A clip shows these frames of the camera and no other, one right behind the other, each with the sound of its own
 * moment.
 */
async function expectPlays(
  { path, problem }: Cut,
  frames: readonly number[],
  hasSound = true,
): Promise<void> {
  expect(problem).to.equal(null);
  const shown = await readFrames(path);
  expect(shown.map(({ frame }) => frame)).to.deep.equal(frames);
  const startS = shown[0]?.ptsS ?? Number.NaN;
  for (const [index, { ptsS }] of shown.entries())
    expect(ptsS - startS, `frame ${index}`).to.be.closeTo(index * FRAME_S, 0.0015);
  expect(await decodeErrors(path)).to.deep.equal([]);
  if (!hasSound) return;
  // The camera beeps with every frame whose number is a whole second: so does the clip, when it shows that frame.
  const wanted = shown.filter(({ frame }) => frame % FPS === 0).map(({ ptsS }) => ptsS - startS);
  const heard = (await readBeeps(path)).map((onset) => onset - startS);
  for (const second of wanted.filter((onset) => onset > 0.05))
    expect(
      heard.some((onset) => Math.abs(onset - second) < 0.025),
      `a beep at ${second} among ${heard}`,
    ).to.equal(true);
  expect(heard.filter((onset) => !wanted.some((second) => Math.abs(onset - second) < 0.06))).to.deep.equal(
    [],
  );
}

const MUXERS = {
  mp4: ['-f', 'mp4'],
  ts: ['-f', 'mpegts'],
  mkv: ['-f', 'matroska'],
  fmp4: ['-movflags', '+frag_keyframe+delay_moov+default_base_moof', '-f', 'mp4'],
} as const;

/**
 * The recording as a camera leaves it behind that lost its signal for a while: nothing from `fromS` to `toS`.
 *
 * @param restarts with a keyframe, as encoders do that were started anew.
 */
async function withHole(
  path: string,
  [fromS, toS]: readonly [number, number],
  restarts: boolean,
  container: keyof typeof MUXERS = 'mp4',
): Promise<string> {
  const keep = `not(between(t,${fromS},${toS - 0.001}))`;
  const args = [
    ...[
      '-filter_complex',
      `[0:v]select='${keep}'[v];[0:a]aselect='${keep}'[a]`,
      '-map',
      '[v]',
      '-map',
      '[a]',
    ],
    ...['-vsync', '0', '-c:v', 'libx264', '-preset', 'superfast', '-g', '50', '-bf', '0', '-c:a', 'aac'],
    ...(restarts ? ['-force_key_frames', `${toS}`] : []),
    ...MUXERS[container],
  ];
  const extension = container === 'fmp4' ? 'mp4' : container;
  return makeOnce([installed.version, basename(path), args], extension, (target) =>
    execa(installed.path, ['-v', 'error', '-nostdin', '-copyts', '-i', path, ...args, target]),
  );
}

describe('a clip of what a camera recorded with gaps and overlaps', () => {
  const { cut } = cutting();

  for (const container of ['mp4', 'ts', 'mkv', 'fmp4'] as const) {
    it(`plays through a gap between recordings with sound and picture together (${container})`, async () => {
      const files = await record(
        { fromS: 0, toS: 7.4, container, ...CODED },
        { fromS: 10, toS: 14, container, ...CODED },
      );
      const clip = await cut(files, [4.3, 12.7]);
      await expectPlays(clip, [...framesWithin(4.3, 7.4), ...framesWithin(10, 12.7)]);
      expect(clip.plan.covered).to.deep.equal(ranges([4.32, 7.4], [10, 12.72]));
      expect(clip.plan.gaps).to.deep.equal(ranges([7.4, 10]));
    });
  }

  it('plays through two gaps, with B-frames', async () => {
    const coded = { ...CODED, bFrames: 2 };
    const files = await record(
      { fromS: 0, toS: 4, ...coded },
      { fromS: 5.2, toS: 8, ...coded },
      { fromS: 10.44, toS: 14, ...coded },
    );
    const clip = await cut(files, [2.5, 12.5]);
    await expectPlays(clip, [...framesWithin(2.5, 4), ...framesWithin(5.2, 8), ...framesWithin(10.44, 12.5)]);
    expect(clip.plan.gaps).to.deep.equal(ranges([4, 5.2], [8, 10.44]));
  });

  it('shows no frame twice where recordings overlap', async () => {
    const files = await record({ fromS: 0, toS: 8, ...CODED }, { fromS: 5.6, toS: 12, ...CODED });
    const clip = await cut(files, [3.3, 10.7]);
    await expectPlays(clip, framesWithin(3.3, 10.7));
    expect(clip.plan.covered).to.deep.equal(ranges([3.32, 10.72]));
    expect(clip.plan.gaps).to.deep.equal([]);
  });

  it('shows no frame twice where a recording repeats another, in whole or in part', async () => {
    const files = {
      ...(await record({ fromS: 0, toS: 8, ...CODED })),
      ...(await record({ fromS: 2, toS: 5, ...CODED })),
      ...(await record({ fromS: 0, toS: 8, container: 'mkv', ...CODED })),
      ...(await record({ fromS: 8, toS: 12, ...CODED })),
    };
    const clip = await cut(files, [1.3, 10.1]);
    await expectPlays(clip, framesWithin(1.3, 10.1));
    expect(clip.plan.gaps).to.deep.equal([]);
  });

  it('begins and ends with what there is', async () => {
    const files = await record({ fromS: 3, toS: 6, ...CODED });
    const clip = await cut(files, [1, 9]);
    await expectPlays(clip, framesWithin(3, 6));
    expect(clip.plan.covered).to.deep.equal(ranges([3, 6]));
    expect(clip.plan.gaps).to.deep.equal(ranges([1, 3], [6, 9]));
  });

  describe('with a hole within a recording', () => {
    const recorded = async (restarts: boolean) => {
      const [[key, path] = ['', '']] = Object.entries(await record({ fromS: 0, toS: 14, ...CODED }));
      return { [key]: await withHole(path, [5, 9], restarts) };
    };

    for (const restarts of [true, false]) {
      it(`plays through it and tells of it (${restarts ? 'a keyframe' : 'no keyframe'} behind it)`, async () => {
        const clip = await cut(await recorded(restarts), [3.3, 11.7]);
        await expectPlays(clip, [...framesWithin(3.3, 5), ...framesWithin(9, 11.7)]);
        expect(clip.plan.gaps).to.deep.equal(ranges([5, 9]));
        expect(clip.plan.covered).to.deep.equal(ranges([3.32, 5], [9, 11.72]));
      });
    }

    it('ends with the last frame in front of it where the window ends in it', async () => {
      const clip = await cut(await recorded(true), [3.3, 7.5]);
      expect(clip).to.deep.include({ problem: null });
      expect(clip.plan.gaps).to.deep.equal(ranges([5, 7.5]));
    });

    it('copies what begins with a keyframe behind it', async () => {
      const clip = await cut(await recorded(true), [3.3, 11.7], { cut: 'keyframe' });
      await expectPlays(clip, [...framesWithin(2, 5), ...framesWithin(9, 11.7)]);
      expect(clip.plan.gaps).to.deep.equal(ranges([5, 9]));
    });

    it('copies from the next keyframe on where there is none behind it, and tells what is lost', async () => {
      const clip = await cut(await recorded(false), [3.3, 11.7], { cut: 'keyframe' });
      await expectPlays(clip, [...framesWithin(2, 5), ...framesWithin(10, 11.7)]);
      expect(clip.plan.gaps).to.deep.equal(ranges([5, 10]));
      expect(clip.plan.covered).to.deep.equal(ranges([2, 5], [10, 11.72]));
    });

    for (const container of ['ts', 'mkv', 'fmp4'] as const) {
      describe(`that has no index (${container})`, () => {
        const unindexed = async () => {
          const [[key, path] = ['', '']] = Object.entries(await record({ fromS: 0, toS: 14, ...CODED }));
          const holed = await withHole(path, [5.2, 9.2], true, container);
          return { [key.replace('.mp4', holed.slice(holed.lastIndexOf('.')))]: holed };
        };

        it('plays through it and tells of it', async () => {
          const clip = await cut(await unindexed(), [3.3, 11.7]);
          await expectPlays(clip, [...framesWithin(3.3, 5.2), ...framesWithin(9.2, 11.7)]);
          expect(clip.plan.gaps).to.deep.equal(ranges([5.2, 9.2]));
          expect(clip.plan.covered).to.deep.equal(ranges([3.32, 5.2], [9.2, 11.72]));
        });

        it('tells of it where the window begins or ends in it', async () => {
          const ending = await cut(await unindexed(), [3.3, 7.5]);
          await expectPlays(ending, framesWithin(3.3, 5.2));
          expect(ending.plan.gaps).to.deep.equal(ranges([5.2, 7.5]));
          const beginning = await cut(await unindexed(), [6.5, 11.7]);
          await expectPlays(beginning, framesWithin(9.2, 11.7));
          expect(beginning.plan.gaps).to.deep.equal(ranges([6.5, 9.2]));
        });

        it('is not available where gaps were not to be skipped', async () => {
          const error = await rejectionOf(cut(await unindexed(), [3.3, 11.7], { gapPolicy: 'fail' }));
          expect(error).to.deep.include({ status: 'CLIP_NOT_AVAILABLE', code: 'not-wholly-recorded' });
        });
      });
    }

    it('is not available where gaps were not to be skipped', async () => {
      const error = await rejectionOf(cut(await recorded(true), [3.3, 11.7], { gapPolicy: 'fail' }));
      expect(error).to.deep.include({ status: 'CLIP_NOT_AVAILABLE', code: 'not-wholly-recorded' });
    });
  });
});
