import { expect } from 'chai';
import fc from 'fast-check';
import type { Frame } from '../../../../functions/producer/adapters/cut-points.ts';
import { ClipRefused } from '../../../../functions/producer/core/errors.ts';
import {
  canCopySound,
  divideWindow,
  encodeInstead,
  hasSound,
  type LocatedStretch,
  planCut,
} from '../../../../functions/producer/core/plan.ts';
import type { Recording } from '../../../../functions/producer/core/recording.ts';
import { gapsOf, intersect, type TimeRange } from '../../../../functions/producer/core/time-range.ts';
import { type Coding, copiedFrames, framesOf, locateAmong } from '../frames.ts';
import {
  pointsOf,
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

const at = (startS: number, endS: number): TimeRange => ({ startMs: T0 + startS * 1000, endMs: T0 + endS * 1000 });

function recordingAt(startS: number, endS: number, key = `cam/front.${startS}.mp4`): Recording {
  return recordingOf({ key, startMs: T0 + startS * 1000, durationUs: (endS - startS) * SECOND_US });
}

const divided = (window: TimeRange, recordings: Recording[]) => {
  const { stretches, gaps } = divideWindow(window, recordings);
  return { stretches: stretches.map(({ recording, range }) => [recording.key, range]), gaps };
};

describe('a window divided among recordings', () => {
  it('lies within one that holds it all', () => {
    expect(divided(at(10, 20), [recordingAt(0, 60, 'a')])).to.deep.equal({
      stretches: [['a', at(10, 20)]],
      gaps: [],
    });
  });

  it('goes over from one to the next where they adjoin, whatever their order', () => {
    expect(divided(at(50, 70), [recordingAt(60, 120, 'b'), recordingAt(0, 60, 'a')])).to.deep.equal({
      stretches: [
        ['a', at(50, 60)],
        ['b', at(60, 70)],
      ],
      gaps: [],
    });
  });

  it('goes over at the first frame of the later one where they overlap', () => {
    expect(divided(at(50, 70), [recordingAt(0, 65, 'a'), recordingAt(60, 120, 'b')])).to.deep.equal({
      stretches: [
        ['a', at(50, 60)],
        ['b', at(60, 70)],
      ],
      gaps: [],
    });
  });

  it('leaves out a recording that lies within another', () => {
    const recordings = [recordingAt(0, 60, 'a'), recordingAt(10, 20, 'b'), recordingAt(0, 60, 'a again')];
    expect(divided(at(5, 30), recordings)).to.deep.equal({ stretches: [['a', at(5, 30)]], gaps: [] });
  });

  it('has gaps before, between and behind', () => {
    expect(divided(at(0, 100), [recordingAt(10, 20, 'a'), recordingAt(50, 60, 'b')])).to.deep.equal({
      stretches: [
        ['a', at(10, 20)],
        ['b', at(50, 60)],
      ],
      gaps: [at(0, 10), at(20, 50), at(60, 100)],
    });
  });

  it('takes a hole of a frame for the jitter of a clock', () => {
    expect(divided(at(0, 20), [recordingAt(0, 10), recordingAt(10.04, 20)]).gaps).to.deep.equal([]);
    expect(divided(at(0, 20), [recordingAt(0, 10), recordingAt(10.041, 20)]).gaps).to.deep.equal([at(10, 10.041)]);
  });

  it('is one gap where nothing holds any of it', () => {
    expect(divided(at(0, 10), [recordingAt(10, 20), recordingAt(-20, 0)])).to.deep.equal({
      stretches: [],
      gaps: [at(0, 10)],
    });
    expect(divided(at(0, 10), [])).to.deep.equal({ stretches: [], gaps: [at(0, 10)] });
  });
});

/** A recording with all of its frames. */
interface Modelled {
  readonly recording: Recording;
  readonly frames: readonly Frame[];
}

const coding = fc.record({
  fps: fc.constantFrom(10, 12.5, 25, 29.97, 30),
  gop: fc.integer({ min: 1, max: 30 }),
  bFrames: fc.integer({ min: 0, max: 3 }),
});

function modelled(index: number, startMs: number, count: number, coded: Coding): Modelled {
  const recording = recordingOf({
    key: `cam/front.${index}.mp4`,
    startMs: T0 + startMs,
    durationUs: Math.round((count * 1e6) / coded.fps),
    video: { fps: coded.fps },
  });
  return { recording, frames: framesOf(count, coded) };
}

/** Up to five recordings that adjoin, overlap, contain each other or leave gaps, and a window somewhere about them. */
const scene = fc
  .record({
    coded: coding,
    recordings: fc.array(
      fc.record({ startMs: fc.integer({ min: 0, max: 12_000 }), count: fc.integer({ min: 1, max: 120 }) }),
      { minLength: 1, maxLength: 5 },
    ),
    aligned: fc.boolean(),
    startMs: fc.integer({ min: -1000, max: 14_000 }),
    lengthMs: fc.integer({ min: 1, max: 10_000 }),
  })
  .map(({ coded, recordings, aligned, startMs, lengthMs }) => {
    const frameMs = 1000 / coded.fps;
    const onGrid = (ms: number) => (aligned ? Math.round(Math.round(ms / frameMs) * frameMs) : ms);
    return {
      window: { startMs: T0 + startMs, endMs: T0 + startMs + lengthMs },
      recordings: recordings.map((one, index) => modelled(index, onGrid(one.startMs), one.count, coded)),
    };
  });

function extentOf({ startMs, durationUs }: Recording): TimeRange {
  return { startMs, endMs: startMs + Math.round(durationUs / 1000) };
}

function located(window: TimeRange, recordings: readonly Modelled[]) {
  const { stretches, gaps } = divideWindow(
    window,
    recordings.map(({ recording }) => recording),
  );
  const found = stretches.flatMap((stretch): (LocatedStretch & { frames: readonly Frame[] })[] => {
    const { frames } = recordings.find(({ recording }) => recording === stretch.recording) as Modelled;
    const toUs = (ms: number) => (ms - stretch.recording.startMs) * 1000;
    const points = locateAmong(frames, toUs(stretch.range.startMs), toUs(stretch.range.endMs));
    return points ? [{ ...stretch, points, frames }] : [];
  });
  return { found, gaps };
}

describe('any window, divided among any recordings,', () => {
  it('has stretches that lie within it and their recordings, in order and apart', () => {
    fc.assert(
      fc.property(scene, ({ window, recordings }) => {
        let behindMs = -Infinity;
        const { stretches } = divideWindow(
          window,
          recordings.map(({ recording }) => recording),
        );
        for (const { recording, range } of stretches) {
          expect(intersect(window, extentOf(recording)) && intersect(range, window)).to.deep.equal(range);
          expect(intersect(range, extentOf(recording))).to.deep.equal(range);
          expect(range.startMs).to.be.at.least(behindMs);
          behindMs = range.endMs;
        }
      }),
    );
  });

  it('is tiled by its stretches and gaps, but for holes of a frame', () => {
    fc.assert(
      fc.property(scene, ({ window, recordings }) => {
        const { stretches, gaps } = divideWindow(
          window,
          recordings.map(({ recording }) => recording),
        );
        const parts = [...stretches.map(({ range }) => range), ...gaps].sort((a, b) => a.startMs - b.startMs);
        const frameMs = Math.ceil(1000 / (recordings[0] as Modelled).recording.video.fps);
        let cursorMs = window.startMs;
        for (const { startMs, endMs } of parts) {
          expect(startMs).to.be.within(cursorMs, cursorMs + frameMs);
          cursorMs = endMs;
        }
        expect(window.endMs).to.be.within(cursorMs, cursorMs + frameMs);
      }),
    );
  });

  it('loses nothing that any recording holds', () => {
    fc.assert(
      fc.property(scene, ({ window, recordings }) => {
        const all = recordings.map(({ recording }) => recording);
        const { stretches } = divideWindow(window, all);
        const held = gapsOf(window, all.map(extentOf));
        expect(
          gapsOf(
            window,
            stretches.map(({ range }) => range),
          ),
        ).to.deep.equal(held);
      }),
    );
  });
});

describe('any exact cut', () => {
  it('has just the frames that begin within its stretches', () => {
    fc.assert(
      fc.property(scene, ({ window, recordings }) => {
        const { found, gaps } = located(window, recordings);
        if (found.length === 0) return;
        const { segments, frames } = planCut(requestOf({ range: window }), found, gaps, PLENTY);
        const wanted = found.map(({ recording, range, frames: all }) => {
          const startUs = (range.startMs - recording.startMs) * 1000 - 100;
          const endUs = (range.endMs - recording.startMs) * 1000 - 100;
          return all.filter((frame) => frame.startUs >= startUs && frame.startUs < endUs);
        });
        expect(frames).to.equal(wanted.flat().length);
        segments.forEach(({ fromUs, toUs }, index) => {
          const starts = (wanted[index] as Frame[]).map((frame) => frame.startUs);
          expect(fromUs).to.equal(Math.min(...starts));
          expect(toUs).to.be.above(Math.max(...starts));
        });
      }),
    );
  });

  it('shows its frames one after the other, over every join', () => {
    fc.assert(
      fc.property(scene, ({ window, recordings }) => {
        const { found, gaps } = located(window, recordings);
        if (found.length === 0) return;
        const plan = planCut(requestOf({ range: window }), found, gaps, PLENTY);
        const times = plan.segments.flatMap(({ fromUs, toUs, clipUs }, index) =>
          (found[index]?.frames ?? [])
            .filter((frame) => frame.startUs >= fromUs && frame.startUs < toUs)
            .map((frame) => frame.startUs - fromUs + clipUs)
            .sort((a, b) => a - b),
        );
        expect(times[0]).to.equal(0);
        expectRising(times);
        expect(plan.durationUs).to.be.above(times.at(-1) as number);
      }),
    );
  });

  it('is a copy only where a copy shows just the same', () => {
    fc.assert(
      fc.property(scene, ({ window, recordings }) => {
        const { found, gaps } = located(window, recordings);
        if (found.length === 0) return;
        const plan = planCut(requestOf({ range: window }), found, gaps, PLENTY);
        if (plan.mode !== 'copy') return;
        plan.segments.forEach(({ fromUs, toUs }, index) => {
          const frames = found[index]?.frames ?? [];
          const copied = copiedFrames(frames, fromUs, toUs);
          expect(copied.every((frame) => frame.startUs >= fromUs && frame.startUs < toUs)).to.equal(true);
          expect(copied.length).to.equal(found[index]?.points.frames);
        });
      }),
    );
  });

  it('tells truly what it covers', () => {
    fc.assert(
      fc.property(scene, fc.constantFrom('exact' as const, 'keyframe' as const), ({ window, recordings }, cut) => {
        const { found, gaps } = located(window, recordings);
        if (found.length === 0) return;
        const plan = planCut(requestOf({ range: window, cut }), found, gaps, PLENTY);
        const frameMs = Math.ceil(1000 / (recordings[0] as Modelled).recording.video.fps);
        const shown = plan.segments.map(({ recording, fromUs, toUs }) => ({
          startMs: recording.startMs + Math.round(fromUs / 1000),
          endMs: recording.startMs + Math.round(toUs / 1000),
        }));
        // Every instant that is shown is covered, and of what is not no more than holes of a frame.
        for (const { startMs, endMs } of shown) {
          expect(gapsOf({ startMs, endMs }, plan.covered)).to.deep.equal([]);
        }
        for (const covered of plan.covered) expect(gapsOf(covered, shown, frameMs)).to.deep.equal([]);
      }),
    );
  });
});

describe('any cut at keyframes', () => {
  it('begins at the keyframe at or before each wanted first frame and holds every frame up to its end', () => {
    fc.assert(
      fc.property(scene, ({ window, recordings }) => {
        const { found, gaps } = located(window, recordings);
        if (found.length === 0) return;
        const plan = planCut(requestOf({ range: window, cut: 'keyframe' }), found, gaps, PLENTY);
        expect(plan.mode).to.equal('copy');
        plan.segments.forEach(({ fromUs, toUs }, index) => {
          const { frames, points } = found[index] as { frames: Frame[]; points: LocatedStretch['points'] };
          expect(frames.some((frame) => frame.isKeyframe && frame.startUs === fromUs)).to.equal(true);
          expect(fromUs).to.be.at.most(points.firstFrameUs);
          expect(toUs).to.be.at.least(points.endUs);
          const within = frames.filter((frame) => frame.startUs >= fromUs && frame.startUs < toUs);
          expect(copiedFrames(frames, fromUs, toUs)).to.deep.equal(within);
        });
      }),
    );
  });

  it('shows its frames one after the other, over every join', () => {
    fc.assert(
      fc.property(scene, ({ window, recordings }) => {
        const { found, gaps } = located(window, recordings);
        if (found.length === 0) return;
        const plan = planCut(requestOf({ range: window, cut: 'keyframe' }), found, gaps, PLENTY);
        expectRising(
          plan.segments.flatMap(({ fromUs, toUs, clipUs }, index) =>
            copiedFrames(found[index]?.frames ?? [], fromUs, toUs)
              .map((frame) => frame.startUs - fromUs + clipUs)
              .sort((a, b) => a - b),
          ),
        );
      }),
    );
  });
});

function expectRising(times: readonly number[]): void {
  times.slice(1).forEach((time, index) => {
    expect(time, `after ${times[index]}`).to.be.above(times[index] as number);
  });
}

describe('the plan of an exact cut', () => {
  const planOf = (...stretches: LocatedStretch[]) => planCut(requestOf(), stretches, [], PLENTY);

  it('copies where every stretch starts with the keyframe of a closed GOP and ends where decoding does', () => {
    expect(planOf(stretchOf())).to.deep.equal({
      mode: 'copy',
      reason: 'starts on a keyframe',
      segments: [segmentOf()],
      scale: null,
      durationUs: 10 * SECOND_US,
      frames: 250,
      covered: [at(0, 10)],
      gaps: [],
    });
  });

  const obstacles: [reason: string, stretch: LocatedStretch][] = [
    ['starts between keyframes', stretchOf({ firstFrameUs: 40_000 })],
    ['starts on an open GOP', stretchOf({ closedGop: false })],
    ['ends among B-frames', stretchOf({ copyEndUs: 10_080_000 })],
  ];
  for (const [reason, stretch] of obstacles) {
    it(`encodes what ${reason}`, () => {
      expect(planOf(stretch)).to.deep.include({ mode: 'encode', reason, scale: null });
      expect(planOf(stretchOf(), stretch)).to.deep.include({ mode: 'encode', reason });
    });
  }

  it('keeps the keyframe and the end of decoding for whoever decodes', () => {
    const { segments } = planOf(stretchOf({ firstFrameUs: 2_040_000, keyframeUs: 2 * SECOND_US, copyEndUs: 10_080_000 }));
    expect(segments).to.deep.equal([
      segmentOf({ fromUs: 2_040_000, keyframeUs: 2 * SECOND_US, toUs: 10 * SECOND_US, copyEndUs: 10_080_000 }),
    ]);
  });

  it('keeps the wall clock between recordings that adjoin within a frame', () => {
    const first = recordingAt(0, 10.013, 'a');
    const second = recordingAt(10.03, 20, 'b');
    const plan = planOf(stretchOf({ endUs: 10_013_000, copyEndUs: 10_013_000 }, first), stretchOf({}, second));
    expect(plan.segments.map(({ clipUs }) => clipUs)).to.deep.equal([0, 10_030_000]);
    expect(plan.covered).to.deep.equal([at(0, 20.03)]);
    expect(plan.durationUs).to.equal(20_030_000);
  });

  it('closes up a real gap, so that playback never freezes', () => {
    const second = recordingAt(30, 60, 'b');
    const gap = at(10, 30);
    const plan = planCut(requestOf(), [stretchOf(), stretchOf({}, second)], [gap], PLENTY);
    expect(plan.segments.map(({ clipUs }) => clipUs)).to.deep.equal([0, 10 * SECOND_US]);
    expect(plan).to.deep.include({ durationUs: 20 * SECOND_US, covered: [at(0, 10), at(30, 40)], gaps: [gap] });
  });

  it('counts no frames where a container has no index to count them by', () => {
    expect(planOf(stretchOf(), stretchOf({ frames: null })).frames).to.equal(null);
  });
});

describe('the plan of a cut at keyframes', () => {
  const planOf = (...stretches: LocatedStretch[]) => planCut(requestOf({ cut: 'keyframe' }), stretches, [], PLENTY);

  it('copies from the keyframe before, and tells so', () => {
    expect(planOf(stretchOf({ firstFrameUs: 3_040_000, keyframeUs: 2 * SECOND_US }))).to.deep.include({
      mode: 'copy',
      reason: 'asked for a cut at keyframes',
      segments: [segmentOf({ fromUs: 2 * SECOND_US, keyframeUs: 2 * SECOND_US })],
      covered: [at(2, 10)],
      durationUs: 8 * SECOND_US,
      frames: null,
    });
  });

  it('copies an open GOP and up to the end of decoding', () => {
    expect(planOf(stretchOf({ closedGop: false, copyEndUs: 10_080_000 }))).to.deep.include({
      mode: 'copy',
      covered: [at(0, 10.08)],
      durationUs: 10_080_000,
    });
  });

  it('counts the frames where they are just the wanted ones', () => {
    expect(planOf(stretchOf()).frames).to.equal(250);
  });

  it('never encodes: what cannot be copied is refused', () => {
    const odd = recordingOf({ key: 'cam/odd.mp4', video: { codec: 'mpeg4' } });
    const refusal = thrownBy(() => planOf(stretchOf({}, odd)));
    expect(refusal).to.be.instanceOf(ClipRefused);
    expect(refusal).to.deep.include({
      status: 'CLIP_REJECTED',
      code: 'cannot-copy',
      message:
        'the video of cam/odd.mp4 is not H.264 or HEVC, so the clip cannot be copied: ' +
        'ask for "cut": "exact", which may encode',
    });
  });
});

describe('what cannot be copied', () => {
  const first = recordingOf({ key: 'a.mp4' });
  const pairs: [reason: string, recordings: Recording[]][] = [
    ['the video of a.mp4 is not H.264 or HEVC', [recordingOf({ key: 'a.mp4', video: { codec: 'vp9' } })]],
    ['the video of a.mp4 is not H.264 or HEVC', [recordingOf({ key: 'a.mp4', video: { codec: null } })]],
    ['the sound of a.mp4 does not fit MP4', [recordingOf({ key: 'a.mp4', audio: { ...SOUND, codec: 'ulaw' } })]],
    ['the sound of a.mp4 does not fit MP4', [recordingOf({ key: 'a.mp4', audio: { ...SOUND, codec: null } })]],
    [
      'the video of b.mp4 is coded differently from that of a.mp4',
      [first, recordingOf({ key: 'b.mp4', video: { parameters: 'avc-1280' } })],
    ],
    [
      'the sound of b.mp4 is coded differently from that of a.mp4',
      [first, recordingOf({ key: 'b.mp4', audio: { ...SOUND, parameters: 'aac-1-16000' } })],
    ],
    ['the sound of b.mp4 is coded differently from that of a.mp4', [first, recordingOf({ key: 'b.mp4', audio: null })]],
  ];
  for (const [index, [reason, recordings]] of pairs.entries()) {
    it(`is encoded, for ${reason} (${index + 1})`, () => {
      const stretches = recordings.map((recording) => stretchOf({}, recording));
      expect(planCut(requestOf(), stretches, [], PLENTY)).to.deep.include({ mode: 'encode', reason });
    });
  }

  it('may still keep its sound as it is', () => {
    const segments = (...recordings: Recording[]) => ({
      segments: recordings.map((recording) => segmentOf({ recording })),
    });
    expect(canCopySound(segments(first, recordingOf({ video: { codec: 'vp9' } })))).to.equal(true);
    expect(canCopySound(segments(first, recordingOf({ audio: null })))).to.equal(false);
    expect(canCopySound(segments(recordingOf({ audio: { ...SOUND, codec: 'pcm-s16' } })))).to.equal(false);
    expect(canCopySound(segments(recordingOf({ audio: null })))).to.equal(false);
    expect(hasSound(segments(recordingOf({ audio: null }), first))).to.equal(true);
    expect(hasSound(segments(recordingOf({ audio: null })))).to.equal(false);
  });
});

describe('an encode instead of a copy', () => {
  it('shows the same frames at the same times', () => {
    const copy = somePlan({ gaps: [at(3, 4)] });
    expect(encodeInstead(copy, 'a copy failed', PLENTY)).to.deep.equal({
      ...copy,
      mode: 'encode',
      reason: 'a copy failed',
      scale: null,
    });
  });

  it('is scaled to 720 lines where its own size would take too long', () => {
    const recording = recordingOf({ video: { width: 1920, height: 1080, fps: 30 } });
    const plan = somePlan({ segments: [segmentOf({ recording })], durationUs: 60 * SECOND_US });
    expect(encodeInstead(plan, 'starts between keyframes', { budgetMs: 60_000, memoryMb: 1769 })).to.deep.include({
      scale: { width: 1280, height: 720 },
      reason: 'starts between keyframes; scaled to 720 lines to fit the time',
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
    expect(encodeInstead(somePlan({ segments }), 'x', PLENTY).scale).to.deep.equal({ width: 640, height: 360 });
  });

  it('is chosen before a byte is read, from the budget that is left', () => {
    const stretch = stretchOf({ firstFrameUs: 40_000 });
    expect(thrownBy(() => planCut(requestOf(), [stretch], [], { budgetMs: 500, memoryMb: 1024 }))).to.deep.include({
      code: 'too-heavy',
    });
    expect(pointsOf().frames).to.equal(250);
  });
});
