/** How far into a file its first cluster is looked for. */
export const MATROSKA_HEAD_BYTES = 1024 * 1024;

const MOST_TRACKS = 64;
const MOST_ELEMENTS = 10_000;

/** Element ids with their length markers. https://www.rfc-editor.org/rfc/rfc9559#section-27.1 */
const ID = {
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  cluster: 0x1f43b675,
  attachments: 0x1941a469,
} as const;
const PARENTS: readonly number[] = [ID.segment, ID.seekHead, ID.seek, ID.tracks];

/**
 * Why this Matroska is not to be parsed, or null, as far as its head tells: files attached to it, more tracks than a
 * camera has.
 *
 * @param head its first bytes, up to the first cluster or `MATROSKA_HEAD_BYTES`.
 */
export function matroskaProblem(head: Uint8Array): string | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  let tracks = 0;
  let elements = 0;
  // Elements of parents are walked as if they lay side by side, so that no nesting costs a stack.
  for (let position = 0; position < bytes.length; ) {
    const id = readNumber(bytes, position, true);
    const size = id && readNumber(bytes, position + id.length, false);
    if (!id || !size || id.value === ID.cluster) return null;
    if (++elements > MOST_ELEMENTS)
      return `it has more than ${MOST_ELEMENTS} elements before its first picture`;
    if (id.value === ID.trackEntry && ++tracks > MOST_TRACKS) return `it has more than ${MOST_TRACKS} tracks`;
    const start = position + id.length + size.length;
    const isNamed = id.value === ID.seekId && namesAttachments(bytes.subarray(start, start + size.value));
    if (id.value === ID.attachments || isNamed) return 'files are attached to it';
    position = PARENTS.includes(id.value) ? start : start + size.value;
  }
  return null;
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
