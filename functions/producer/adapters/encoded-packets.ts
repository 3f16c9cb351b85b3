import {
  type AudioCodec,
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedVideoPacketSource,
  type InputAudioTrack,
  type InputVideoTrack,
} from 'mediabunny';
import type { Segment } from '../core/cut-pieces.ts';
import {
  FIRST_SOUND_PIPE,
  type JoinStyle,
  pictureArgs,
  type SoundPiece,
  soundArgs,
} from '../core/ffmpeg-args.ts';
import type { CutPlan } from '../core/plan.ts';
import type { Packets } from './clip-writer.ts';
import { copiedPictures, copiedSound } from './copied-packets.ts';
import { FRAME_TOLERANCE_US } from './cut-points.ts';
import { type EncodedTrack, feed, readEncoded } from './encode-pipes.ts';
import type { Ffmpeg } from './ffmpeg.ts';
import { expandG711, isG711 } from './g711.ts';
import type { S3Archive } from './s3-archive.ts';

/** What a cut works with. */
export interface CutTools {
  readonly archive: S3Archive;
  readonly ffmpeg: Ffmpeg;
  /** ffmpeg's working folder. */
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/**
 * Encodes a segment's pictures as its plan says. Only the packets it is decoded from are read, and each frame keeps
 * the very time it has in the recording, whatever the containers on the way round it to; one of a clip that plays
 * faster lies on the grid of the recording's frame rate.
 */
export async function encodedPictures(
  segment: Segment,
  plan: CutPlan,
  join: JoinStyle | null,
  { archive, ffmpeg, cwd, signal }: CutTools,
): Promise<EncodedTrack<InputVideoTrack>> {
  const fed: Segment = { ...segment, fromUs: segment.keyframeUs, toUs: segment.copyEndUs, clipUs: 0 };
  // What is copied behind it is on its way while ffmpeg is at work.
  const next = plan.pieces.find(
    ({ how, recording, fromUs }) =>
      how === 'copy' && recording.key === segment.recording.key && fromUs === segment.toUs,
  );
  const open = archive.opened(segment.recording);
  const codec = await open.video.getCodec();
  const decoderConfig = await open.video.getDecoderConfig();
  if (!codec || !decoderConfig) throw new Error('the video has no codec that can be decoded');
  const pace: Pace = {
    firstS: segment.clipUs / 1e6,
    endS: (segment.clipUs + (segment.toUs - segment.fromUs) / plan.edits.speed) / 1e6,
    speed: plan.edits.speed,
    fps: segment.recording.video.fps,
  };
  /** When the wanted frames that were fed would be shown in the clip, in order of decoding. */
  const times: number[] = [];
  const running = ffmpeg.start(pictureArgs(segment, plan, join), [0], cwd, signal);
  const source = new EncodedVideoPacketSource(codec);
  const feeding = feed(
    running,
    0,
    source,
    (output) => output.addVideoTrack(source),
    async () => {
      for await (const packet of copiedPictures([fed], archive, signal, next?.toUs)) {
        const us = packet.timestamp * 1e6 + segment.keyframeUs;
        const isShown = us >= segment.fromUs - FRAME_TOLERANCE_US && us < segment.toUs - FRAME_TOLERANCE_US;
        if (isShown) times.push(pace.firstS + (us - segment.fromUs) / pace.speed / 1e6);
        await source.add(packet, { decoderConfig });
      }
    },
  );
  const { track, packets } = await readEncoded(running, feeding, (input) => input.getPrimaryVideoTrack());
  return { track, packets: retimed(packets, times, pace) };
}

/** Encodes the clip's sound to AAC as its plan says, silence where a segment has none. */
export async function encodedSound(
  plan: CutPlan,
  { archive, ffmpeg, cwd, signal }: CutTools,
): Promise<EncodedTrack<InputAudioTrack>> {
  const { segments, durationUs, edits } = plan;
  const pieces = segments.map((segment, index): SoundPiece => {
    const lengthUs = ((segments[index + 1]?.clipUs ?? durationUs) - segment.clipUs) * edits.speed;
    return { fromUs: segment.recording.audio ? LEAD_US : null, lengthUs };
  });
  const heard = segments.filter((segment) => segment.recording.audio);
  const pipes = heard.map((_, index) => FIRST_SOUND_PIPE + index);
  // Before ffmpeg starts: it would wait for ever for a pipe that nobody writes to.
  const setups = await Promise.all(
    heard.map(({ recording }) =>
      pipedSound(recording.key, archive.opened(recording).audio as InputAudioTrack),
    ),
  );
  const running = ffmpeg.start(soundArgs(pieces, plan), pipes, cwd, signal);
  const feeds = heard.map(async (segment, index) => {
    const { codec, decoderConfig, dataOf } = setups[index] as PipedSound;
    const source = new EncodedAudioPacketSource(codec);
    await feed(
      running,
      index,
      source,
      (output) => output.addAudioTrack(source),
      async () => {
        for await (const packet of copiedSound([{ ...segment, clipUs: 0 }], archive, signal)) {
          const timestamp = packet.timestamp + LEAD_US / 1e6;
          await source.add(packet.clone({ timestamp, data: dataOf(packet.data) }), { decoderConfig });
        }
      },
    );
  });
  const { track, packets } = await readEncoded(running, Promise.all(feeds), (input) =>
    input.getPrimaryAudioTrack(),
  );
  return { track, packets: shifted(packets, -AAC_PRIMING_S) };
}

/** A recording's sound in a form that Matroska holds. */
interface PipedSound {
  readonly codec: AudioCodec;
  readonly decoderConfig: AudioDecoderConfig;
  readonly dataOf: (packet: Uint8Array) => Uint8Array;
}

async function pipedSound(key: string, audio: InputAudioTrack): Promise<PipedSound> {
  const codec = await audio.getCodec();
  const decoderConfig = await audio.getDecoderConfig();
  if (!codec || !decoderConfig) {
    throw new Error(`the sound of ${key} is of a kind that cannot be read: ask for "edits": {"mute": true}`);
  }
  if (!isG711(codec)) return { codec, decoderConfig, dataOf: (packet) => packet };
  const dataOf = (packet: Uint8Array) => expandG711(packet, codec);
  return { codec: 'pcm-s16', decoderConfig: { ...decoderConfig, codec: 'pcm-s16' }, dataOf };
}

/** No frame of a recording is decoded this long before or after its neighbours in time. */
const REORDERING_S = 2;

/** ffmpeg's AAC encoder begins with a packet of nothing, 1,024 samples before the sound. */
const AAC_PRIMING_S = 1024 / 48_000;

/** Piped sound begins this late, so that what sounds before the segment's first frame has a time above 0. */
const LEAD_US = 1_000_000;

async function* shifted(packets: Packets, byS: number): Packets {
  for await (const packet of packets) yield packet.clone({ timestamp: packet.timestamp + byS });
}

/** How a segment's frames lie in the clip; seconds on the clip's time line. */
interface Pace {
  readonly firstS: number;
  readonly endS: number;
  readonly speed: number;
  /** Of the recording, and of a clip that plays faster. */
  readonly fps: number;
}

/** No encoder sends a frame by so many packets before or after its neighbours in time. */
const REORDERED_PACKETS = 8;

/**
 * Gives each frame its very time, and the last one all that is left. MP4 keeps no length but that of the packet decoded
 * last, which stands for what the frame shown last is to have.
 */
async function* retimed(packets: Packets, times: readonly number[], pace: Pace): Packets {
  const { firstS, endS, speed, fps } = pace;
  const held: EncodedPacket[] = [];
  let latestS = firstS;
  for await (const packet of packets) {
    const timestamp =
      speed > 1
        ? firstS + Math.round(packet.timestamp * fps) / fps
        : nearest(times, firstS + packet.timestamp, speed);
    latestS = Math.max(latestS, timestamp);
    held.push(packet.clone({ timestamp }));
    if (held.length > REORDERED_PACKETS) yield held.shift() as EncodedPacket;
  }
  const duration = Math.max(0, endS - latestS);
  for (const packet of held) {
    const isLast = packet === held.at(-1) || packet.timestamp === latestS;
    yield isLast ? packet.clone({ duration }) : packet;
  }
}

/** The nearest of `times`, which are in order of decoding: looked for from their end, where the encoder works. */
function nearest(times: readonly number[], wanted: number, speed: number): number {
  let best = times.at(-1) ?? wanted;
  for (let index = times.length - 1; index >= 0; index--) {
    const time = times[index] as number;
    if (Math.abs(time - wanted) < Math.abs(best - wanted)) best = time;
    if (time < wanted - REORDERING_S / speed) break;
  }
  return best;
}
