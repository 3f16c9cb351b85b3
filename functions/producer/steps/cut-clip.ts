import type { ClipIdentity, ClipMedia } from '../core/clip-document.ts';
import { ClipRefused } from '../core/errors.ts';
import { type CutPlan, type EncodeLimits, encodeInstead } from '../core/plan.ts';
import type { ClipRequest } from '../core/request.ts';
import type { CutPlaces, Ports } from '../ports.ts';
import { noteStills } from './note-holes.ts';
import { describePlan } from './plan-clip.ts';

/** What is cut for, from what, and into what. */
export interface CutJob extends CutPlaces {
  readonly request: ClipRequest;
  readonly identity: ClipIdentity;
  readonly limits: EncodeLimits;
}

export interface VerifiedClip {
  readonly path: string;
  readonly media: ClipMedia;
  /** The plan that it was cut by in the end. */
  readonly plan: CutPlan;
}

/** A recording of more holes than are found in so many clips of it is no use. */
const MOST_TRIES = 5;

/**
 * Cuts as planned and verifies what was cut; what a copy gets wrong, an encode gets right. Where the clip shows that a
 * recording has a hole that its container did not tell of, it is planned and cut again.
 *
 * @throws ClipRefused `unsupported-media` where no way of cutting gives the planned clip.
 */
export async function cutAndVerify(
  planned: CutPlan,
  planAgain: () => Promise<CutPlan>,
  job: CutJob,
  { producer, log }: Pick<Ports, 'producer' | 'log'>,
): Promise<VerifiedClip> {
  const { request, identity, archive, limits } = job;
  let plan = planned;
  for (let tries = 1; ; tries++) {
    const path = await producer.cut(plan, job);
    const { gets, lists } = archive.requests();
    log.info('cut', { mode: plan.mode, bytesRead: total(archive.bytesRead()), requests: gets + lists });
    const startsAtMs = wallClockOf(plan, request, identity);
    if (startsAtMs !== null) await producer.stampTime(path, startsAtMs);
    const { media, problem, stills } = await producer.verify(path, plan);
    if (!problem && tries < MOST_TRIES && (await noteStills(stills, plan, archive))) {
      plan = await planAgain();
      log.info('planned', describePlan(plan));
      continue;
    }
    if (!problem) {
      log.info('verified', { durationMs: media.durationMs, frames: media.frames, bytes: media.bytes });
      return { path, media, plan };
    }
    log.warn('unverified', { mode: plan.mode, problem });
    if (plan.mode === 'encode' || request.cut === 'keyframe') {
      throw new ClipRefused(
        'CLIP_REJECTED',
        'unsupported-media',
        `the clip failed its verification: ${problem}`,
      );
    }
    plan = encodeInstead(plan, `a ${plan.mode} cut failed its verification: ${problem}`, limits);
  }
}

function total(bytes: ReadonlyMap<string, number>): number {
  return [...bytes.values()].reduce((sum, count) => sum + count, 0);
}

/** When the clip's first frame was recorded, epoch ms; null where the recording's name does not say. */
function wallClockOf(
  plan: CutPlan,
  { range }: ClipRequest,
  { startTimestampInMs }: ClipIdentity,
): number | null {
  const first = plan.covered[0];
  return startTimestampInMs === null || !first ? null : startTimestampInMs + first.startMs - range.startMs;
}
