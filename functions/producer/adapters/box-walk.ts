import { INDEX_LIMITS, indexProblem } from '../core/index-check.ts';
import { MATROSKA_HEAD_BYTES, namedElementProblem, readMatroskaHead } from '../core/matroska-check.ts';
import type { Container } from '../core/recording.ts';
import type { RangeReader } from './range-reader.ts';

/** What an object is, told from a few small reads. */
export type Walk =
  | { readonly kind: 'container'; readonly container: Container }
  | { readonly kind: 'broken'; readonly code: BrokenCode; readonly message: string };

export type BrokenCode = 'empty' | 'not-a-recording' | 'no-moov' | 'truncated' | 'bad-index';

/** Top-level boxes that a file in the ISO base media format may begin with (ISO/IEC 14496-12, QuickTime). */
const FIRST_BOXES = new Set(['ftyp', 'styp', 'moov', 'mdat', 'free', 'wide', 'skip', 'pnot']);
const TS_PACKET = 188;
const TS_SYNC = 0x47;
const EBML_MAGIC = 0x1a45dfa3;
/** Of a box with a 64-bit size. */
const BOX_HEADER = 16;
/** Of an element of EBML: an id of four bytes and a size of eight, and some to spare. */
const ELEMENT_HEADER = 16;
/** More top-level boxes than any recorder writes before its index. */
const MOST_BOXES = 64;

/**
 * Tells finished recordings from unfinished and foreign ones by walking the top-level boxes: the bytes decide, never
 * the name. An MP4 takes one to three small reads, whatever its size.
 */
export async function walkBoxes(reader: RangeReader): Promise<Walk> {
  const total = reader.object.bytes;
  if (total === 0) return broken('empty', 'it is empty');
  const head = Buffer.from(await reader.read(0, 4096));
  if (isMpegTs(head)) return { kind: 'container', container: 'mpegts' };
  if (head.length >= 4 && head.readUInt32BE(0) === EBML_MAGIC) return lookIntoMatroska(reader);
  if (head.length < 8 || !FIRST_BOXES.has(head.toString('latin1', 4, 8))) {
    return broken(
      'not-a-recording',
      `it begins like no MP4, MOV, MKV or MPEG-TS (${head.subarray(0, 8).toString('hex')})`,
    );
  }
  return walkMp4(reader, total);
}

async function lookIntoMatroska(reader: RangeReader): Promise<Walk> {
  // What is read in one go from the start is there anyway; most heads end in it.
  const first = readMatroskaHead(await reader.readSome(0, MATROSKA_HEAD_BYTES));
  const head = first.isWhole ? first : readMatroskaHead(await reader.read(0, MATROSKA_HEAD_BYTES));
  if (head.problem) return broken('bad-index', head.problem);
  // The parser goes to all that is named there, and believes what it finds.
  for (const position of head.named) {
    const problem = namedElementProblem(await reader.read(position, position + ELEMENT_HEADER));
    if (problem) return broken('bad-index', problem);
  }
  return { kind: 'container', container: 'matroska' };
}

async function walkMp4(reader: RangeReader, total: number): Promise<Walk> {
  let hasIndex = false;
  let hasMedia = false;
  let mayHaveFragments = false;
  for (let position = 0, boxes = 0; position + 8 <= total && boxes < MOST_BOXES; boxes++) {
    const box = Buffer.from(await reader.read(position, position + BOX_HEADER));
    const type = box.toString('latin1', 4, 8);
    const size = boxSize(box, total - position);
    if (type === 'moof' && hasIndex) return { kind: 'container', container: 'fragmented-mp4' };
    if (size < 8 || position + size > total) {
      return hasIndex
        ? broken(
            'truncated',
            `its box "${printable(type)}" at byte ${position} says ${size} bytes, ${total - position} are there`,
          )
        : broken('no-moov', 'it has no index (moov): it is still being written, or was cut off');
    }
    if (type === 'moov') {
      if (size > INDEX_LIMITS.bytes)
        return broken('bad-index', `its index takes ${size} bytes, more than ${INDEX_LIMITS.bytes}`);
      // All of it is about to be parsed, and what follows tells whether that is media, which ffmpeg puts an empty box
      // in front of.
      reader.prefetch(position, position + size + 2 * BOX_HEADER);
      const index = Buffer.from(await reader.read(position, position + size));
      const problem = indexProblem(index);
      if (problem) return broken('bad-index', problem);
      hasIndex = true;
      mayHaveFragments = index.includes('mvex', 0, 'latin1');
    }
    hasMedia ||= type === 'mdat';
    if (hasIndex && hasMedia)
      return { kind: 'container', container: mayHaveFragments ? 'fragmented-mp4' : 'mp4' };
    position += size;
  }
  if (!hasIndex)
    return broken('no-moov', 'it has no index (moov): it is still being written, or was cut off');
  return broken('truncated', 'it has an index but no media');
}

/** Size of the box whose header `box` holds; 0 means up to the end of the file, 1 a 64-bit size after the type. */
function boxSize(box: Buffer, rest: number): number {
  const size = box.readUInt32BE(0);
  if (size === 0) return rest;
  return size === 1 && box.length >= 16 ? Number(box.readBigUInt64BE(8)) : size;
}

/** Sync bytes at three packet starts, as far as the file reaches. */
function isMpegTs(head: Buffer): boolean {
  const starts = [0, TS_PACKET, 2 * TS_PACKET].filter((start) => start < head.length);
  return head.length >= TS_PACKET && starts.every((start) => head[start] === TS_SYNC);
}

function printable(type: string): string {
  return type.replace(/[^\x20-\x7e]/g, '?');
}

function broken(code: BrokenCode, message: string): Walk {
  return { kind: 'broken', code, message };
}
