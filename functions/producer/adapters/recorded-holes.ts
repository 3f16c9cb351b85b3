import { EncodedPacketSink } from 'mediabunny';
import { type Hole, holesAmong } from '../core/holes.ts';
import type { Container } from '../core/recording.ts';
import { LONGEST_SOUND_S } from './copied-packets.ts';
import type { OpenRecording } from './open-recording.ts';

/**
 * Where a recording that has an index holds neither pictures nor sound within a stretch of it: a camera that lost its
 * signal writes on in the same file. A container without an index would have to be read as a whole for this: its holes
 * are seen in the clip that was cut from it.
 *
 * @param fromUs @param toUs microseconds from the recording's first frame.
 */
export async function recordedHoles(
  open: OpenRecording,
  container: Container,
  fromUs: number,
  toUs: number,
): Promise<Hole[]> {
  if (container !== 'mp4') return [];
  const sink = new EncodedPacketSink(open.video);
  const options = { metadataOnly: true };
  const from =
    (await sink.getKeyPacket(open.firstFrameS + fromUs / 1e6, options)) ??
    (await sink.getFirstKeyPacket(options));
  if (!from) return [];
  const startsUs: number[] = [];
  for await (const packet of sink.packets(from, undefined, options)) {
    const startUs = Math.round((packet.timestamp - open.firstFrameS) * 1e6);
    startsUs.push(startUs);
    // Up to the first frame behind the stretch, whose distance counts as well.
    if (packet.type === 'key' && startUs >= toUs) break;
  }
  const holes = holesAmong(startsUs).filter((hole) => hole.startUs < toUs && hole.endUs > fromUs);
  return silentAmong(open, holes);
}

/** Those of the holes in the picture that have no sound either. */
export async function silentAmong(open: OpenRecording, holes: readonly Hole[]): Promise<Hole[]> {
  const silent = await Promise.all(holes.map((hole) => isSilent(open, hole)));
  return holes.filter((_, index) => silent[index]);
}

/** Whether there is no sound in the middle of a hole: with sound, the picture stood still and the camera was there. */
async function isSilent({ audio, firstFrameS }: OpenRecording, { startUs, endUs }: Hole): Promise<boolean> {
  if (!audio) return true;
  const middleS = firstFrameS + (startUs + endUs) / 2e6;
  const packet = await new EncodedPacketSink(audio).getPacket(middleS, { metadataOnly: true });
  // An index gives the last packet in front of a hole a length that reaches through it.
  return !packet || packet.timestamp < firstFrameS + startUs / 1e6 + LONGEST_SOUND_S;
}
