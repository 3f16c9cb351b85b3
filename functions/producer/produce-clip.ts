import {
  type ClipDocument,
  type ClipIdentity,
  type ClipMedia,
  type ClipProvenance,
  type ClipResult,
  type ClipStatus,
  failedResult,
  identityOf,
  identityOfInvalid,
  toTuple,
} from './core/clip-document.ts';
import { costOf } from './core/cost.ts';
import { ClipRefused, describeError, RetryableFailure } from './core/errors.ts';
import { noRecording, tooLong } from './core/limits.ts';
import { topicMessage } from './core/notification.ts';
import { type CutPlan, divideWindow, encodeInstead, type LocatedStretch, planCut } from './core/plan.ts';
import type { Recording } from './core/recording.ts';
import { type ClipRequest, parseRequest, type Reason, requestHash } from './core/request.ts';
import type { Archive, Ports, Thumbnail, Workspace } from './ports.ts';

/** A message of the queue, as far as the use case cares. */
export interface ClipMessage {
  readonly messageId: string;
  readonly body: string;
  /** Epoch ms. */
  readonly sentAtMs: number;
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

/** A request on its way: what every step after the claim needs. */
interface Job {
  readonly request: ClipRequest;
  readonly identity: ClipIdentity;
  readonly delivery: Delivery;
  readonly startedMs: number;
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
  const { clips, clock, log } = ports;
  const startedMs = clock.now();

  // 1. Parse and validate the request.
  const parsed = parseRequest(message.body);
  if (!parsed.ok) {
    const { clipId, reason } = parsed;
    if (clipId === null) throw new RetryableFailure('no-clip-id', reason.message);
    return rejectInvalid(identityOfInvalid({ ...parsed, clipId }), reason, ports);
  }
  const { request } = parsed;
  const identity = identityOf(request, ports.surroundings.recordingsPrefix);
  const queueMs = Math.max(0, startedMs - message.sentAtMs);
  log.info('received', {
    clipId: request.clipId,
    cameraId: identity.cameraId,
    range: request.range,
    queueMs,
  });

  // 2. Claim the clip: of any number of deliveries, one works on it.
  const claim = await clips.claim({
    identity,
    requestHash: requestHash(request),
    leaseBy: delivery.id,
    leaseUntilMs: delivery.leaseUntilMs,
    nowMs: startedMs,
  });
  if (claim.kind === 'available') return tell(claim.document, ports);
  if (claim.kind === 'taken') return rejectTaken(identity, ports);
  if (claim.kind === 'busy') {
    throw new RetryableFailure(
      'busy',
      `another delivery works on it until ${new Date(claim.untilMs).toISOString()}`,
    );
  }
  log.info('claimed', { attempt: claim.document.attempts });

