import {
  AppendOnlyStreamTarget,
  type EncodedAudioPacketSource,
  EncodedPacketSink,
  type EncodedVideoPacketSource,
  Input,
  type InputTrack,
  MkvOutputFormat,
  MPEG_TS,
  Output,
  ReadableStreamSource,
} from 'mediabunny';
import type { Packets } from './clip-writer.ts';
import type { RunningFfmpeg } from './ffmpeg.ts';

/** A track that ffmpeg is encoding right now, and its packets as they come. */
export interface EncodedTrack<Track extends InputTrack> {
  readonly track: Track;
  readonly packets: Packets;
}

/** Writes a Matroska into one of ffmpeg's pipes. */
export async function feed(
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
  try {
    addTrack(output);
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
export async function readEncoded<Track extends InputTrack>(
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

function isClosedPipe(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET';
}
