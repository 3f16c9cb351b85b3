import type { InputAudioTrack } from 'mediabunny';
import { canCopySound, hasSound } from '../core/copyable.ts';
import type { CutPlan } from '../core/plan.ts';
import { type Packets, type SoundSetup, soundSetup } from './clip-writer.ts';
import { copiedSound } from './copied-packets.ts';
import { type EncodeSurroundings, encodedSound } from './encoded-packets.ts';

/** The sound of a plan as one track: copied wherever it fits MP4, however the pictures are cut; null for none. */
export async function clipSound(
  plan: CutPlan,
  around: EncodeSurroundings,
): Promise<{ setup: SoundSetup; packets: Packets } | null> {
  if (!hasSound(plan)) return null;
  const seconds = plan.durationUs / 1e6;
  const recording = plan.segments[0]?.recording;
  if (recording && canCopySound(plan)) {
    const audio = around.archive.opened(recording).audio as InputAudioTrack;
    return {
      setup: await soundSetup(audio, seconds),
      packets: copiedSound(plan.segments, around.archive, around.signal),
    };
  }
  const { track, packets } = await encodedSound(plan.segments, plan.durationUs, around);
  return { setup: await soundSetup(track, seconds), packets };
}
