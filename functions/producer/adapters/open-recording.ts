import { createHash } from 'node:crypto';
import {
  EncodedPacketSink,
  Input,
  type InputAudioTrack,
  type InputVideoTrack,
  MATROSKA,
  MP4,
  MPEG_TS,
  QTFF,
  type Source,
  WEBM,
} from 'mediabunny';
import type { AudioFacts, VideoFacts } from '../core/recording.ts';
import { nalUnits, parameterSets } from './nal-units.ts';

/** What a recording may be. HLS is left out on purpose: a playlist names other files. */
const FORMATS = [MP4, QTFF, MATROSKA, WEBM, MPEG_TS];
/** Packets looked at for the mean frame rate. */
const RATE_SAMPLE = 60;

/** A recording with its tracks found; times are seconds on the container's own time line. */
export interface OpenRecording {
  readonly input: Input;
  readonly video: InputVideoTrack;
  readonly audio: InputAudioTrack | null;
  /** Where the container's time line puts the first frame; MPEG-TS begins at 1.4 s, for one. */
  readonly firstFrameS: number;
}

export interface TrackFacts {
  readonly durationUs: number;
  readonly video: VideoFacts;
  readonly audio: AudioFacts | null;
}

/** Opens a source; null where there is no picture in it. Throws what mediabunny throws on media it cannot read. */
export async function openRecording(source: Source): Promise<OpenRecording | null> {
  const input = new Input({ source, formats: FORMATS });
  const video = await input.getPrimaryVideoTrack();
  if (!video) {
    input.dispose();
    return null;
  }
  return {
    input,
    video,
    audio: await input.getPrimaryAudioTrack(),
    firstFrameS: await video.getFirstTimestamp(),
  };
}

/** Looks at the tracks; reads the index and, where the container has none, a few packets. */
export async function readFacts(open: OpenRecording): Promise<TrackFacts> {
  const { video, audio, firstFrameS } = open;
  const stats = await video.computePacketStats(RATE_SAMPLE);
  return {
    durationUs: Math.round(((await video.computeDuration()) - firstFrameS) * 1e6),
    video: {
      codec: await video.getCodec(),
      width: await video.getDisplayWidth(),
      height: await video.getDisplayHeight(),
      rotation: await video.getRotation(),
      fps: stats.averagePacketRate,
      parameters: await videoParameters(video),
    },
    audio: audio && {
      codec: await audio.getCodec(),
      channels: await audio.getNumberOfChannels(),
      sampleRate: await audio.getSampleRate(),
      parameters: digest([
        await audio.getCodec(),
        await audio.getNumberOfChannels(),
        await audio.getSampleRate(),
        descriptionOf((await audio.getDecoderConfig())?.description),
      ]),
    },
  };
}

/** A decoder's set-up as bytes, or null where the bitstream carries it itself. */
export function descriptionOf(description: ArrayBufferLike | ArrayBufferView | undefined): Uint8Array | null {
  if (!description) return null;
  return ArrayBuffer.isView(description)
    ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength)
    : new Uint8Array(description);
}

async function videoParameters(video: InputVideoTrack): Promise<string> {
  const config = await video.getDecoderConfig();
  const codec = await video.getCodec();
  let description = descriptionOf(config?.description);
  if (!description && codec && config) {
    const first = await new EncodedPacketSink(video).getFirstKeyPacket();
    description = Buffer.concat(first ? parameterSets(nalUnits(first.data, codec, null), codec) : []);
  }
  return digest([
    config?.codec,
    config?.codedWidth,
    config?.codedHeight,
    await video.getRotation(),
    description,
  ]);
}

function digest(parts: readonly unknown[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part instanceof Uint8Array ? part : `${part};`);
  return hash.digest('hex').slice(0, 16);
}
