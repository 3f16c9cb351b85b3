/** How far into a file its first cluster is looked for. */
export const MATROSKA_HEAD_BYTES = 1024 * 1024;

const MOST_TRACKS = 64;
/** Cues for two hours, four a second; a parser that compares each with the next takes the square of it (measured). */
const MOST_CUE_BYTES = 512 * 1024;
const MOST_SEEKS = 64;
const MOST_ELEMENTS = 10_000;

/** Element ids with their length markers. https://www.rfc-editor.org/rfc/rfc9559#section-27.1 */
const ID = {
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,
  cues: 0x1c53bb6b,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  cluster: 0x1f43b675,
  attachments: 0x1941a469,
} as const;
const PARENTS: readonly number[] = [ID.segment, ID.seekHead, ID.seek, ID.tracks];

/** What the head of a Matroska tells. */
export interface MatroskaHead {
  /** Why it is not to be parsed, or null: files attached to it, more tracks than a camera has. */
  readonly problem: string | null;
  /** Where in the file elements lie that the head names; what they are is to be looked at there. */
  readonly named: readonly number[];
  /** Whether these bytes reach to the first cluster. */
  readonly isWhole: boolean;
}

/** @param head the first bytes, up to the first cluster or `MATROSKA_HEAD_BYTES`. */
export function readMatroskaHead(head: Uint8Array): MatroskaHead {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const named: number[] = [];
  const refused = (problem: string) => ({ problem, named: [], isWhole: true });
  let [tracks, elements, segmentStart] = [0, 0, 0];
  // Elements of parents are walked as if they lay side by side, so that no nesting costs a stack.
  for (let position = 0; position < bytes.length; ) {
    const element = elementAt(bytes, position);
    if (element?.id === ID.cluster) return { problem: null, named, isWhole: true };
    if (!element) break;
    const { id, start, size } = element;
    const content = bytes.subarray(start, start + size);
    if (++elements > MOST_ELEMENTS)
      return refused(`it has more than ${MOST_ELEMENTS} elements before its first picture`);
    if (id === ID.trackEntry && ++tracks > MOST_TRACKS)
      return refused(`it has more than ${MOST_TRACKS} tracks`);
    if (id === ID.attachments || (id === ID.seekId && namesAttachments(content)))
      return refused('files are attached to it');
    if (id === ID.cues && size > MOST_CUE_BYTES) return refused(tooManyCues(size));
    if (id === ID.segment) segmentStart = start;
    if (id === ID.seekPosition && size <= 6 && content.length === size && size > 0)
      named.push(segmentStart + content.readUIntBE(0, size));
    if (named.length > MOST_SEEKS) return refused(`it names more than ${MOST_SEEKS} places`);
    position = PARENTS.includes(id) ? start : start + size;
  }
  return { problem: null, named, isWhole: false };
}

/** Why an element that the head names is not to be parsed, or null. @param bytes the first 16 of it, or fewer. */
export function namedElementProblem(bytes: Uint8Array): string | null {
  const element = elementAt(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
  if (element?.id === ID.attachments) return 'files are attached to it';
  return element?.id === ID.cues && element.size > MOST_CUE_BYTES ? tooManyCues(element.size) : null;
}

function tooManyCues(size: number): string {
  return `its cues take ${size} bytes, more than ${MOST_CUE_BYTES}`;
}

function elementAt(bytes: Buffer, at: number): { id: number; start: number; size: number } | null {
  const id = readNumber(bytes, at, true);
  const size = id && readNumber(bytes, at + id.length, false);
  return id && size && { id: id.value, start: at + id.length + size.length, size: size.value };
}

function namesAttachments(seekId: Buffer): boolean {
  return seekId.length === 4 && seekId.readUInt32BE(0) === ID.attachments;
}

/** A number of EBML: leading zeros of its first byte tell its length; ids keep that marker. RFC 8794, section 4. */
function readNumber(bytes: Buffer, at: number, isId: boolean): { value: number; length: number } | null {
  const first = bytes[at];
  if (!first) return null;
  const length = Math.clz32(first) - 23;
  if (at + length > bytes.length) return null;
  let value = isId ? first : first & (0xff >> length);
  for (let index = 1; index < length; index++) value = value * 256 + (bytes[at + index] as number);
  return { value, length };
}
