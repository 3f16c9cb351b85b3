import {
  AppendOnlyStreamTarget,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  type InputAudioTrack,
  type InputTrack,
  type InputVideoTrack,
  MkvOutputFormat,
  MPEG_TS,
  Output,
  ReadableStreamSource,
} from 'mediabunny';
import type { Segment } from '../core/cut-pieces.ts';
import {
  FIRST_SOUND_PIPE,
  type JoinStyle,
  pictureArgs,
  type Scale,
  type SoundPiece,
  soundArgs,
} from '../core/ffmpeg-args.ts';
import type { S3Archive } from './archive.ts';
import type { Packets } from './clip-writer.ts';
import { copiedPictures, copiedSound } from './copied-packets.ts';
import { FRAME_TOLERANCE_US } from './cut-points.ts';
import type { Ffmpeg, RunningFfmpeg } from './ffmpeg.ts';

/** What an encode needs around it. */
export interface EncodeSurroundings {
  readonly archive: S3Archive;
  readonly ffmpeg: Ffmpeg;
  /** ffmpeg's working folder. */
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** A track that ffmpeg is encoding right now, and its packets as they come. */
export interface EncodedTrack<Track extends InputTrack> {
  readonly track: Track;
  readonly packets: Packets;
}

/**
 * Encodes a segment's pictures. Only the packets it is decoded from are read, and each frame keeps the very time it
 * has in the recording, whatever the containers on the way round it to.
 */
export async function encodedPictures(
  segment: Segment,
  style: { scale: Scale | null; join: JoinStyle | null },
  { archive, ffmpeg, cwd, signal }: EncodeSurroundings,
): Promise<EncodedTrack<InputVideoTrack>> {
  const fed: Segment = { ...segment, fromUs: segment.keyframeUs, toUs: segment.copyEndUs, clipUs: 0 };
  const open = archive.opened(segment.recording);
  const codec = await open.video.getCodec();
  const decoderConfig = await open.video.getDecoderConfig();
  if (!codec || !decoderConfig) throw new Error('the video has no codec that can be decoded');
  /** When the wanted frames that were fed are shown in the clip, in order of decoding. */
  const times: number[] = [];
  const running = ffmpeg.start(pictureArgs(segment, style.scale, style.join), [0], cwd, signal);
  const source = new EncodedVideoPacketSource(codec);
  const feeding = feed(
    running,
    0,
    source,
    (output) => output.addVideoTrack(source),
    async () => {
      for await (const packet of copiedPictures([fed], archive, signal)) {
        const us = packet.timestamp * 1e6 + segment.keyframeUs;
        const isShown = us >= segment.fromUs - FRAME_TOLERANCE_US && us < segment.toUs - FRAME_TOLERANCE_US;
        if (isShown) times.push((us - segment.fromUs + segment.clipUs) / 1e6);
        await source.add(packet, { decoderConfig });
      }
    },
  );
  const { track, packets } = await readEncoded(running, feeding, (input) => input.getPrimaryVideoTrack());
  const firstS = segment.clipUs / 1e6;
  return { track, packets: retimed(packets, (timestamp) => nearest(times, timestamp + firstS)) };
}

/** Encodes the clip's sound to AAC, silence where a segment has none. */
export async function encodedSound(
  segments: readonly Segment[],
  durationUs: number,
  { archive, ffmpeg, cwd, signal }: EncodeSurroundings,
): Promise<EncodedTrack<InputAudioTrack>> {
  const pieces = segments.map((segment, index): SoundPiece => {
    const lengthUs = (segments[index + 1]?.clipUs ?? durationUs) - segment.clipUs;
    return { fromUs: segment.recording.audio ? LEAD_US : null, lengthUs };
  });
  const heard = segments.filter((segment) => segment.recording.audio);
  const pipes = heard.map((_, index) => FIRST_SOUND_PIPE + index);
  const running = ffmpeg.start(soundArgs(pieces), pipes, cwd, signal);
  const feeds = heard.map(async (segment, index) => {
    const audio = archive.opened(segment.recording).audio as InputAudioTrack;
    const codec = await audio.getCodec();
    const decoderConfig = await audio.getDecoderConfig();
    if (!codec || !decoderConfig) throw new Error('the sound has no codec that can be decoded');
    const source = new EncodedAudioPacketSource(codec);
    await feed(
      running,
      index,
      source,
      (output) => output.addAudioTrack(source),
      async () => {
        for await (const packet of copiedSound([{ ...segment, clipUs: 0 }], archive, signal)) {
          await source.add(packet.clone({ timestamp: packet.timestamp + LEAD_US / 1e6 }), { decoderConfig });
        }
      },
    );
  });
  const { track, packets } = await readEncoded(running, Promise.all(feeds), (input) =>
    input.getPrimaryAudioTrack(),
  );
  return { track, packets: retimed(packets, (timestamp) => timestamp - AAC_PRIMING_S) };
}

/** No frame is decoded this long before or after its neighbours in time. */
const REORDERING_S = 2;

/** ffmpeg's AAC encoder begins with a packet of nothing, 1,024 samples before the sound. */
const AAC_PRIMING_S = 1024 / 48_000;

/** Piped sound begins this late, so that what sounds before the segment's first frame has a time above 0. */
const LEAD_US = 1_000_000;

/** Writes a Matroska into one of ffmpeg's pipes. */
async function feed(
  running: RunningFfmpeg,
  pipe: number,
  source: EncodedVideoPacketSource | EncodedAudioPacketSource,
  addTrack: (output: Output) => unknown,
  addPackets: () => Promise<void>,
): Promise<void> {
  const pipeEnd = running.inputs[pipe] as WritableStream<Uint8Array>;
  const output = new Output({
    format: new MkvOutputFormat({ appendOnly: true }),
    target: new AppendOnlyStreamTarget(pipeEnd),
  });
  addTrack(output);
  try {
    await output.start();
    await addPackets();
    source.close();
    await output.finalize();
  } catch (error) {
    if (output.state === 'started') await output.cancel().catch(() => undefined);
    await pipeEnd.abort(error).catch(() => undefined);
    throw error;
  }
}

/**
 * Reads what ffmpeg answers, from its first packet at 0 on. Where anything fails, the cause is told and not its
 * echo: first what failed to be read, then ffmpeg's own complaint, and last what its reader made of half a stream.
 */
async function readEncoded<Track extends InputTrack>(
  running: RunningFfmpeg,
  feeding: Promise<unknown>,
  primaryTrack: (input: Input) => Promise<Track | null>,
): Promise<EncodedTrack<Track>> {
  let feedFailure: unknown = null;
  const fed = feeding.catch((error: unknown) => {
    // ffmpeg closes its input when it has all it wants; that is no failure.
    if (!isClosedPipe(error)) feedFailure = error;
  });
  const settle = async () => {
    await fed;
    if (feedFailure) throw feedFailure;
    await running.done;
  };
  const input = new Input({ source: new ReadableStreamSource(running.output), formats: [MPEG_TS] });
  async function* packetsOf(track: Track, firstS: number): Packets {
    try {
      const sink = new EncodedPacketSink(track);
      for (let packet = await sink.getFirstPacket(); packet; packet = await sink.getNextPacket(packet)) {
        yield packet.clone({ timestamp: packet.timestamp - firstS });
      }
      await settle();
    } catch (error) {
      await settle();
      throw error;
    } finally {
      input.dispose();
    }
  }
  try {
    const track = await primaryTrack(input);
    if (!track) throw new Error('ffmpeg encoded nothing');
    return { track, packets: packetsOf(track, await track.getFirstTimestamp()) };
  } catch (error) {
    input.dispose();
    await settle();
    throw error;
  }
}

async function* retimed(packets: Packets, timeOf: (timestamp: number) => number): Packets {
  for await (const packet of packets) yield packet.clone({ timestamp: timeOf(packet.timestamp) });
}

/** The nearest of `times`, which are in order of decoding: looked for from their end, where the encoder works. */
function nearest(times: readonly number[], wanted: number): number {
  let best = times.at(-1) ?? wanted;
  for (let index = times.length - 1; index >= 0; index--) {
    const time = times[index] as number;
    if (Math.abs(time - wanted) < Math.abs(best - wanted)) best = time;
    if (time < wanted - REORDERING_S) break;
  }
  return best;
}

function isClosedPipe(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET';
}
