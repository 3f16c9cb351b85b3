import { type EncodedPacket, EncodedPacketSink } from 'mediabunny';
import type { Segment } from '../core/cut-pieces.ts';
import { bytesOf } from '../core/recording.ts';
import type { Packets } from './clip-writer.ts';
import { FRAME_TOLERANCE_US } from './cut-points.ts';
import type { OpenRecording } from './open-recording.ts';
import type { S3Archive } from './s3-archive.ts';

const TOLERANCE_S = FRAME_TOLERANCE_US / 1e6;
/** No packet sounds longer: AAC at 8 kHz has 128 ms of it, Opus 120 ms at most. */
export const LONGEST_SOUND_S = 0.15;

/**
 * The segments' pictures as they are in the recordings, one segment after the other.
 *
 * @param wantedUs up to where the last segment's recording will be wanted afterwards: it is read ahead.
 */
export async function* copiedPictures(
  segments: readonly Segment[],
  archive: S3Archive,
  signal: AbortSignal,
  wantedUs = 0,
): Packets {
  for (const segment of segments) {
    const open = archive.opened(segment.recording);
    const reader = archive.reader(segment.recording);
    const { fromS, toS, shiftS } = timesOf(open, segment);
    const sink = new EncodedPacketSink(open.video);
    const untilUs = Math.max(segment.toUs, segment === segments.at(-1) ? wantedUs : 0);
    reader.expect(bytesOf(segment.recording, untilUs - segment.keyframeUs));
    for await (const packet of packetsFrom(sink, await sink.getKeyPacket(fromS + TOLERANCE_S))) {
      signal.throwIfAborted();
      if (packet.timestamp >= toS - TOLERANCE_S) break;
      // Leading pictures of an open GOP are shown before the keyframe that they follow.
      if (packet.timestamp < fromS - TOLERANCE_S) continue;
      // In front of a hole a packet is as long as that; the clip ends with its last frame.
      const isThrough = packet.timestamp + packet.duration > toS + TOLERANCE_S;
      const duration = isThrough ? toS - packet.timestamp : packet.duration;
      yield packet.clone({ timestamp: packet.timestamp + shiftS, duration });
    }
  }
}

/**
 * The segments' sound as it is in the recordings. The clip's first packets may begin before its first frame, for a
 * decoder has to be a packet ahead to sound right, and the file's edit list hides that; at a join they may not, or
 * they would be heard on top of what was before.
 */
export async function* copiedSound(
  segments: readonly Segment[],
  archive: S3Archive,
  signal: AbortSignal,
): Packets {
  let endS = -Infinity;
  let lengthS = 0;
  for (const segment of segments) {
    const open = archive.opened(segment.recording);
    if (!open.audio) continue;
    const { fromS, toS, shiftS } = timesOf(open, segment);
    const isJoin = segment.clipUs > 0;
    const sink = new EncodedPacketSink(open.audio);
    const start = await firstSound(sink, fromS, isJoin);
    for await (const packet of packetsFrom(sink, start)) {
      signal.throwIfAborted();
      if (packet.timestamp >= toS) break;
      const timestamp = packet.timestamp + shiftS;
      // In front of a hole within a recording its index gives a packet a length that reaches through it.
      const isThrough = packet.duration > LONGEST_SOUND_S && lengthS > 0;
      const duration = isThrough ? lengthS : packet.duration;
      // Matroska knows no length of a block's last packet.
      if (duration > 0) lengthS = duration;
      if (isJoin && (packet.timestamp < fromS - TOLERANCE_S || timestamp < endS - duration / 2)) continue;
      yield packet.clone({ timestamp, duration });
      endS = timestamp + duration;
    }
  }
}

/**
 * The packet that sound from `fromS` on begins with: at a join the one that sounds then, else the one before it. Where
 * the sound has a hole then, or has not begun, it is the first one behind that: players take a packet from before the
 * hole for one that is as long as it, and leave out as much of what follows.
 */
async function firstSound(
  sink: EncodedPacketSink,
  fromS: number,
  isJoin: boolean,
): Promise<EncodedPacket | null> {
  const at = await sink.getPacket(fromS, { metadataOnly: true });
  if (!at) return sink.getFirstPacket();
  if (at.timestamp < fromS - LONGEST_SOUND_S) return sink.getNextPacket(at);
  const before = isJoin ? null : await sink.getPacket(at.timestamp - at.duration / 2);
  const isNear = before && before.timestamp >= at.timestamp - LONGEST_SOUND_S;
  return isNear ? before : sink.getPacket(fromS);
}

/** Packet by packet: mediabunny's own iteration reads ahead of what is wanted, past a segment's end. */
async function* packetsFrom(sink: EncodedPacketSink, start: EncodedPacket | null): Packets {
  for (let packet = start; packet; packet = await sink.getNextPacket(packet)) yield packet;
}

/** A segment on its container's time line, in seconds, and the way from there to the clip's. */
function timesOf(open: OpenRecording, segment: Segment): { fromS: number; toS: number; shiftS: number } {
  const fromS = open.firstFrameS + segment.fromUs / 1e6;
  const toS = open.firstFrameS + segment.toUs / 1e6;
  return { fromS, toS, shiftS: segment.clipUs / 1e6 - fromS };
}
