import { ClipRefused } from './errors.ts';
import { LARGEST_CLIP_BYTES } from './media-limits.ts';
import type { CutPlan } from './plan.ts';
import { bytesOf } from './recording.ts';

/** The refusal of a clip that takes more than there is room for. */
export function clipTooLarge(): ClipRefused {
  const message = `the clip takes more than ${LARGEST_CLIP_BYTES} bytes: ask for a shorter window, or for less height`;
  return new ClipRefused('CLIP_REJECTED', 'clip-too-large', message);
}

/** About how many bytes of recordings a plan copies into its clip, at the recordings' mean rates. */
export function copiedBytes({ pieces }: Pick<CutPlan, 'pieces'>): number {
  return pieces.reduce(
    (sum, { how, recording, fromUs, toUs }) =>
      how === 'copy' ? sum + bytesOf(recording, toUs - fromUs) : sum,
    0,
  );
}

/**
 * The plan itself. What comes out larger than it promises ends when it is written.
 *
 * @throws ClipRefused `clip-too-large` where the clip will hardly find room.
 */
export function refuseOversize(plan: CutPlan): CutPlan {
  if (copiedBytes(plan) > LARGEST_CLIP_BYTES) throw clipTooLarge();
  return plan;
}
