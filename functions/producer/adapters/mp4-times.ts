import { open } from 'node:fs/promises';

/** MP4 counts seconds from 1904 (ISO/IEC 14496-12 8.2.2). */
const EPOCH_1904_S = 2_082_844_800;
/** Boxes that hold others on the way to the headers with times in them. */
const CONTAINERS = new Set(['moov', 'trak', 'mdia']);
const HEADERS = new Set(['mvhd', 'tkhd', 'mdhd']);

/**
 * Writes a time into every creation and modification time of an MP4, in place: editors line clips up by it.
 *
 * @param epochMs written to the second, which is all that MP4 has room for.
 * @throws Error where the file has no `moov` box.
 */
export async function stampCreationTime(path: string, epochMs: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const header = Buffer.alloc(16);
    for (let position = 0; position + 8 <= size; ) {
      await file.read(header, 0, 16, position);
      const short = header.readUInt32BE(0);
      const length = short === 1 ? Number(header.readBigUInt64BE(8)) : short || size - position;
      if (header.toString('latin1', 4, 8) === 'moov') {
        const moov = Buffer.alloc(length);
        await file.read(moov, 0, length, position);
        stampBoxes(moov, Math.floor(epochMs / 1000) + EPOCH_1904_S);
        await file.write(moov, 0, length, position);
        return;
      }
      position += Math.max(8, length);
    }
    throw new Error(`${path} has no moov box`);
  } finally {
    await file.close();
  }
}

function stampBoxes(boxes: Buffer, seconds: number): void {
  for (let position = 0; position + 8 <= boxes.length; ) {
    const length = Math.max(8, boxes.readUInt32BE(position));
    const type = boxes.toString('latin1', position + 4, position + 8);
    const content = boxes.subarray(position + 8, position + length);
    if (CONTAINERS.has(type)) stampBoxes(content, seconds);
    if (HEADERS.has(type)) stampHeader(content, seconds);
    position += length;
  }
}

/** Version and flags come first; version 1 has times of 64 bits. */
function stampHeader(content: Buffer, seconds: number): void {
  if (content[0] === 1) {
    content.writeBigUInt64BE(BigInt(seconds), 4);
    content.writeBigUInt64BE(BigInt(seconds), 12);
  } else {
    content.writeUInt32BE(seconds, 4);
    content.writeUInt32BE(seconds, 8);
  }
}
