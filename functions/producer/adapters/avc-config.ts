/**
 * H.264 parameter sets and the record (`avcC`) that carries them in an MP4's sample description. Syntax: ITU-T H.264
 * 7.3.2 and ISO/IEC 14496-15 5.3.3.
 */

import { MOST_JOINED } from '../core/copyable.ts';

export const SPS = 7;
export const PPS = 8;
/** Profiles whose sequence parameter sets, and whose avcC, have fields for chroma format and bit depth. */
const HIGH_PROFILES = [100, 110, 122, 244];
/** All whose sequence parameter sets have those fields; 7.3.2.1.1. */
const PROFILES_WITH_FORMAT = [...HIGH_PROFILES, 44, 83, 86, 118, 128, 134, 135, 138, 139];
/** Baseline, Main and High: 4:2:0, 8 bits, as nearly every camera and every browser has it. */
const JOINABLE_PROFILES = [66, 77, 100];
/** NAL units are prefixed by four bytes of length. */
export const NAL_LENGTH_BYTES = 4;

/** The type of an H.264 NAL unit: ITU-T H.264 table 7-1. */
export function nalUnitType(unit: Uint8Array): number {
  return (unit[0] ?? 0) & 0x1f;
}

/** The parameter sets of an avcC record. */
export function parameterSetsOf(avcC: Uint8Array): Uint8Array[] {
  const record = Buffer.from(avcC.buffer, avcC.byteOffset, avcC.byteLength);
  const sets: Uint8Array[] = [];
  let position = 5;
  for (const mask of [0x1f, 0xff]) {
    let count = (record[position++] ?? 0) & mask;
    while (count-- > 0 && position + 2 <= record.length) {
      const length = record.readUInt16BE(position);
      sets.push(record.subarray(position + 2, position + 2 + length));
      position += 2 + length;
    }
  }
  return sets;
}

/**
 * One avcC record for all of these parameter sets, equal ones once: the description of a track that is copied in part
 * and encoded in part. Its profile and level are the highest among them.
 */
export function avcConfig(sets: readonly Uint8Array[]): Uint8Array {
  const different = sets.filter((set, index) => sets.findIndex((other) => equal(set, other)) === index);
  const spss = different.filter((set) => nalUnitType(set) === SPS);
  const ppss = different.filter((set) => nalUnitType(set) === PPS);
  const highest = spss.reduce((a, b) => ((b[1] ?? 0) > (a[1] ?? 0) ? b : a));
  const level = Math.max(...spss.map((sps) => sps[3] ?? 0));
  const profile = highest[1] ?? 0;
  const header = [1, profile, highest[2] ?? 0, level, 0xfc | (NAL_LENGTH_BYTES - 1), 0xe0 | spss.length];
  // 4:2:0 in 8 bits, the only format that is joined.
  const formats = HIGH_PROFILES.includes(profile) ? [0xfd, 0xf8, 0xf8, 0] : [];
  return Buffer.concat([
    Buffer.from(header),
    ...spss.map(withLength),
    Buffer.from([ppss.length]),
    ...ppss.map(withLength),
    Buffer.from(formats),
  ]);
}

/** The codec string of a record (RFC 6381): `avc1.` and its profile, constraints and level. */
export function avcCodecString(avcC: Uint8Array): string {
  return `avc1.${Buffer.from(avcC.subarray(1, 4)).toString('hex')}`;
}

/**
 * An id that none of the parameter sets has or refers to: an encode with it can be told from what is already there.
 *
 * @param nth different ones for different numbers, from 0.
 * @throws RangeError where H.264's 32 ids do not suffice.
 */
export function freeParameterSetId(sets: readonly Uint8Array[], nth: number): number {
  const free = freeIds(sets);
  const id = free[nth];
  if (id === undefined) throw new RangeError(`there are only ${free.length} free ids of parameter sets`);
  return id;
}

function freeIds(sets: readonly Uint8Array[]): number[] {
  const used = new Set<number>();
  for (const set of sets) {
    if (nalUnitType(set) === SPS) used.add(new BitReader(set, 4).ue());
    if (nalUnitType(set) === PPS) {
      const bits = new BitReader(set, 1);
      used.add(bits.ue());
      used.add(bits.ue());
    }
  }
  return Array.from({ length: 32 }, (_, id) => id).filter((id) => !used.has(id));
}

/**
 * Whether encodes of ours can be joined to a stream with these parameter sets: it is 8-bit 4:2:0 and progressive, and
 * leaves them ids enough.
 */
