import { type EncodedPacket, EncodedPacketSink, type PacketRetrievalOptions } from 'mediabunny';
import { leastHoleUs, usualDistanceUs } from '../core/holes.ts';
import type { Container, CutPoints } from '../core/recording.ts';
import { isIdr, nalUnits } from './nal-units.ts';
import { descriptionOf, type OpenRecording } from './open-recording.ts';

/** Frames this close before a border belong behind it: time stamps are rounded to their container's time base. */
export const FRAME_TOLERANCE_US = 100;

/** A frame in decode order; times are microseconds from the recording's first frame. */
export interface Frame {
  readonly startUs: number;
  readonly lengthUs: number;
  readonly isKeyframe: boolean;
}

/**
 * Finds where a stretch of a recording can be cut, without decoding.
 *
 * A container with an index (MP4, MOV) is asked for every frame of the stretch; of the others, only the groups of
 * pictures at its two ends are read.
 *
 * @param fromUs @param toUs half-open, microseconds from the recording's first frame.
 * @returns null where no frame begins within the stretch.
 */
export async function locateCutPoints(
  open: OpenRecording,
  container: Container,
  fromUs: number,
  toUs: number,
): Promise<CutPoints | null> {
  const sink = new EncodedPacketSink(open.video);
  const options: PacketRetrievalOptions = { metadataOnly: true };
  const toS = (us: number) => open.firstFrameS + us / 1e6;
  const keyAtFrom =
    (await sink.getKeyPacket(toS(fromUs + FRAME_TOLERANCE_US), options)) ??
    (await sink.getFirstKeyPacket(options));
  if (!keyAtFrom) return null;
  const indexed = container === 'mp4';
  const keyAtTo = indexed ? null : await sink.getKeyPacket(toS(toUs - FRAME_TOLERANCE_US), options);
  const sameGroup = !keyAtTo || keyAtTo.sequenceNumber <= keyAtFrom.sequenceNumber;
  const atStart = await collectFrames(open, sink, keyAtFrom, sameGroup ? toUs : fromUs);
  const atEnd = sameGroup ? atStart : await collectFrames(open, sink, keyAtTo, toUs);
  const points = pointsAmong(atStart, atEnd, fromUs, toUs);
  if (!points) return null;
  const keyframe = async (atUs: number) => ({ atUs, isClosed: await isClosed(open, sink, toS(atUs)) });
  const [before, next, last] = await Promise.all([
    keyframe(points.beforeUs),
    points.nextUs === null ? null : keyframe(points.nextUs),
    keyframe(points.lastUs),
  ]);
  return {
    firstFrameUs: points.firstFrameUs,
    endUs: points.endUs,
    frames: sameGroup ? points.frames : null,
    ...{ before, next, last },
    copyEndUs: points.copyEndUs,
  };
}

/** The cut points of the one frame that is on the screen at `atUs`; null before the first frame. */
export async function locateShownFrame(
  open: OpenRecording,
  container: Container,
  atUs: number,
): Promise<CutPoints | null> {
  const sink = new EncodedPacketSink(open.video);
  const shown = await sink.getPacket(open.firstFrameS + atUs / 1e6, { metadataOnly: true });
  if (!shown) return null;
  const startUs = Math.round((shown.timestamp - open.firstFrameS) * 1e6);
  return locateCutPoints(open, container, startUs, startUs + 2 * FRAME_TOLERANCE_US);
}

/** The places that `pointsAmong` finds; names as in `CutPoints`. */
export interface PlacesUs {
  readonly firstFrameUs: number;
  readonly endUs: number;
  readonly frames: number;
  readonly beforeUs: number;
  readonly nextUs: number | null;
  readonly lastUs: number;
  readonly copyEndUs: number;
}

/**
 * The arithmetic of `locateCutPoints`: both lists are in decode order and begin with a keyframe; they are the same
 * list where one reaches from border to border.
 */
