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
import { isJoinable, parameterSetsOf } from './avc-config.ts';
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
      isPlain: await isPlain(video),
      isJoinable: (await video.getCodec()) === 'avc' && isJoinable(await parameterSetsIn(video)),
      parameters: await videoParameters(video),
    },
    audio: audio && {
      codec: await audio.getCodec(),
      channels: await audio.getNumberOfChannels(),
      sampleRate: await audio.getSampleRate(),
      startUs: Math.round(((await audio.getFirstTimestamp()) - firstFrameS) * 1e6),
      endUs: Math.round(((await audio.computeDuration()) - firstFrameS) * 1e6),
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

/** The H.264 parameter sets of a track: from its description, or from its first keyframe where it has none. */
export async function parameterSetsIn(video: InputVideoTrack): Promise<Uint8Array[]> {
  const description = descriptionOf((await video.getDecoderConfig())?.description);
  if (description) return parameterSetsOf(description);
  const first = await new EncodedPacketSink(video).getFirstKeyPacket();
  return first ? parameterSets(nalUnits(first.data, 'avc', null), 'avc') : [];
}

async function isPlain(video: InputVideoTrack): Promise<boolean> {
  const { num, den } = await video.getPixelAspectRatio();
  return num === den && (await video.getRotation()) === 0;
}

async function videoParameters(video: InputVideoTrack): Promise<string> {
  const config = await video.getDecoderConfig();
  const description = descriptionOf(config?.description);
  const inBand = !description && (await video.getCodec()) === 'avc' ? await parameterSetsIn(video) : [];
  return digest([
    config?.codec,
    config?.codedWidth,
    config?.codedHeight,
    await video.getRotation(),
    description,
    ...inBand,
  ]);
}

function digest(parts: readonly unknown[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part instanceof Uint8Array ? part : `${part};`);
  return hash.digest('hex').slice(0, 16);
}