export function isJoinable(sets: readonly Uint8Array[]): boolean {
  const spss = sets.filter((set) => nalUnitType(set) === SPS);
  return (
    spss.length > 0 &&
    spss.every((sps) => JOINABLE_PROFILES.includes(sps[1] ?? 0) && readSequence(sps).isPlain) &&
    freeIds(sets).length >= MOST_JOINED
  );
}

/** The x264 name of the profile of the first sequence parameter set. */
export function profileName(sets: readonly Uint8Array[]): 'baseline' | 'main' | 'high' {
  const profile = sets.find((set) => nalUnitType(set) === SPS)?.[1];
  return profile === 66 ? 'baseline' : profile === 77 ? 'main' : 'high';
}

/** Whether two parameter sets are the same to the byte. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** What is said of the pictures by a sequence parameter set; syntax 7.3.2.1.1. */
interface SequenceFacts {
  /** In samples, before cropping: what a decoder makes room for. */
  readonly width: number;
  readonly height: number;
  /** 4:2:0 in 8 bits, all pictures whole frames, and quantised by no matrix of its own. */
  readonly isPlain: boolean;
}

/** The largest pictures that the sequence parameter sets speak of; null where there are none. */
export function codedSize(sets: readonly Uint8Array[]): { width: number; height: number } | null {
  const sizes = sets.filter((set) => nalUnitType(set) === SPS).map(readSequence);
  return sizes.reduce<SequenceFacts | null>(
    (most, size) => (most && most.width * most.height >= size.width * size.height ? most : size),
    null,
  );
}

function readSequence(sps: Uint8Array): SequenceFacts {
  const bits = new BitReader(sps, 4);
  bits.ue(); // seq_parameter_set_id
  let isUsual = true;
  if (PROFILES_WITH_FORMAT.includes(sps[1] ?? 0)) {
    const chroma = bits.ue();
    if (chroma === 3) bits.bits(1);
    const depths = bits.ue() + bits.ue();
    bits.bits(1); // qpprime_y_zero_transform_bypass_flag
    const hasMatrices = bits.bits(1) === 1;
    if (hasMatrices) skipMatrices(bits, chroma === 3 ? 12 : 8);
    isUsual = chroma === 1 && depths === 0 && !hasMatrices;
  }
  bits.ue(); // log2_max_frame_num_minus4
  const order = bits.ue();
  if (order === 0) bits.ue();
  else if (order === 1) {
    bits.bits(1);
    bits.ue();
    bits.ue();
    for (let cycle = Math.min(bits.ue(), 255); cycle > 0; cycle--) bits.ue();
  }
  bits.ue(); // max_num_ref_frames
  bits.bits(1); // gaps_in_frame_num_value_allowed_flag
  const width = 16 * (bits.ue() + 1);
  const mapUnits = bits.ue() + 1;
  const isProgressive = bits.bits(1) === 1; // frame_mbs_only_flag
  return { width, height: 16 * mapUnits * (isProgressive ? 1 : 2), isPlain: isUsual && isProgressive };
}

/** Scaling lists of 16 and then of 64 entries, each a difference to the one before; 7.3.2.1.1.1. */
function skipMatrices(bits: BitReader, lists: number): void {
  for (let list = 0; list < lists; list++) {
    if (bits.bits(1) === 0) continue;
    let [last, next] = [8, 8];
    for (let entry = 0; entry < (list < 6 ? 16 : 64); entry++) {
      if (next !== 0) next = (last + bits.se() + 256) % 256;
      last = next === 0 ? last : next;
    }
  }
}

/** Reads a parameter set's bits, leaving out the bytes that keep start codes from appearing (00 00 03). */
class BitReader {
  readonly #bytes: number[] = [];
  #position = 0;

  constructor(unit: Uint8Array, start: number) {
    for (let index = start; index < unit.length; index++) {
      const isEmulation = unit[index] === 3 && unit[index - 1] === 0 && unit[index - 2] === 0;
      if (!isEmulation) this.#bytes.push(unit[index] as number);
    }
  }

  bits(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index++) {
      const byte = this.#bytes[this.#position >> 3] ?? 0;
      value = value * 2 + ((byte >> (7 - (this.#position & 7))) & 1);
      this.#position++;
    }
    return value;
  }

  /** An Exp-Golomb code (H.264 9.1); no field that is read here is longer than 32 bits. */
  ue(): number {
    let zeros = 0;
    while (zeros < 32 && this.bits(1) === 0) zeros++;
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** The same with a sign (9.1.1). */
  se(): number {
    const code = this.ue();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}

function withLength(set: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(set.length);
  return Buffer.concat([length, set]);
}
