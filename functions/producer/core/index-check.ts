import { MEDIA_LIMITS } from './media-limits.ts';

/** The most that the index (`moov`) of a recording may hold; more than any recorder writes, and little to read. */
export const INDEX_LIMITS = {
  /** Two hours at 60 frames a second, each with a length and an offset of its own, take 12 MB. */
  bytes: 24 * 1024 * 1024,
  tracks: 64,
  boxes: 20_000,
  /** Boxes within boxes. */
  depth: 12,
  edits: 1_000,
  durationS: MEDIA_LIMITS.durationUs / 1e6,
  /** Frames that are presented in another order than they are decoded: all of them are sorted (18 hours at 30). */
  reorderedSamples: 2_000_000,
  /** Of tables that are read entry by entry into memory. */
  entries: 4_000_000,
  /** Set-up of the decoders of a track. */
  descriptionBytes: 64 * 1024,
} as const;

/** Boxes that hold boxes, on the way to the tables. */
const CONTAINERS = new Set([
  'moov',
  'trak',
  'mdia',
  'minf',
  'dinf',
  'edts',
  'stbl',
  'mvex',
  'udta',
  'meta',
  'sinf',
  'schi',
  'wave',
]);
/** Boxes of fragments and of encryption, which no index of ours holds. */
const MISPLACED = ['moof', 'traf', 'trun', 'mfra', 'tfra', 'senc', 'saiz', 'saio'];
/** What a sample description holds none of: tables, and what holds them. */
const NOT_IN_DESCRIPTIONS = [...MISPLACED, 'moov', 'trak', 'stbl', 'stts', 'ctts', 'stsz', 'stsc', 'elst'];

/** What an entry of a table takes, behind version, flags and the count. ISO/IEC 14496-12, 8.6 to 8.7. */
const ENTRY_BYTES: Readonly<Record<string, number>> = {
  stts: 8,
  ctts: 8,
  stsc: 12,
  stss: 4,
  stco: 4,
  co64: 8,
};

/** What a track's tables say of each other. */
interface TrackTables {
  timed: number;
  reordered: number;
  hasOffsets: boolean;
  chunks: number;
  lastChunk: number;
}

/**
 * Why this index is not to be parsed, or null: it says more than it holds, more than a recording has, or that its media
 * lie elsewhere. Looks at headers, counts and run lengths; a parser that believes them would fill the memory, or count
 * to 2^32, without ever coming back to see that its time is over.
 *
 * @param moov the box with its header.
 */
export function indexProblem(moov: Uint8Array): string | null {
  try {
    new IndexWalk(Buffer.from(moov.buffer, moov.byteOffset, moov.byteLength)).boxes(0, moov.byteLength, 0);
    return null;
  } catch (error) {
    if (error instanceof IndexProblem) return error.message;
    throw error;
  }
}

class IndexProblem extends Error {}

function refuse(problem: string): never {
  throw new IndexProblem(problem);
}

class IndexWalk {
  readonly #bytes: Buffer;
  #boxes = 0;
  #tracks = 0;
  #entries = 0;
  #reordered = 0;
  #track: TrackTables | null = null;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The boxes from `start` to `end`. What is no box ends the walk, as it ends the parser's. */
  boxes(start: number, end: number, depth: number): void {
    if (depth > INDEX_LIMITS.depth) refuse(`boxes lie in one another more than ${INDEX_LIMITS.depth} deep`);
    for (let position = start; position + 8 <= end; ) {
      const short = this.#bytes.readUInt32BE(position);
      const head = short === 1 ? 16 : 8;
      if (position + head > end) return;
      const size = short === 1 ? Number(this.#bytes.readBigUInt64BE(position + 8)) : short;
      if (size < head) return;
      const type = this.#bytes.toString('latin1', position + 4, position + 8);
      if (++this.#boxes > INDEX_LIMITS.boxes) refuse(`it has more than ${INDEX_LIMITS.boxes} boxes`);
      if (MISPLACED.includes(type)) refuse(`its index holds a box "${type}", which does not belong there`);
      // A box that claims more than what it lies in holds is read up to there, by us and by the parser.
      this.#box(type, position + head, Math.min(position + size, end), depth);
      position += size;
    }
  }

  #box(type: string, start: number, end: number, depth: number): void {
    // Some write a `meta` box with version and flags, some without; its first box tells.
    const skipped = type === 'meta' && start + 4 <= end && this.#bytes.readUInt32BE(start) === 0 ? 4 : 0;
    if (type === 'trak') this.#trackBox(start, end, depth);
    else if (CONTAINERS.has(type)) this.boxes(start + skipped, end, depth + 1);
    else this.#leaf(type, start, end);
  }

  #leaf(type: string, start: number, end: number): void {
    if (type === 'mvhd' || type === 'mdhd') this.#duration(start, end);
    if (type === 'elst') this.#edits(start, end);
    if (type === 'dref') this.#references(start, end);
    if (type === 'stsd') this.#descriptions(start, end);
    if (type === 'stsz' || type === 'stz2') this.#sizes(type, start, end);
    const entryBytes = ENTRY_BYTES[type];
    if (entryBytes) this.#table(type, start, this.#count(type, start + 4, end, entryBytes));
  }

