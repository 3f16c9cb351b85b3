import type { InputAudioTrack } from 'mediabunny';
import type { Segment } from '../core/cut-pieces.ts';
import type { CutPlan } from '../core/plan.ts';
import { type Packets, type SoundSetup, soundSetup } from './clip-writer.ts';
import { copiedSound } from './copied-packets.ts';
import { type CutTools, encodedSound } from './encoded-packets.ts';

/** The sound of a plan as one track, copied or encoded however the pictures are cut; null for none. */
export async function clipSound(
  plan: CutPlan,
  tools: CutTools,
): Promise<{ setup: SoundSetup; packets: Packets } | null> {
  if (plan.sound === 'none') return null;
  const seconds = plan.durationUs / 1e6;
  if (plan.sound === 'copy') {
    const { recording } = plan.segments[0] as Segment;
    const audio = tools.archive.opened(recording).audio as InputAudioTrack;
    return {
      setup: await soundSetup(audio, seconds),
      packets: copiedSound(plan.segments, tools.archive, tools.signal),
    };
  }
  const { track, packets } = await encodedSound(plan, tools);
  return { setup: await soundSetup(track, seconds), packets };
}
