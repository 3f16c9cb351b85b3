import { seconds } from './edit-filters.ts';
import type { PictureSize } from './edits.ts';
import { limitedTo, ONE_THREAD, QUIET } from './ffmpeg-args.ts';
import type { SpriteSheet } from './sprite.ts';

/** Command lines of ffmpeg for what is made of the finished clip, which is a file of our own. */

/** A picture to be made, and the file that it goes to. */
export interface ImageFile extends PictureSize {
  readonly path: string;
}

/** Pictures a second of a preview, and how long it is. */
const PREVIEW_FPS = 10;
export const PREVIEW_US = 3_000_000;

const clipFrom = (clip: string, atUs: number) => [
  ...ONE_THREAD,
  ...limitedTo('file'),
  ...['-ss', seconds(atUs), '-f', 'mov', '-i', clip],
];
const JPEG = ['-frames:v', '1', '-pix_fmt', 'yuvj420p', '-f', 'image2'];

/** JPEGs of one frame, straight from one decode: the first frame at or behind `atUs` of the clip, in each size. */
export function thumbnailArgs(clip: string, atUs: number, outputs: readonly ImageFile[]): string[] {
  const labels = outputs.map((_, index) => `[s${index}]`);
  const scales = outputs.map(
    ({ width, height }, index) => `[s${index}]scale=${width}:${height}:flags=bicubic,setsar=1[o${index}]`,
  );
  return [
    ...QUIET,
    ...clipFrom(clip, atUs),
    '-filter_complex',
    [`[0:v:0]split=${outputs.length}${labels.join('')}`, ...scales].join(';'),
    ...outputs.flatMap(({ path }, index) => ['-map', `[o${index}]`, '-q:v', '3', ...JPEG, path]),
  ];
}

/** A loop of three seconds from `atUs` of the clip on. */
export function previewArgs(clip: string, atUs: number, format: 'webp' | 'gif', output: ImageFile): string[] {
  const frames = `[0:v:0]fps=${PREVIEW_FPS},scale=${output.width}:${output.height}:flags=bicubic,setsar=1`;
  // 256 colours that are these pictures' own, found first.
  const palette =
    'split[a][b];[a]palettegen=stats_mode=diff[p];[b][p]paletteuse=dither=bayer:diff_mode=rectangle';
  const graph = `${frames},${format === 'gif' ? palette : 'format=yuv420p'}[v]`;
  return [
    ...QUIET,
    ...['-t', seconds(PREVIEW_US), ...clipFrom(clip, atUs)],
    ...['-filter_complex', graph, '-map', '[v]'],
    ...(format === 'gif' ? ['-c:v', 'gif'] : ['-c:v', 'libwebp_anim', '-q:v', '60']),
    ...['-loop', '0', '-f', format, output.path],
  ];
}

/**
 * A sheet of tiles, one for each keyframe of the clip that is on it.
 *
 * @param canSkip whether the clip's keyframes can be decoded without anything that lies between them.
 */
export function spriteArgs(clip: string, sheet: SpriteSheet, path: string, canSkip: boolean): string[] {
  const { tile, columns, rows, timesUs } = sheet;
  const chosen = timesUs.map((us) => `between(t,${seconds(us - KEYFRAME_US)},${seconds(us + KEYFRAME_US)})`);
  const filters = [
    `select='${chosen.join('+')}'`,
    `scale=${tile.width}:${tile.height}:flags=bicubic`,
    'setsar=1',
    `tile=${columns}x${rows}`,
  ];
  return [
    ...QUIET,
    ...(canSkip ? ['-skip_frame', 'nokey'] : []),
    ...['-copyts', ...clipFrom(clip, 0)],
    ...['-vf', filters.join(','), '-q:v', '4', ...JPEG, path],
  ];
}

/** A frame's time stamp is known this well, and no other frame is so near. */
const KEYFRAME_US = 1_000;
