import { assetKeys } from './core/asset-keys.ts';
import {
  type ClipProvenance,
  type ClipResult,
  failedResult,
  identityOf,
  identityOfInvalid,
  toTuple,
} from './core/clip-document.ts';
import { ClipPending, ClipRefused, describeError, RetryableFailure } from './core/errors.ts';
import { firstSendingOf, patienceFor } from './core/live-edge.ts';
import type { ClipStatus } from './core/outcomes.ts';
import { parseRequest } from './core/request.ts';
import { requestHash } from './core/request-hash.ts';
import type { Ports, StepLog } from './ports.ts';
import {
  type Claimed,
  finishAndTell,
  leaseLost,
  letGo,
  rejectInvalid,
  rejectTaken,
  tell,
  tellFatal,
} from './steps/answer.ts';
import { claimClip, expectToLive } from './steps/claim-clip.ts';
import { cutAndVerify } from './steps/cut-clip.ts';
import { findRecordings } from './steps/find-recordings.ts';
import { illustrateClip } from './steps/illustrate-clip.ts';
import { describePlan, planClip } from './steps/plan-clip.ts';
import { postpone, type Waiting } from './steps/postpone.ts';
import { provenanceOf } from './steps/provenance.ts';
import { storeClip } from './steps/store-clip.ts';

/** A message of the queue, as far as the use case cares. */
export interface ClipMessage {
  readonly messageId: string;
  readonly body: string;
  /** Epoch ms. */
  readonly sentAtMs: number;
  /** So far, from 1. */
  readonly receives: number;
  /** Whether the queue gives the message up if this delivery fails. */
  readonly isLastReceive: boolean;
}

/** The time a delivery has. */
export interface Delivery {
  /** Names this delivery in the clip's lease. */
  readonly id: string;
  readonly leaseUntilMs: number;
  /** Wall time that cutting may take. */
  readonly cutBudgetMs: number;
  /** Aborted when that is over: early enough to tell the front end. */
  readonly cutDeadline: AbortSignal;
}

/** A claimed request on its way, with the message that brought it. */
interface Job extends Claimed, Waiting {
  readonly delivery: Delivery;
  readonly startedAtMs: number;
  readonly queueMs: number;
}

/**
 * Turns one message into one clip, in nine steps. Every step may be the last one of a process that dies: the message
 * comes back, and the result is the same clip, once. Nobody is told of a clip before its metadata stands, no metadata
 * stands before its objects, no object before it was verified.
 *
 * @returns the status that was told; the message is done with.
 * @throws whatever should make the queue deliver the message again.
 */
export async function produceClip(
  message: ClipMessage,
  delivery: Delivery,
  ports: Ports,
): Promise<ClipStatus> {
  const { clock, log, deployment } = ports;
  const startedAtMs = clock.now();

  // 1. Parse and validate the request.
  const parsed = parseRequest(message.body);
  if (!parsed.ok) {
    const { clipId, reason } = parsed;
    if (clipId === null) throw new RetryableFailure('no-clip-id', reason.message);
    return rejectInvalid(identityOfInvalid({ ...parsed, clipId }), reason, message, ports);
  }
  const { request } = parsed;
  const identity = identityOf(request, deployment.recordingsPrefix);
  const queueMs = Math.max(0, startedAtMs - message.sentAtMs);
  log.info('received', {
    clipId: request.clipId,
    cameraId: identity.cameraId,
    range: request.range,
    queueMs,
  });

  // 2. Claim the clip: of any number of deliveries, one works on it.
  const wanted = { identity, requestHash: requestHash(request) };
  const claim = await claimClip(message, wanted, delivery, startedAtMs, ports);
  if (claim.kind === 'available') return tell(claim.document, ports);
  if (claim.kind === 'taken') return rejectTaken(identity, ports);
  if (claim.kind === 'busy') {
    throw new RetryableFailure(
      'busy',
      `another delivery works on it until ${new Date(claim.untilMs).toISOString()}`,
      { retryAtMs: claim.untilMs },
    );
  }
  log.info('claimed', { attempt: claim.document.attempts });

  const { document } = claim;
  const rememberedMs = document.pending?.firstSentAt ?? null;
  const firstSentMs = firstSendingOf({ ...message, ...request, rememberedMs });
  const work = { request, message, document, firstSentMs, delivery, startedAtMs, queueMs };
  const job = { identity, leaseBy: delivery.id, ...work };
  try {
    expectToLive(message, document.lease?.deaths ?? 0);
    return await makeAndTell(job, ports);
  } catch (error) {
    if (message.isLastReceive) await tellFatal(job, error, ports);
    else await letGo(job, ports);
    throw error;
  }
}

