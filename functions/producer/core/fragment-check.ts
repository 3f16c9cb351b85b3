/** The most samples that one run of a fragment may have: an hour at 27 frames a second. */
const MOST_RUN_SAMPLES = 100_000;
/** The most entries of a table of fragments, which a parser compares each with the next: 11 hours of 2 s each. */
const MOST_FRAGMENTS = 20_000;
/** From the beginning of a run's or a table's header to the end of its count. */
export const FRAGMENT_HEAD_BYTES = 24;

/** Both begin with a size, a type, a version and flags, and say how many entries follow. ISO/IEC 14496-12, 8.8. */
const COUNTED = [
  { type: 'trun', flags: 0x000f05, countAt: 12, most: MOST_RUN_SAMPLES },
  { type: 'tfra', flags: 0, countAt: 20, most: MOST_FRAGMENTS },
] as const;

/**
 * Why these bytes of a fragmented recording are not to be parsed, or null. A run may say that it has 2^32 samples and
 * hold none of them, all being as long and as large as the default: a parser that believes it fills the memory.
 *
 * Headers are found by their look, wherever they lie: that media look like one of them by chance is as likely as
 * 2^-59 for each byte.
 */
export function fragmentProblem(bytes: Uint8Array): string | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { type, flags, countAt, most } of COUNTED) {
    for (let at = buffer.indexOf(type, 4, 'latin1'); at >= 4; at = buffer.indexOf(type, at + 4, 'latin1')) {
      const start = at - 4;
      if (start + countAt + 4 > buffer.length) break;
      const version = buffer[start + 8] as number;
      const isHeader = version <= 1 && (buffer.readUIntBE(start + 9, 3) & ~flags) === 0;
      const count = buffer.readUInt32BE(start + countAt);
      if (isHeader && count > most)
        return `a box "${type}" says that it has ${count} entries, more than ${most}`;
    }
  }
  return null;
}
