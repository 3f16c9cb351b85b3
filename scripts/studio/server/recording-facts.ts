import { EncodedPacketSink } from 'mediabunny';
import type { OpenRecording } from '../../../functions/producer/adapters/open-recording.ts';
import type { Container, Recording } from '../../../functions/producer/core/recording.ts';
import type { FrameTimes, RecordingFacts } from '../api.ts';
import type { ShelvedRecording } from './recording-shelf.ts';

const CONTAINER_NAMES: Readonly<Record<Container, string>> = {
  mp4: 'MP4',
  'fragmented-mp4': 'fragmented MP4',
  mpegts: 'MPEG-TS',
  matroska: 'Matroska',
};
const CODEC_NAMES: Readonly<Record<string, string>> = { avc: 'H.264', hevc: 'HEVC', vp9: 'VP9', av1: 'AV1' };

/** A recording as the page has to know it. */
export function factsOf(recording: Recording, open: OpenRecording): RecordingFacts {
  const { key, startMs, durationUs, container, video } = recording;
  return {
    kind: 'recording',
    key,
    startMs,
    durationMs: durationUs / 1000,
    firstFrameS: open.firstFrameS,
    fps: video.fps,
    width: video.width,
    height: video.height,
    codec: video.codec,
    container: CONTAINER_NAMES[container],
    whyNot: whyNotPlayed(container, video.codec),
  };
}

/** Browsers play H.264 in MP4 and MOV everywhere; of all else the page says that it can be cut, and not be played. */
function whyNotPlayed(container: Container, codec: string | null): string | null {
  if (container === 'mpegts' || container === 'matroska') {
    return `browsers do not play ${CONTAINER_NAMES[container]}`;
  }
  if (codec === 'avc') return null;
  return `browsers do not play ${codec ? (CODEC_NAMES[codec] ?? codec) : 'its codec'} everywhere`;
}

/** A stretch may not be longer: it is for the surroundings of a playhead. */
export const LONGEST_STRETCH_MS = 60_000;

/** When frames are shown that begin within `[fromMs, toMs)` of the recording. */
export async function frameTimes(
  { archive, recording }: ShelvedRecording,
  fromMs: number,
  toMs: number,
): Promise<FrameTimes> {
  // The others have no index: their frames would have to be read.
  if (recording.container !== 'mp4') return { framesUs: null };
  const open = archive.opened(recording);
  const sink = new EncodedPacketSink(open.video);
  const options = { metadataOnly: true };
  const fromS = open.firstFrameS + fromMs / 1000;
  const first = (await sink.getKeyPacket(fromS, options)) ?? (await sink.getFirstKeyPacket(options));
  const framesUs: number[] = [];
  if (!first) return { framesUs };
  let behind = 0;
  for await (const packet of sink.packets(first, undefined, options)) {
    const us = Math.round((packet.timestamp - open.firstFrameS) * 1e6);
    if (us >= toMs * 1000) {
      // Frames that are decoded later may be shown earlier.
      if (++behind > MOST_REORDERED) break;
    } else if (us >= fromMs * 1000) framesUs.push(us);
  }
  return { framesUs: framesUs.sort((a, b) => a - b) };
}

const MOST_REORDERED = 16;