  #trackBox(start: number, end: number, depth: number): void {
    if (++this.#tracks > INDEX_LIMITS.tracks) refuse(`it has more than ${INDEX_LIMITS.tracks} tracks`);
    const tables: TrackTables = { timed: 0, reordered: 0, hasOffsets: false, chunks: 0, lastChunk: 0 };
    this.#track = tables;
    this.boxes(start, end, depth + 1);
    this.#track = null;
    if (tables.hasOffsets) this.#reordered += Math.max(tables.timed, tables.reordered);
    const { reorderedSamples } = INDEX_LIMITS;
    if (this.#reordered > reorderedSamples)
      refuse(`it says that it has ${this.#reordered} frames in another order, more than ${reorderedSamples}`);
    if (tables.lastChunk > tables.chunks)
      refuse(`it speaks of chunk ${tables.lastChunk} and has ${tables.chunks}`);
  }

  /** The count at `at`, of entries that all lie between there and `end`. */
  #count(type: string, at: number, end: number, entryBytes: number): number {
    if (at + 4 > end) return 0;
    const count = this.#bytes.readUInt32BE(at);
    if (count * entryBytes > end - at - 4)
      refuse(`its table "${type}" says that it has ${count} entries, and has room for fewer`);
    this.#entries += count;
    if (this.#entries > INDEX_LIMITS.entries)
      refuse(`its tables have more than ${INDEX_LIMITS.entries} entries`);
    return count;
  }

  #table(type: string, start: number, count: number): void {
    const tables = this.#track;
    if (!tables) return;
    const first = start + 8;
    if (type === 'stco' || type === 'co64') tables.chunks = Math.max(tables.chunks, count);
    if (type === 'stts') tables.timed += this.#sum(first, count);
    if (type === 'ctts') {
      tables.hasOffsets = true;
      tables.reordered += this.#sum(first, count);
    }
    if (type !== 'stsc') return;
    for (let index = 0; index < count; index++)
      tables.lastChunk = Math.max(tables.lastChunk, this.#bytes.readUInt32BE(first + index * 12));
  }

  /** The samples of run lengths of eight bytes each. */
  #sum(first: number, count: number): number {
    let sum = 0;
    for (let index = 0; index < count; index++) sum += this.#bytes.readUInt32BE(first + index * 8);
    return sum;
  }

  #sizes(type: string, start: number, end: number): void {
    if (start + 12 > end) return;
    const field = this.#bytes.readUInt32BE(start + 4);
    // One size for all samples needs no entries; `stz2` says in bits how large each entry is.
    if (type === 'stsz' && field !== 0) return;
    this.#count(type, start + 8, end, type === 'stsz' ? 4 : (field & 0xff) / 8);
  }

  /** All ones stand for a length that is not known. ISO/IEC 14496-12, 8.2.2 and 8.4.2. */
  #duration(start: number, end: number): void {
    const isLong = this.#bytes[start] === 1;
    const at = start + (isLong ? 20 : 12);
    if (at + (isLong ? 12 : 8) > end) return;
    const timescale = this.#bytes.readUInt32BE(at);
    const duration = isLong ? this.#bytes.readBigUInt64BE(at + 4) : BigInt(this.#bytes.readUInt32BE(at + 4));
    const isUnknown = duration === (isLong ? 0xffffffffffffffffn : 0xffffffffn);
    const seconds = Number(duration) / Math.max(1, timescale);
    if (!isUnknown && seconds > INDEX_LIMITS.durationS)
      refuse(`its header says that it lasts ${Math.round(seconds)} s, more than ${INDEX_LIMITS.durationS}`);
  }

  #edits(start: number, end: number): void {
    if (start + 8 > end) return;
    const count = this.#bytes.readUInt32BE(start + 4);
    if (count > INDEX_LIMITS.edits)
      refuse(`its edit list says that it has ${count} entries, more than ${INDEX_LIMITS.edits}`);
    this.#count('elst', start + 4, end, this.#bytes[start] === 1 ? 20 : 12);
  }

  /** Media of a recording lie in the recording (flag 1). ISO/IEC 14496-12, 8.7.2. */
  #references(start: number, end: number): void {
    const first = start + 8;
    for (let position = first; position + 12 <= end; ) {
      const size = this.#bytes.readUInt32BE(position);
      const isOwn = (this.#bytes.readUInt32BE(position + 8) & 1) === 1;
      if (!isOwn && size > 12) refuse('its media lie in another file, which it names');
      if (size < 12) return;
      position += size;
    }
  }

  #descriptions(start: number, end: number): void {
    const { descriptionBytes } = INDEX_LIMITS;
    if (end - start > descriptionBytes) refuse(`a description of its samples takes ${end - start} bytes`);
    const description = this.#bytes.subarray(start, end);
    const strange = NOT_IN_DESCRIPTIONS.find((type) => description.includes(type, 0, 'latin1'));
    if (strange) refuse(`a description of its samples holds a box "${strange}", which does not belong there`);
  }
}
