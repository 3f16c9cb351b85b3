import {
  type AudioCodec,
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  type InputAudioTrack,
  Mp4OutputFormat,
  Output,
  StreamTarget,
  type VideoCodec,
} from 'mediabunny';
import type { FileFollower } from '../ports.ts';
import { clipFile } from './clip-file.ts';

/** What a track of the clip is made of: how to decode it, and how much room its index needs. */
export interface TrackSetup<Codec, Config> {
  readonly codec: Codec;
  readonly config: Config;
  readonly mostPackets: number;
}

export interface PictureSetup extends TrackSetup<VideoCodec, VideoDecoderConfig> {
  readonly rotation: 0 | 90 | 180 | 270;
}

export type SoundSetup = TrackSetup<AudioCodec, AudioDecoderConfig>;

/** Packets of a track in decode order, on the clip's time line. */
export type Packets = AsyncGenerator<EncodedPacket, void>;

/** Index entries reserved beyond what a mean rate promises: a tenth, and these. */
const SPARE_PACKETS = 100;

/**
 * Writes one MP4: pictures and, where there is any, sound, interleaved by time, index first. Packets go to disk as
 * they come, and the index into the room reserved for it, so no clip is ever whole in memory or twice on disk.
 */
export async function writeClip(
  path: string,
  pictures: { setup: PictureSetup; packets: Packets },
  sound: { setup: SoundSetup; packets: Packets } | null,
  follower: FileFollower,
): Promise<void> {
  await follower.begin(path);
  const output = new Output({
    format: new Mp4OutputFormat({ fastStart: 'reserve' }),
    target: new StreamTarget(clipFile(path, follower)),
  });
  const pictureSource = new EncodedVideoPacketSource(pictures.setup.codec);
  const { rotation, mostPackets: maximumPacketCount } = pictures.setup;
  output.addVideoTrack(pictureSource, { rotation, maximumPacketCount });
  const soundSource = sound && new EncodedAudioPacketSource(sound.setup.codec);
  if (soundSource) output.addAudioTrack(soundSource, { maximumPacketCount: sound.setup.mostPackets });
  try {
    await output.start();
    let nextSound = await sound?.packets.next();
    const writeSoundUntil = async (timeS: number) => {
      while (nextSound && !nextSound.done && nextSound.value.timestamp < timeS) {
        await soundSource?.add(nextSound.value, { decoderConfig: sound?.setup.config as AudioDecoderConfig });
        nextSound = await sound?.packets.next();
      }
    };
    for await (const packet of pictures.packets) {
      await writeSoundUntil(packet.timestamp);
      await pictureSource.add(packet, { decoderConfig: pictures.setup.config });
    }
    await writeSoundUntil(Infinity);
    await output.finalize();
  } catch (error) {
    // Where the file is what failed, its stream is closed already; the first error is the one to tell.
    if (output.state === 'started') await output.cancel().catch(() => undefined);
    throw error;
  } finally {
    await Promise.all([pictures.packets.return(), sound?.packets.return()]);
  }
}

/** A track's sound as it is. @throws Error where the codec is none that can be copied. */
export async function soundSetup(track: InputAudioTrack, seconds: number): Promise<SoundSetup> {
  const codec = await track.getCodec();
  const config = await track.getDecoderConfig();
  if (!codec || !config) throw new Error('the sound has no codec that can be copied');
  const first = await new EncodedPacketSink(track).getFirstPacket({ metadataOnly: true });
  return { codec, config, mostPackets: roomFor(1 / (first?.duration || 0.01), seconds) };
}

/** Packets to reserve room for, given their mean rate. */
export function roomFor(packetsPerSecond: number, seconds: number): number {
  return Math.ceil(packetsPerSecond * seconds * 1.1) + SPARE_PACKETS;
}
