/**
 * What of H.264 and HEVC bitstreams has to be read to join them. NAL unit types: ITU-T H.264 table 7-1, H.265
 * table 7-1; length prefixes: ISO/IEC 14496-15.
 */

import { sizeProblem } from '../core/media-limits.ts';
import { codedSize, equal, NAL_LENGTH_BYTES, nalUnitType, PPS, SPS } from './avc-config.ts';

const H264_IDR = 5;
const H264_PARAMETER_SETS = [SPS, PPS];
const H264_DELIMITER = 9;
const HEVC_IDR = [19, 20];
const HEVC_PARAMETER_SETS = [32, 33, 34];

/** The NAL units of a packet, length-prefixed where the decoder's set-up (`avcC`, `hvcC`) says so, else Annex B. */
export function nalUnits(packet: Uint8Array, codec: string, description: Uint8Array | null): Uint8Array[] {
  return description ? lengthPrefixed(packet, lengthSize(codec, description)) : annexB(packet);
}

/** Whether a keyframe's packet starts a closed GOP: an IDR picture, before which no later frame can refer. */
export function isIdr(units: readonly Uint8Array[], codec: string): boolean {
  return units.some((unit) =>
    codec === 'avc' ? nalUnitType(unit) === H264_IDR : codec === 'hevc' && HEVC_IDR.includes(hevcType(unit)),
  );
}

/** The parameter sets among the units. */
export function parameterSets(units: readonly Uint8Array[], codec: string): Uint8Array[] {
  return units.filter((unit) =>
    codec === 'avc'
      ? H264_PARAMETER_SETS.includes(nalUnitType(unit))
      : HEVC_PARAMETER_SETS.includes(hevcType(unit)),
  );
}

function hevcType(unit: Uint8Array): number {
  return ((unit[0] ?? 0) >> 1) & 0x3f;
}

/** `lengthSizeMinusOne` stands in byte 4 of an avcC record and in byte 21 of an hvcC record. */
function lengthSize(codec: string, description: Uint8Array): number {
  return ((description[codec === 'avc' ? 4 : 21] ?? 3) & 3) + 1;
}

function lengthPrefixed(packet: Uint8Array, prefix: number): Uint8Array[] {
  const buffer = Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength);
  const units: Uint8Array[] = [];
  for (let position = 0; position + prefix <= buffer.length; ) {
    const length = buffer.readUIntBE(position, prefix);
    position += prefix;
    if (length > 0) units.push(buffer.subarray(position, position + length));
    position += length;
  }
  return units;
}

/** Start codes are 00 00 01, with any number of zeros before; a unit ends where the next one's begins. */
function annexB(packet: Uint8Array): Uint8Array[] {
  const buffer = Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength);
  const startCode = Buffer.from([0, 0, 1]);
  const units: Uint8Array[] = [];
  for (let start = buffer.indexOf(startCode); start >= 0; ) {
    const next = buffer.indexOf(startCode, start + 3);
    let end = next < 0 ? buffer.length : next;
    while (end > start + 3 && buffer[end - 1] === 0) end--;
    if (end > start + 3) units.push(buffer.subarray(start + 3, end));
    start = next;
  }
  return units;
}

/**
 * An H.264 packet as MP4 holds it: units prefixed by four bytes of length, without access unit delimiters and without
 * the parameter sets that the track's description lists. A packet that is like that already is given back as it is:
 * copying a clip copies no packet.
 *
 * @param description of the track the packet comes from; null where its units are set apart by start codes.
 * @throws Error where a parameter set that is listed nowhere would have pictures be larger than any that are decoded.
 */
export function packetForMp4(
  packet: Uint8Array,
  description: Uint8Array | null,
  listed: readonly Uint8Array[],
): Uint8Array {
  const units = nalUnits(packet, 'avc', description);
  const kept = units.filter(
    (unit) =>
      nalUnitType(unit) !== H264_DELIMITER &&
      !(isH264ParameterSet(unit) && listed.some((set) => equal(set, unit))),
  );
  const larger = codedSize(kept);
  const problem = larger && sizeProblem(larger);
  if (problem) throw new Error(`from some point on ${problem}`);
  const size = kept.reduce((sum, unit) => sum + NAL_LENGTH_BYTES + unit.length, 0);
  if (description && size === packet.length) return packet;
  const rewritten = Buffer.allocUnsafe(size);
  let position = 0;
  for (const unit of kept) {
    position = rewritten.writeUInt32BE(unit.length, position);
    rewritten.set(unit, position);
    position += unit.length;
  }
  return rewritten;
}

function isH264ParameterSet(unit: Uint8Array): boolean {
  return H264_PARAMETER_SETS.includes(nalUnitType(unit));
}
