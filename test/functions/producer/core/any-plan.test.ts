import { expect } from 'chai';
import fc from 'fast-check';
import type { Frame } from '../../../../functions/producer/adapters/cut-points.ts';
import { type CutPlan, planCut } from '../../../../functions/producer/core/plan.ts';
import { gapsOf } from '../../../../functions/producer/core/time-range.ts';
import { copiedFrames, isClosed } from '../frames.ts';
import { requestOf, planOf as somePlan } from '../samples.ts';
import { anyScene, locateAll, type Scene } from '../scenes.ts';

/** Every plan of a scene, with the frames of the recording of each of its segments. */
function plannedFor(
  scene: Scene,
  cut: 'exact' | 'keyframe',
): { plan: CutPlan; frames: readonly Frame[][] } | null {
  const { found, gaps } = locateAll(scene);
  if (found.length === 0) return null;
  const plan = planCut(requestOf({ range: scene.window, cut }), found, gaps, {
    budgetMs: Infinity,
    memoryMb: 1024,
  });
  return { plan, frames: found.map((stretch) => [...stretch.frames]) };
}

/** What a clip made by the plan shows, in the order of the clip: whose frame, and when. */
function shownBy({ plan, frames }: { plan: CutPlan; frames: readonly Frame[][] }) {
  return plan.pieces.flatMap(({ how, recording, fromUs, toUs, keyframeUs, copyEndUs, clipUs }) => {
    const all = frames[plan.segments.findIndex((segment) => segment.recording === recording)] ?? [];
    const fed = how === 'copy' ? copiedFrames(all, fromUs, toUs) : copiedFrames(all, keyframeUs, copyEndUs);
    return fed
      .filter((frame) => frame.startUs >= fromUs && frame.startUs < toUs)
      .map(({ startUs }) => ({ key: recording.key, startUs, clipUs: startUs - fromUs + clipUs }))
      .sort((a, b) => a.startUs - b.startUs);
  });
}

describe('any exact cut', () => {
  it('shows just the frames that begin within its stretches', () => {
    fc.assert(
      fc.property(anyScene, (scene) => {
        const planned = plannedFor(scene, 'exact');
        if (!planned) return;
        const wanted = locateAll(scene).found.flatMap(({ recording, range, frames, points }) =>
          frames
            .map((frame) => ({ key: recording.key, startUs: frame.startUs }))
            .filter(({ startUs }) => startUs >= points.before.atUs)
            .filter(({ startUs }) => startUs >= (range.startMs - recording.startMs) * 1000 - 100)
            .filter(({ startUs }) => startUs < (range.endMs - recording.startMs) * 1000 - 100)
            .sort((a, b) => a.startUs - b.startUs),
        );
        const shown = shownBy(planned);
        expect(shown.map(({ key, startUs }) => ({ key, startUs }))).to.deep.equal(wanted);
        expect(planned.plan.frames).to.equal(wanted.length);
      }),
      { numRuns: 300 },
    );
  });

  it('cuts a copy off from nothing that its frames refer to', () => {
    fc.assert(
      fc.property(anyScene, (scene) => {
        const planned = plannedFor(scene, 'exact');
        for (const { how, recording, fromUs, toUs } of planned?.plan.pieces ?? []) {
          const index = planned?.plan.segments.findIndex((segment) => segment.recording === recording) ?? -1;
          const all = planned?.frames[index] ?? [];
          if (how === 'encode') continue;
          const copied = copiedFrames(all, fromUs, toUs);
          expect(copied[0]).to.deep.include({ startUs: fromUs, isKeyframe: true });
          expect(isClosed(all, fromUs)).to.equal(true);
          // In decode order nothing is left out from the first to the last, so that nothing is missing between.
          const from = all.indexOf(copied[0] as Frame);
          expect(all.slice(from, from + copied.length)).to.deep.equal(copied);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has pieces that make up its segments', () => {
    fc.assert(
      fc.property(anyScene, (scene) => {
        const planned = plannedFor(scene, 'exact');
        for (const { recording, fromUs, toUs, clipUs } of planned?.plan.segments ?? []) {
          let cursorUs = fromUs;
          for (const piece of planned?.plan.pieces.filter((one) => one.recording === recording) ?? []) {
            expect(piece.fromUs).to.equal(cursorUs);
            expect(piece.clipUs).to.equal(clipUs + cursorUs - fromUs);
            expect(piece.keyframeUs).to.be.at.most(piece.fromUs);
            expect(piece.copyEndUs).to.be.at.least(piece.toUs);
            cursorUs = piece.toUs;
          }
          expect(cursorUs).to.equal(toUs);
        }
      }),
    );
  });
});

describe('any cut at keyframes', () => {
  it('begins at a keyframe at or before the wanted first frame, and shows every frame up to its end', () => {
    fc.assert(
      fc.property(anyScene, (scene) => {
        const planned = plannedFor(scene, 'keyframe');
        if (!planned) return;
        expect(planned.plan.mode).to.equal('copy');
        locateAll(scene).found.forEach(({ frames, points }, index) => {
          const { fromUs, toUs } = planned.plan.segments[index] as CutPlan['segments'][number];
          expect(frames.some((frame) => frame.isKeyframe && frame.startUs === fromUs)).to.equal(true);
          expect(fromUs).to.be.at.most(points.firstFrameUs);
          expect(toUs).to.be.at.least(points.endUs);
          const starts = (some: readonly Frame[]) => some.map(({ startUs }) => startUs).sort((a, b) => a - b);
          const within = frames.filter((frame) => frame.startUs >= fromUs && frame.startUs < toUs);
          expect(starts(copiedFrames(frames, fromUs, toUs))).to.deep.equal(starts(within));
        });
      }),
      { numRuns: 300 },
    );
  });
});

for (const cut of ['exact', 'keyframe'] as const) {
  describe(`any ${cut} cut`, () => {
    it('shows its frames one after the other from 0 on, over every join', () => {
      fc.assert(
        fc.property(anyScene, (scene) => {
          const planned = plannedFor(scene, cut);
          if (!planned) return;
          const times = shownBy(planned).map(({ clipUs }) => clipUs);
          expect(times[0]).to.equal(0);
          times.slice(1).forEach((time, index) => {
            expect(time).to.be.above(times[index] as number);
          });
          expect(planned.plan.durationUs).to.be.above(times.at(-1) as number);
        }),
        { numRuns: 300 },
      );
    });

    it('covers what it shows, and nothing else but holes of a frame', () => {
      fc.assert(
        fc.property(anyScene, (scene) => {
          const { plan } = plannedFor(scene, cut) ?? { plan: somePlan({ segments: [], covered: [] }) };
          const shown = plan.segments.map(({ recording, fromUs, toUs }) => ({
            startMs: recording.startMs + Math.round(fromUs / 1000),
            endMs: recording.startMs + Math.round(toUs / 1000),
          }));
          for (const range of shown) expect(gapsOf(range, plan.covered)).to.deep.equal([]);
          for (const range of plan.covered) expect(gapsOf(range, shown, scene.frameMs)).to.deep.equal([]);
        }),
      );
    });
  });
}
