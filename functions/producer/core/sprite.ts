import { type PictureSize, scaledTo } from './edits.ts';

const TILE_WIDTH = 160;
const MOST_TILES = 100;
const COLUMNS = 10;
/** Closer than this a time line cannot be pointed at. */
const LEAST_US = 1_000_000;

/** A sheet of small pictures, and of which moments they are. */
export interface SpriteSheet {
  readonly tile: PictureSize;
  readonly columns: number;
  readonly rows: number;
  /** A keyframe of the clip for each tile, row by row: it stands for the time until the next one's. */
  readonly timesUs: readonly number[];
  readonly durationUs: number;
}

/** The sheet for a clip: at most a hundred of its keyframes, evenly far apart as far as they lie so. */
export function layOutSprite(
  keyframesUs: readonly number[],
  durationUs: number,
  picture: PictureSize,
): SpriteSheet {
  const apartUs = Math.max(LEAST_US, durationUs / MOST_TILES);
  const timesUs: number[] = [];
  for (const us of keyframesUs) {
    const last = timesUs.at(-1);
    if (last === undefined || us - last >= apartUs) timesUs.push(us);
  }
  const columns = Math.min(COLUMNS, timesUs.length);
  return {
    tile: fitWidth(TILE_WIDTH, picture),
    columns,
    rows: Math.ceil(timesUs.length / columns),
    timesUs,
    durationUs,
  };
}

/**
 * The sheet as WebVTT, as players read it: a cue for each tile, that names the image and the tile's place in it.
 *
 * @param image the sheet's file name, beside which the WebVTT lies.
 */
export function spriteVtt({ tile, columns, timesUs, durationUs }: SpriteSheet, image: string): string {
  const cues = timesUs.map((us, index) => {
    const x = (index % columns) * tile.width;
    const y = Math.floor(index / columns) * tile.height;
    const end = timesUs[index + 1] ?? durationUs;
    return `${timestamp(us)} --> ${timestamp(end)}\n${image}#xywh=${x},${y},${tile.width},${tile.height}\n`;
  });
  return ['WEBVTT\n', ...cues].join('\n');
}

/** A picture's size at a width, or its own where it is no wider; even, as all sizes here. */
export function fitWidth(width: number, picture: PictureSize): PictureSize {
  const across = Math.min(width, picture.width);
  return { width: across, height: scaledTo((picture.height * across) / picture.width, picture).height };
}

/** `00:01:02.345`, from an hour on with as many hours as there are. */
function timestamp(us: number): string {
  const ms = Math.round(us / 1000);
  const part = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, '0');
  return `${part(ms / 3_600_000, 2)}:${part((ms / 60_000) % 60, 2)}:${part((ms / 1000) % 60, 2)}.${part(ms % 1000, 3)}`;
}
