import { type FileHandle, open } from 'node:fs/promises';
import type { StreamTargetChunk } from 'mediabunny';
import { clipTooLarge } from '../core/clip-size.ts';
import { LARGEST_CLIP_BYTES } from '../core/media-limits.ts';
import type { FileFollower } from '../ports.ts';

/**
 * The file of a clip as a stream that mediabunny writes to, half a second of the clip at a time. Its own target for
 * files gathers pieces in memory of their own first, which costs another copy of every byte (docs/adr/0005).
 *
 * @throws ClipRefused `clip-too-large` to whoever writes more than a clip may have.
 */
export function clipFile(path: string, follower: FileFollower): WritableStream<StreamTargetChunk> {
  let file: FileHandle | undefined;
  let end = 0;
  return new WritableStream<StreamTargetChunk>({
    async start() {
      file = await open(path, 'w');
    },
    async write({ data, position }) {
      try {
        if (position + data.byteLength > LARGEST_CLIP_BYTES) throw clipTooLarge();
        await writeWhole(file as FileHandle, data, position);
      } catch (error) {
        // A stream that failed is neither closed nor aborted.
        await file?.close();
        throw error;
      }
      end = Math.max(end, position + data.byteLength);
      follower.grownTo(end);
    },
    close: () => file?.close(),
    abort: () => file?.close(),
  });
}

/** A disk that has room for a part takes that part and says how much it was; only the next write fails. */
async function writeWhole(file: FileHandle, data: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < data.byteLength; )
    written += (await file.write(data, written, data.byteLength - written, position + written)).bytesWritten;
}
