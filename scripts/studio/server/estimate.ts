import { PART_BYTES } from '../../../functions/producer/adapters/growing-upload.ts';
import { LARGEST_READ } from '../../../functions/producer/adapters/range-reader.ts';
import type { S3Archive } from '../../../functions/producer/adapters/s3-archive.ts';
import { toTuple } from '../../../functions/producer/core/clip-document.ts';
import { costOf } from '../../../functions/producer/core/cost.ts';
import { encodeWallMs } from '../../../functions/producer/core/encode-time.ts';
import { ClipPending, ClipRefused } from '../../../functions/producer/core/errors.ts';
import { patienceFor } from '../../../functions/producer/core/live-edge.ts';
import type { CutPlan, EncodeLimits } from '../../../functions/producer/core/plan.ts';
import { bytesOf } from '../../../functions/producer/core/recording.ts';
import { type ClipRequest, parseRequest } from '../../../functions/producer/core/request.ts';
import { findRecordings } from '../../../functions/producer/steps/find-recordings.ts';
import { planClip } from '../../../functions/producer/steps/plan-clip.ts';
import type { Estimate } from '../api.ts';

/** The time of a clip besides its encode; docs/adr/0041 has the measurements. */
const FIXED_MS = 900;
const BYTES_A_MS = 40_000;
const PREVIEW_MS = 1500;
const SPRITE_MS = 800;

/**
 * What a request will come to, by the planner that the function uses on the recordings as they are now; only their
 * indexes are read.
 *
 * @param archive opened for this estimate alone: what it read belongs to the estimate.
 */
export async function estimate(
  body: string,
  archive: S3Archive,
  limits: EncodeLimits,
  nowMs: number,
): Promise<Estimate> {
  const parsed = parseRequest(body);
  if (!parsed.ok) return { ok: false, status: 'CLIP_REJECTED', reason: parsed.reason };
  const { request } = parsed;
  try {
    // As if it were sent now.
    const patience = patienceFor(request.source.kind === 'window' ? request.range.endMs : null, nowMs, nowMs);
    const search = { request, archive, nowMs, patience };
    const plan = await planClip(search, await findRecordings(search), limits);
    return { ok: true, ...describe(plan), ...costs(plan, request, archive, limits) };
  } catch (error) {
    if (!(error instanceof ClipRefused || error instanceof ClipPending)) throw error;
    const status = error instanceof ClipRefused ? error.status : 'CLIP_PENDING';
    return { ok: false, status, reason: { code: error.code, message: error.message } };
  }
}

function describe(plan: CutPlan) {
  return {
    mode: plan.mode,
    why: plan.reason,
    durationMs: plan.durationUs / 1000,
    frames: plan.frames,
    covered: plan.covered.map(toTuple),
    gaps: plan.gaps.map(toTuple),
  };
}

function costs(plan: CutPlan, request: ClipRequest, archive: S3Archive, { memoryMb }: EncodeLimits) {
  const looked = [...archive.bytesRead().values()].reduce((sum, bytes) => sum + bytes, 0);
  // From keyframe to the last frame copied.
  const media = plan.segments.reduce(
    (sum, { recording, keyframeUs, copyEndUs }) => sum + bytesOf(recording, copyEndUs - keyframeUs),
    0,
  );
  const encoded = plan.pieces.filter((piece) => piece.how === 'encode');
  const encodeMs = encoded.reduce((sum, piece) => {
    const { video } = piece.recording;
    const job = {
      ...video,
      durationMs: (piece.toUs - piece.fromUs) / 1000,
      ...(plan.mode === 'encode' ? { output: plan.scale ?? video, edits: plan.edits } : {}),
    };
    return sum + encodeWallMs(job, { smaller: null, preset: plan.preset }, memoryMb);
  }, 0);
  const images = (request.preview === 'none' ? 0 : PREVIEW_MS) + (request.sprite ? SPRITE_MS : 0);
  const durationMs = FIXED_MS + (looked + 2 * media) / BYTES_A_MS + encodeMs + images;
  const parts = Math.ceil(media / PART_BYTES);
  const { gets, lists } = archive.requests();
  const { usd, prices } = costOf({
    durationMs,
    memoryMb,
    s3Gets: gets + Math.ceil(media / LARGEST_READ),
    s3Puts:
      lists +
      (parts > 1 ? parts + 2 : 1) +
      request.thumbnails.widths.length +
      (request.preview === 'none' ? 0 : 1) +
      (request.sprite ? 2 : 0),
  });
  return { bytesRead: Math.round(looked + media), seconds: durationMs / 1000, usd, prices };
}
