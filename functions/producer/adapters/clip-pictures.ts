import type { EncodedPacket, InputVideoTrack } from 'mediabunny';
import type { Piece } from '../core/cut-pieces.ts';
import type { CutPlan } from '../core/plan.ts';
import { avcCodecString, avcConfig, freeParameterSetId, profileName } from './avc-config.ts';
import { type Packets, type PictureSetup, roomFor } from './clip-writer.ts';
import { copiedPictures } from './copied-packets.ts';
import { type CutTools, encodedPictures } from './encoded-packets.ts';
import { packetForMp4 } from './nal-units.ts';
import { descriptionOf, parameterSetsIn } from './open-recording.ts';

/** A piece whose packets are at hand, and what it takes to decode them. */
interface Source {
  readonly packets: Packets;
  readonly codec: NonNullable<PictureSetup['codec']>;
  readonly config: VideoDecoderConfig;
  /** Of H.264 only. */
  readonly parameterSets: readonly Uint8Array[];
}

/**
 * The pictures of a plan: its pieces, copied and encoded, as one track. Every H.264 parameter set of every piece is
 * listed in the track's description and none is left in the packets, so that players meet nothing new on the way.
 */
export async function clipPictures(
  plan: CutPlan,
  tools: CutTools,
): Promise<{ setup: PictureSetup; packets: Packets }> {
  // The track's description names the parameter sets of all encodes that are joined, so they are made first: from the
  // last to the first, each held in memory (a group of pictures) but for the first piece, so that one ffmpeg runs at a
  // time. A clip that is encoded as a whole takes one ffmpeg after the other, all of the same settings.
  const isJoined = plan.pieces.some((piece) => piece.how === 'copy');
  const ready: Source[] = [];
  for (const [index, piece] of [...plan.pieces.entries()].slice(0, isJoined ? undefined : 1).reverse()) {
    const source = await openPiece(piece, plan, index, tools);
    ready.unshift(piece.how === 'encode' && index > 0 ? await held(source) : source);
  }
  const first = ready[0] as Source;
  const { recording } = plan.pieces[0] as Piece;
  const { video } = tools.archive.opened(recording);
  const listed = ready.flatMap((source) => source.parameterSets);
  const description = first.codec === 'avc' ? avcConfig(listed) : null;
  return {
    setup: {
      codec: first.codec,
      config: description
        ? { ...first.config, description, codec: avcCodecString(description) }
        : first.config,
      rotation: plan.mode === 'encode' && plan.scale ? 0 : await video.getRotation(),
      mostPackets: roomFor(recording.video.fps, plan.durationUs / 1e6),
    },
    packets: piecesInTurn(ready, plan, tools, listed),
  };
}

/** The same packets, all of them in memory. */
async function held(source: Source): Promise<Source> {
  const packets: EncodedPacket[] = [];
  for await (const packet of source.packets) packets.push(packet);
  async function* inMemory(): Packets {
    yield* packets;
  }
  return { ...source, packets: inMemory() };
}

async function* piecesInTurn(
  ready: readonly Source[],
  plan: CutPlan,
  tools: CutTools,
  listed: readonly Uint8Array[],
): Packets {
  try {
    for (const [index, piece] of plan.pieces.entries()) {
      const { packets, codec, config } = ready[index] ?? (await openPiece(piece, plan, index, tools));
      const description = descriptionOf(config.description);
      for await (const packet of packets) {
        if (codec !== 'avc') yield packet;
        else
          yield packet.clone({
            data: packetForMp4(packet.data, description, listed),
          });
      }
    }
  } finally {
    await Promise.all(ready.map(({ packets }) => packets.return()));
  }
}

async function openPiece(piece: Piece, plan: CutPlan, index: number, tools: CutTools): Promise<Source> {
  const { video } = tools.archive.opened(piece.recording);
  if (piece.how === 'copy') return sourceOf(video, copiedPictures([piece], tools.archive, tools.signal));
  // Another id for each encode: their parameter sets need not be the same to the bit.
  const sets = plan.mode === 'smart' ? await parameterSetsIn(video) : null;
  const nth = plan.pieces.slice(0, index).filter(({ how }) => how === 'encode').length;
  const join = sets && { profile: profileName(sets), parameterSetId: freeParameterSetId(sets, nth) };
  const { track, packets } = await encodedPictures(piece, plan, join, tools);
  return sourceOf(track, packets);
}

async function sourceOf(track: InputVideoTrack, packets: Packets): Promise<Source> {
  const codec = await track.getCodec();
  const config = await track.getDecoderConfig();
  if (!codec || !config) throw new Error('the video has no codec that can be copied');
  return { packets, codec, config, parameterSets: codec === 'avc' ? await parameterSetsIn(track) : [] };
}
