/** The most that a watermark may be. */
export const WATERMARK_LIMITS = { bytes: 5 * 1024 * 1024, side: 4096 };

const MAGIC = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Length, type and checksum of a chunk, besides its data. */
const CHUNK_OVERHEAD = 12;
const HEADER_BYTES = 13;

/**
 * Why these bytes are no watermark, or null: a PNG from its first bytes to its last chunk, and not too large. What its
 * pixels hold shows when they are decoded.
 */
export function watermarkProblem(bytes: Uint8Array): string | null {
  const png = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!png.subarray(0, MAGIC.length).equals(MAGIC)) return 'must be a PNG';
  let isFirst = true;
  for (let at = MAGIC.length; at + CHUNK_OVERHEAD <= png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    if (isFirst) {
      if (type !== 'IHDR' || length !== HEADER_BYTES || png.length < at + CHUNK_OVERHEAD + length) break;
      const [width, height] = [png.readUInt32BE(at + 8), png.readUInt32BE(at + 12)];
      const { side } = WATERMARK_LIMITS;
      if (width < 1 || height < 1 || width > side || height > side) {
        return `must be at most ${side}x${side} pixels large, is ${width}x${height}`;
      }
      isFirst = false;
    }
    at += CHUNK_OVERHEAD + length;
    if (type === 'IEND') return at <= png.length ? null : 'must be a whole PNG';
  }
  return 'must be a whole PNG';
}