export function pointsAmong(
  atStart: readonly Frame[],
  atEnd: readonly Frame[],
  fromUs: number,
  toUs: number,
): PlacesUs | null {
  const beforeUs = atStart[0]?.startUs ?? 0;
  // Frames in front of the first keyframe, in either order, cannot be decoded from it.
  const decodable = (frames: readonly Frame[]) => frames.filter((frame) => frame.startUs >= beforeUs);
  const isShown = ({ startUs }: Frame) =>
    startUs >= fromUs - FRAME_TOLERANCE_US && startUs < toUs - FRAME_TOLERANCE_US;
  const first = decodable(atStart).filter(isShown);
  const last = decodable(atEnd).filter(isShown);
  if (last.length === 0) return null;
  const firstFrameUs = earliest([...first, ...last].map((frame) => frame.startUs)) as number;
  const endUs = endOf(last, atEnd);
  const keyframes = [...decodable(atStart), ...decodable(atEnd)]
    .filter((frame) => frame.isKeyframe && frame.startUs < endUs)
    .map((frame) => frame.startUs);
  const later = keyframes.filter((startUs) => startUs > firstFrameUs);
  return {
    firstFrameUs,
    endUs,
    frames: last.length,
    beforeUs,
    nextUs: earliest(later),
    lastUs: keyframes.reduce((a, b) => Math.max(a, b), -Infinity),
    copyEndUs: endOf(closeUnderDecoding(last, decodable(atEnd)), atEnd),
  };
}

/** `shown` with every frame that a decoder meets before the last of them, and all that those are shown among. */
function closeUnderDecoding(shown: readonly Frame[], frames: readonly Frame[]): readonly Frame[] {
  let latestUs = lastStart(shown);
  for (;;) {
    const within = latestUs;
    const lastDecoded = frames.findLastIndex((frame) => frame.startUs <= within);
    const reached = lastStart(frames.slice(0, lastDecoded + 1));
    if (reached === latestUs) return frames.filter((frame) => frame.startUs <= latestUs);
    latestUs = reached;
  }
}

/** Of any number of times, null for none: `Math.min` takes no more arguments than the stack has room for. */
function earliest(timesUs: readonly number[]): number | null {
  return timesUs.reduce<number | null>((least, us) => (least === null || us < least ? us : least), null);
}

function lastStart(frames: readonly Frame[]): number {
  return frames.reduce((latest, frame) => Math.max(latest, frame.startUs), -Infinity);
}

/** Where the last of `shown` ends: where the next frame begins, or after its own length at the recording's end. */
function endOf(shown: readonly Frame[], frames: readonly Frame[]): number {
  const last = shown.reduce((a, b) => (b.startUs > a.startUs ? b : a));
  const later = frames.filter((frame) => frame.startUs > last.startUs).map((frame) => frame.startUs);
  const end = earliest(later) ?? last.startUs + last.lengthUs;
  // In front of a hole a frame lasts as long as others do.
  const usualUs = usualDistanceUs(frames.map((frame) => frame.startUs));
  return end - last.startUs > leastHoleUs(usualUs) ? last.startUs + usualUs : end;
}

/** H.264 and HEVC let at most so many frames be decoded before one that is shown earlier (max_num_reorder_frames). */
const MOST_REORDERED = 16;

/**
 * Frames in decode order from a keyframe on, until all that begin before `untilUs` have been met: up to the first
 * keyframe at or behind it, and behind that its leading pictures (an open GOP shows those before their keyframe) and
 * the frames next to it.
 */
async function collectFrames(
  open: OpenRecording,
  sink: EncodedPacketSink,
  from: EncodedPacket,
  untilUs: number,
): Promise<Frame[]> {
  const frames: Frame[] = [];
  let closing: number | null = null;
  let beyond = 0;
  for await (const packet of sink.packets(from, undefined, { metadataOnly: true })) {
    const startUs = Math.round((packet.timestamp - open.firstFrameS) * 1e6);
    if (closing !== null && startUs > closing && ++beyond > MOST_REORDERED) break;
    if (closing === null && packet.type === 'key' && startUs >= untilUs - FRAME_TOLERANCE_US)
      closing = startUs;
    frames.push(frameOf(packet, startUs));
  }
  return frames;
}

function frameOf(packet: EncodedPacket, startUs: number): Frame {
  return { startUs, lengthUs: Math.round(packet.duration * 1e6), isKeyframe: packet.type === 'key' };
}

/** Whether the keyframe at this time of the container's time line starts a closed GOP. */
export async function isClosed(open: OpenRecording, sink: EncodedPacketSink, atS: number): Promise<boolean> {
  const codec = await open.video.getCodec();
  const config = await open.video.getDecoderConfig();
  const packet = await sink.getKeyPacket(atS + FRAME_TOLERANCE_US / 1e6);
  if (!codec || !packet) return false;
  return isIdr(nalUnits(packet.data, codec, descriptionOf(config?.description)), codec);
}