/** Steps 3 to 9 of a claimed request: a clip, or why there is none, or that there is none yet. */
async function makeAndTell(job: Job, ports: Ports): Promise<ClipStatus> {
  let made: Awaited<ReturnType<typeof makeClip>>;
  try {
    made = await makeClip(job, ports);
  } catch (error) {
    if (error instanceof ClipPending) return postpone(job, error, ports);
    const refusal = asRefusal(error, job.delivery);
    if (!refusal) throw error;
    return finishAndTell(job, failedResult(refusal.status, describeError(refusal)), ports);
  }
  // 8. Write the metadata, and 9. publish it.
  return finishAndTell(job, made.result, ports, made.provenance);
}

/** Steps 3 to 7: from recordings to stored, verified objects. */
async function makeClip(job: Job, ports: Ports): Promise<{ result: ClipResult; provenance: ClipProvenance }> {
  const { clock, log, producer, deployment } = ports;
  const { request, identity, delivery, startedAtMs, queueMs } = job;
  const deadline = delivery.cutDeadline;
  const limits = { budgetMs: delivery.cutBudgetMs, memoryMb: deployment.memoryMb };
  const archive = ports.archives.open(deadline);
  const workspace = await ports.workspaces.open();
  const keys = assetKeys(identity);
  const upload = ports.assets.upload(keys.clip, 'video/mp4');
  try {
    // 3. Find the recordings of the window.
    const patience = patienceFor(identity.endTimestampInMs, job.firstSentMs, startedAtMs);
    const searchNow = () => ({ request, archive, nowMs: clock.now(), patience });
    const recordings = await findRecordings(searchNow());
    log.info('found', { recordings: recordings.map((recording) => recording.key) });

    // 4. Plan cuts, gaps and the way of cutting.
    const plan = () => planClip(searchNow(), recordings, limits);
    const planned = await plan();
    const plannedAtMs = clock.now();
    log.info('planned', describePlan(planned));

    // 5. Cut, and 6. verify what was cut. Its bytes are on their way meanwhile, and seen by nobody before step 7.
    const cutJob = { request, identity, archive, workspace, follower: upload, limits, deadline };
    const verified = await cutAndVerify(planned, plan, cutJob, ports);
    const { media } = verified;
    const cutAtMs = clock.now();

    // 7. Make the clip's images, and complete its upload and theirs; unless another delivery has taken over.
    if (!(await ports.clips.holds(identity.clipId, delivery.id))) throw leaseLost();
    const finished = { path: verified.path, media, workspace, deadline };
    const illustrate = () => illustrateClip(finished, request, keys, producer);
    const stored = await storeClip(keys, upload, illustrate, ports.assets);
    const storedAtMs = clock.now();
    log.info('stored', {
      bytes: media.bytes,
      thumbnails: stored.result.thumbnail.sizes.length,
      uploadMs: storedAtMs - cutAtMs,
    });

    const timings = {
      queueMs,
      planMs: plannedAtMs - startedAtMs,
      cutMs: cutAtMs - plannedAtMs,
      uploadMs: storedAtMs - cutAtMs,
      totalMs: storedAtMs - startedAtMs,
    };
    const result: ClipResult = {
      status: 'CLIP_AVAILABLE',
      ...stored.result,
      covered: verified.plan.covered.map(toTuple),
      gaps: verified.plan.gaps.map(toTuple),
      media,
      reason: null,
      expectedAt: null,
    };
    return { result, provenance: await provenanceOf(verified.plan, archive, timings, stored.puts, ports) };
  } finally {
    await clearAway([() => upload.abandon(), () => archive.close(), () => workspace.remove()], log);
  }
}

/** Does each, whatever became of the one before: what is left behind is no reason to give up the answer. */
async function clearAway(steps: readonly (() => Promise<void>)[], log: StepLog): Promise<void> {
  for (const step of steps) {
    await step().catch((error: unknown) => log.warn('not cleared', { reason: describeError(error) }));
  }
}

/** The permanent answer that an error stands for, or null for one that may pass. */
function asRefusal(error: unknown, delivery: Delivery): ClipRefused | null {
  if (error instanceof ClipRefused) return error;
  if (!delivery.cutDeadline.aborted || error !== delivery.cutDeadline.reason) return null;
  const seconds = Math.round(delivery.cutBudgetMs / 1000);
  const message = `cutting took longer than the ${seconds} s there were: ask for a shorter window`;
  return new ClipRefused('CLIP_REJECTED', 'too-heavy', message, { cause: error });
}
