import { type EncodedPacket, EncodedPacketSink } from 'mediabunny';
import type { Segment } from '../core/cut-pieces.ts';
import type { S3Archive } from './archive.ts';
import type { Packets } from './clip-writer.ts';
import { FRAME_TOLERANCE_US } from './cut-points.ts';
import type { OpenRecording } from './open-recording.ts';

const TOLERANCE_S = FRAME_TOLERANCE_US / 1e6;
/** No codec's packet of sound is longer. */
export const LONGEST_PACKET_S = 0.2;

/** The segments' pictures as they are in the recordings, one segment after the other. */
export async function* copiedPictures(
  segments: readonly Segment[],
  archive: S3Archive,
  signal: AbortSignal,
): Packets {
  for (const segment of segments) {
    const open = archive.opened(segment.recording);
    const reader = archive.reader(segment.recording);
    const { fromS, toS, shiftS } = timesOf(open, segment);
    const sink = new EncodedPacketSink(open.video);
    reader.expect(expectedBytes(segment));
    for await (const packet of packetsFrom(sink, await sink.getKeyPacket(fromS + TOLERANCE_S))) {
      signal.throwIfAborted();
      if (packet.timestamp >= toS - TOLERANCE_S) break;
      // Leading pictures of an open GOP are shown before the keyframe that they follow.
      if (packet.timestamp < fromS - TOLERANCE_S) continue;
      yield packet.clone({ timestamp: packet.timestamp + shiftS });
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
    const at = await sink.getPacket(fromS, { metadataOnly: true });
    const fromPacketS = at ? at.timestamp - (isJoin ? 0 : at.duration / 2) : fromS;
    // The recording's first packet has none before it, and sound that begins late has none at the first frame.
    const start =
      (await sink.getPacket(fromPacketS)) ?? (await sink.getPacket(fromS)) ?? (await sink.getFirstPacket());
    for await (const packet of packetsFrom(sink, start)) {
      signal.throwIfAborted();
      if (packet.timestamp >= toS) break;
      const timestamp = packet.timestamp + shiftS;
      // In front of a hole within a recording its index gives a packet a length that reaches through it.
      const duration = packet.duration > LONGEST_PACKET_S ? lengthS : packet.duration;
      lengthS = duration;
      if (isJoin && (packet.timestamp < fromS - TOLERANCE_S || timestamp < endS - duration / 2)) continue;
      yield packet.clone({ timestamp, duration });
      endS = timestamp + duration;
    }
  }
}

/** Packet by packet: mediabunny's own iteration reads ahead of what is wanted, past a segment's end. */
async function* packetsFrom(sink: EncodedPacketSink, start: EncodedPacket | null): Packets {
  for (let packet = start; packet; packet = await sink.getNextPacket(packet)) yield packet;
}

/** What a segment takes at its recording's mean rate. */
function expectedBytes({ recording, keyframeUs, toUs }: Segment): number {
  return (recording.bytes / recording.durationUs) * (toUs - keyframeUs);
}

/** A segment on its container's time line, in seconds, and the way from there to the clip's. */
function timesOf(open: OpenRecording, segment: Segment): { fromS: number; toS: number; shiftS: number } {
  const fromS = open.firstFrameS + segment.fromUs / 1e6;
  const toS = open.firstFrameS + segment.toUs / 1e6;
  return { fromS, toS, shiftS: segment.clipUs / 1e6 - fromS };
}