  const job: Job = { request, identity, delivery, startedMs, queueMs };
  try {
    const made = await makeClip(job, ports);
    return await finishAndTell(job, made.result, ports, made.provenance);
  } catch (error) {
    const refusal = asRefusal(error, delivery);
    if (refusal) return finishAndTell(job, failedResult(refusal.status, describeError(refusal)), ports);
    if (message.isLastReceive)
      await finishAndTell(job, failedResult('FATAL_ERROR', describeError(error)), ports);
    else await clips.release(request.clipId, delivery.id, clock.now());
    throw error;
  }
}

/** Steps 3 to 7: from recordings to stored, verified objects. */
async function makeClip(job: Job, ports: Ports): Promise<{ result: ClipResult; provenance: ClipProvenance }> {
  const { clock, log } = ports;
  const { request, delivery } = job;
  const overlong = tooLong(request.range);
  if (overlong) throw overlong;
  const archive = ports.archives.open();
  const workspace = await ports.workspaces.open();
  try {
    // 3. Find the recordings of the window.
    const recordings = await findRecordings(request, archive, clock.now());
    log.info('found', { recordings: recordings.map((recording) => recording.key) });

    // 4. Plan cuts, gaps and the way of cutting.
    const plan = await makePlan(job, recordings, archive, clock.now(), ports);
    const plannedMs = clock.now();
    log.info('planned', describePlan(plan));

    // 5. Cut, and 6. verify what was cut; what a copy gets wrong, an encode gets right.
    const cut = await cutAndVerify(plan, job, archive, workspace, ports);
    const thumbnails = await ports.producer.thumbnails(
      cut.path,
      cut.media,
      request.thumbnails,
      workspace,
      delivery.cutDeadline,
    );
    const cutMs = clock.now();

    // 7. Upload the clip and its thumbnails.
    const stored = await storeAssets(job.identity, cut.path, thumbnails, ports);
    const storedMs = clock.now();
    log.info('stored', { bytes: cut.media.bytes, thumbnails: thumbnails.length, uploadMs: storedMs - cutMs });

    const result: ClipResult = {
      status: 'CLIP_AVAILABLE',
      ...stored.result,
      covered: cut.plan.covered.map(toTuple),
      gaps: cut.plan.gaps.map(toTuple),
      media: cut.media,
      reason: null,
      expectedAt: null,
    };
    const timings = {
      queueMs: job.queueMs,
      planMs: plannedMs - job.startedMs,
      cutMs: cutMs - plannedMs,
      uploadMs: storedMs - cutMs,
      totalMs: storedMs - job.startedMs,
    };
    return { result, provenance: await provenanceOf(cut.plan, archive, timings, stored.puts, ports) };
  } finally {
    await archive.close();
    await workspace.remove();
  }
}

async function findRecordings(request: ClipRequest, archive: Archive, nowMs: number): Promise<Recording[]> {
  const recordings: Recording[] = [];
  const found = await archive.find(request);
  for (const object of found) {
    const inspection = await archive.inspect(object);
    if (inspection.kind === 'recording') recordings.push(inspection.recording);
    // One that begins before the window may end before it too; the window's other recordings are worth having.
    else if (object.startMs > request.range.startMs || found.length === 1) {
      throw new ClipRefused('CLIP_REJECTED', inspection.code, inspection.message);
    }
  }
  if (recordings.length === 0) throw noRecording(request, nowMs);
  return recordings;
}

async function makePlan(
  job: Job,
  recordings: Recording[],
  archive: Archive,
  nowMs: number,
  ports: Ports,
): Promise<CutPlan> {
  const { request, delivery } = job;
  const { stretches, gaps } = divideWindow(request.range, recordings);
  const located: LocatedStretch[] = [];
  for (const stretch of stretches) {
    const points = await archive.locate(stretch.recording, stretch.range);
    if (points) located.push({ ...stretch, points });
  }
  if (located.length === 0 || (gaps.length > 0 && request.gapPolicy === 'fail'))
    throw noRecording(request, nowMs, gaps);
  return planCut(request, located, gaps, {
    budgetMs: delivery.cutBudgetMs,
    memoryMb: ports.surroundings.memoryMb,
  });
}

async function cutAndVerify(
  planned: CutPlan,
  job: Job,
  archive: Archive,
  workspace: Workspace,
  ports: Ports,
): Promise<{ path: string; media: ClipMedia; plan: CutPlan }> {
  const { producer, log, surroundings } = ports;
  const { request, delivery } = job;
  let plan = planned;
  for (;;) {
    const path = await producer.cut(plan, archive, workspace, delivery.cutDeadline);
    log.info('cut', { mode: plan.mode, bytesRead: total(archive.bytesRead()), requests: archive.requests() });
    const { media, problem } = await producer.verify(path, plan);
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
    plan = encodeInstead(plan, `a copy failed its verification: ${problem}`, {
      budgetMs: delivery.cutBudgetMs,
      memoryMb: surroundings.memoryMb,
    });
  }
}

/** Keys follow from the request, so that a second try replaces what a first one left, and no other clip's. */
async function storeAssets(identity: ClipIdentity, clipPath: string, thumbnails: Thumbnail[], ports: Ports) {
  const { assets } = ports;
  const base = identity.cameraId ? `${identity.cameraId}/${identity.clipId}` : identity.clipId;
  const clip = `${base}.mp4`;
  const thumbnail = `${base}_{size}.jpg`;
  const puts = await Promise.all([
    assets.put(clip, clipPath, 'video/mp4'),
    ...thumbnails.map(({ path, width }) =>
      assets.put(thumbnail.replace('{size}', String(width)), path, 'image/jpeg'),
    ),
  ]);
  return {
    puts: puts.reduce((sum, count) => sum + count, 0),
    result: {
      bucket: assets.bucket,
      clip: { key: clip, url: assets.url(clip) },
      thumbnail: { key: thumbnail, url: assets.url(thumbnail), sizes: thumbnails.map(({ width }) => width) },
    },
  };
}

async function provenanceOf(
  plan: CutPlan,
  archive: Archive,
  timings: ClipProvenance['timings'],
  s3Puts: number,
  { producer, surroundings }: Ports,
): Promise<ClipProvenance> {
  const bytesRead = archive.bytesRead();
  return {
    sources: plan.segments.map(({ recording, fromUs, toUs }) => ({
      key: recording.key,
      etag: recording.etag,
      fromMs: Math.round(fromUs / 1000),
      toMs: Math.round(toUs / 1000),
      bytesRead: bytesRead.get(recording.key) ?? 0,
      size: recording.bytes,
    })),
    cutMode: plan.mode,
    cutReason: plan.reason,
    timings,
    cost: costOf({
      durationMs: timings.totalMs,
      memoryMb: surroundings.memoryMb,
      s3Gets: archive.requests(),
      s3Puts,
    }),
    tool: { wavecut: surroundings.version, ffmpeg: await producer.toolVersion() },
  };
}

/** 8. Write the metadata, and then 9. publish it. */
async function finishAndTell(
  job: Job,
  result: ClipResult,
  ports: Ports,
  provenance?: ClipProvenance,
): Promise<ClipStatus> {
  const { clips, clock, log } = ports;
  const { clipId } = job.request;
  const end = { clipId, leaseBy: job.delivery.id, nowMs: clock.now(), result };
  const isOurs = await clips.finish(provenance ? { ...end, provenance } : end);
  if (!isOurs) throw new RetryableFailure('lease-lost', 'another delivery has taken over');
  log.info('recorded', { status: result.status, reason: result.reason });
  return tell({ ...job.identity, ...result }, ports);
}

async function tell(document: ClipDocument | (ClipIdentity & ClipResult), ports: Ports): Promise<ClipStatus> {
  await ports.topic.publish(topicMessage(document));
  await ports.clips.markNotified(document.clipId, ports.clock.now());
  ports.log.info('told', { status: document.status });
  return document.status;
}

async function rejectInvalid(identity: ClipIdentity, reason: Reason, ports: Ports): Promise<ClipStatus> {
  const result = failedResult('CLIP_REJECTED', reason);
  const isRecorded = await ports.clips.recordInvalid(identity, result, ports.clock.now());
  ports.log.warn('rejected', { clipId: identity.clipId, reason });
  if (isRecorded) return tell({ ...identity, ...result }, ports);
  await ports.topic.publish(topicMessage({ ...identity, ...result }));
  return result.status;
}

async function rejectTaken(identity: ClipIdentity, ports: Ports): Promise<ClipStatus> {
  const message = `clipId ${identity.clipId} belongs to a different request; its clip is untouched`;
  const result = failedResult('CLIP_REJECTED', { code: 'clip-id-taken', message });
  ports.log.warn('rejected', { reason: result.reason });
  await ports.topic.publish(topicMessage({ ...identity, ...result }));
  return result.status;
}

/** The permanent answer that an error stands for, or null for one that may pass. */
function asRefusal(error: unknown, delivery: Delivery): ClipRefused | null {
  if (error instanceof ClipRefused) return error;
  if (!delivery.cutDeadline.aborted) return null;
  const seconds = Math.round(delivery.cutBudgetMs / 1000);
  const message = `cutting took longer than the ${seconds} s there were: ask for a shorter window`;
  return new ClipRefused('CLIP_REJECTED', 'too-heavy', message, { cause: error });
}

function describePlan(plan: CutPlan): Record<string, unknown> {
  return {
    mode: plan.mode,
    reason: plan.reason,
    durationMs: Math.round(plan.durationUs / 1000),
    frames: plan.frames,
    covered: plan.covered.map(toTuple),
    gaps: plan.gaps.map(toTuple),
  };
}

function total(bytes: ReadonlyMap<string, number>): number {
  return [...bytes.values()].reduce((sum, count) => sum + count, 0);
}
