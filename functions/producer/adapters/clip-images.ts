import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EncodedPacketSink, FilePathSource } from 'mediabunny';
import type { ClipMedia } from '../core/clip-document.ts';
import { PREVIEW_US, previewArgs, spriteArgs, thumbnailArgs } from '../core/image-args.ts';
import type { Keyframe } from '../core/recording.ts';
import { fitWidth, layOutSprite, spriteVtt } from '../core/sprite.ts';
import type { Sprite, Thumbnail } from '../ports.ts';
import { isClosed } from './cut-points.ts';
import type { Ffmpeg } from './ffmpeg.ts';
import { type OpenRecording, openRecording } from './open-recording.ts';

/** A finished clip, and the means of making images of it. */
export interface ImageSource {
  readonly path: string;
  readonly media: ClipMedia;
  readonly ffmpeg: Ffmpeg;
  /** Where images are put. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

const PREVIEW_WIDTH = 320;
/** Asked for this much before a frame's time, ffmpeg finds that very frame. */
const MARGIN_US = 1_000;

/** @param at 0 to 1: the frame that is shown then, 1 being the last one. */
export async function makeThumbnails(
  { path, media, ffmpeg, folder, signal }: ImageSource,
  wanted: readonly number[],
  at: number,
): Promise<Thumbnail[]> {
  const fitting = wanted.filter((width) => width <= media.width).sort((a, b) => a - b);
  const widths = fitting.length > 0 ? fitting : [media.width];
  const thumbnails = widths.map((width) => ({
    ...fitWidth(width, media),
    path: join(folder, `thumbnail_${width}.jpg`),
  }));
  const atUs = await frameAt(path, at * media.durationMs * 1000);
  await ffmpeg.run(thumbnailArgs(path, atUs, thumbnails), folder, signal);
  return thumbnails.map(({ path, width }) => ({ path, width }));
}

/** @param at 0 to 1: where the loop begins, or so early that it is as long as it can be. */
export async function makePreview(
  { path, media, ffmpeg, folder, signal }: ImageSource,
  format: 'webp' | 'gif',
  at: number,
): Promise<string> {
  const durationUs = media.durationMs * 1000;
  const startUs = await frameAt(path, Math.min(at * durationUs, Math.max(0, durationUs - PREVIEW_US)));
  const output = { ...fitWidth(PREVIEW_WIDTH, media), path: join(folder, `preview.${format}`) };
  await ffmpeg.run(previewArgs(path, startUs, format, output), folder, signal);
  return output.path;
}

/** @param imageName what the sheet will be called beside its WebVTT. */
export async function makeSprite(
  { path, media, ffmpeg, folder, signal }: ImageSource,
  imageName: string,
): Promise<Sprite> {
  const keyframes = await keyframesOf(path);
  const times = keyframes.map(({ atUs }) => atUs);
  const sheet = layOutSprite(times, media.durationMs * 1000, media);
  const sprite = { image: join(folder, 'sprite.jpg'), vtt: join(folder, 'sprite.vtt') };
  // Between keyframes of open GOPs ffmpeg loses count when it skips what lies there, and puts them in a wrong order.
  const canSkip = keyframes.every(({ isClosed }) => isClosed);
  await ffmpeg.run(spriteArgs(path, sheet, sprite.image, canSkip), folder, signal);
  await writeFile(sprite.vtt, spriteVtt(sheet, imageName));
  return sprite;
}

/** A moment by which ffmpeg finds the frame that is shown at `atUs`. */
async function frameAt(path: string, atUs: number): Promise<number> {
  return reading(path, async ({ video }) => {
    const sink = new EncodedPacketSink(video);
    const packet = await sink.getPacket(atUs / 1e6, { metadataOnly: true });
    return Math.max(0, Math.round((packet?.timestamp ?? 0) * 1e6) - MARGIN_US);
  });
}

async function keyframesOf(path: string): Promise<Keyframe[]> {
  return reading(path, async (open) => {
    const sink = new EncodedPacketSink(open.video);
    const options = { metadataOnly: true };
    const keyframes: Keyframe[] = [];
    let packet = await sink.getFirstKeyPacket(options);
    while (packet) {
      const atUs = Math.round(packet.timestamp * 1e6);
      keyframes.push({ atUs, isClosed: await isClosed(open, sink, packet.timestamp) });
      packet = await sink.getNextKeyPacket(packet, options);
    }
    return keyframes;
  });
}

async function reading<T>(path: string, read: (open: OpenRecording) => Promise<T>): Promise<T> {
  const open = await openRecording(new FilePathSource(path));
  if (!open) throw new Error('the clip has no picture');
  try {
    return await read(open);
  } finally {
    open.input.dispose();
  }
}
