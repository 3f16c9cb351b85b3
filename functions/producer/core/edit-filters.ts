import type { Segment } from './cut-pieces.ts';
import { changesSound, croppedSize, type PictureSize, WATERMARK_PLACE, type Watermark } from './edits.ts';
import type { VideoFacts } from './recording.ts';
import type { Edits } from './request-edits.ts';

/**
 * Edits as filters of ffmpeg: numbers and names of our own, never a string from outside. Pictures and sound are on the
 * clip's time line when they come to a fade, so that a fade goes on from one segment to the next.
 */

/** What of a plan its filters follow from. */
export interface Edited {
  readonly edits: Edits;
  /** Size of the encoded picture; null keeps the coded pixels as they are. */
  readonly scale: PictureSize | null;
  /** Length of the clip. */
  readonly durationUs: number;
}

/** Ticks to a second in what ffmpeg answers. */
const TICKS = 90_000;
/** Two time stamps that were rounded to a millisecond are at most one further apart than they were. */
const ROUNDING_US = 1_500;
/** How to turn a picture upright that a camera held clockwise so many degrees recorded. */
const UPRIGHT: Record<number, readonly string[]> = {
  90: ['transpose=clock'],
  180: ['hflip', 'vflip'],
  270: ['transpose=cclock'],
};

/** From the frames of a segment to those of the clip, each at its time in the clip. */
export function paceFilters({ recording, clipUs }: Segment, { speed, fadeInMs, fadeOutMs }: Edits): string[] {
  const start = seconds(clipUs);
  if (speed <= 1) {
    if (speed === 1 && fadeInMs === 0 && fadeOutMs === 0) return [];
    return [`settb=1/${TICKS}`, `setpts=(PTS-STARTPTS)/${decimal(speed)}+${start}/TB`];
  }
  // As many frames a second as the recording has: of those that fall together, the first.
  const { fps } = recording.video;
  const slot = `floor(((PTS-STARTPTS)*TB+${seconds(ROUNDING_US)})*${decimal(fps / speed)})`;
  return [
    `settb=1/${TICKS}`,
    `setpts=${slot}*${decimal(TICKS / fps)}+${start}/TB`,
    `select='isnan(prev_selected_pts)+gt(pts,prev_selected_pts)'`,
  ];
}

/** Upright, with square pixels, of the wanted shape and size. */
export function shapeFilters(video: VideoFacts, { edits, scale }: Edited): string[] {
  if (!scale) return [];
  const crop = croppedSize(video, edits.aspect);
  // In parts of what is there: recorded pixels need not be square.
  const part = `crop=iw*${crop.width}/${video.width}:ih*${crop.height}/${video.height}`;
  return [
    ...(UPRIGHT[video.rotation] ?? []),
    ...(edits.aspect ? [part] : []),
    `scale=${scale.width}:${scale.height}`,
    'setsar=1',
  ];
}

/** A watermark as it is to lie over a picture of this size, of which it may not be higher. */
export function watermarkFilters({ opacity, widthPercent }: Watermark, picture: PictureSize): string[] {
  const width = Math.max(1, Math.round((picture.width * widthPercent) / 100));
  return [
    'format=rgba',
    `scale=${width}:${picture.height}:force_original_aspect_ratio=decrease`,
    `colorchannelmixer=aa=${decimal(opacity)}`,
  ];
}

/** Where it lies. */
export function overlayFilter({ corner }: Watermark, picture: PictureSize): string {
  const margin = Math.round(picture.width * WATERMARK_PLACE.margin);
  const [vertical, horizontal] = corner.split('-');
  const x = horizontal === 'left' ? `${margin}` : `W-w-${margin}`;
  const y = vertical === 'top' ? `${margin}` : `H-h-${margin}`;
  return `overlay=x=${x}:y=${y}`;
}

/** @param fade the filter's name: pictures and sound have each their own. */
export function fadeFilters(
  fade: 'fade' | 'afade',
  { edits: { fadeInMs, fadeOutMs }, durationUs }: Edited,
): string[] {
  const outUs = Math.max(0, durationUs - fadeOutMs * 1000);
  return [
    ...(fadeInMs > 0 ? [`${fade}=t=in:st=0:d=${seconds(fadeInMs * 1000)}`] : []),
    ...(fadeOutMs > 0 ? [`${fade}=t=out:st=${seconds(outUs)}:d=${seconds(fadeOutMs * 1000)}`] : []),
  ];
}

/** What is done to the clip's sound when its pieces are joined. */
export function soundFilters(edited: Edited): string[] {
  if (!changesSound(edited.edits)) return [];
  return [
    ...tempoFilters(edited.edits.speed),
    // A change of tempo comes out some samples shorter or longer than reckoned.
    'apad',
    `atrim=end=${seconds(edited.durationUs)}`,
    ...fadeFilters('afade', edited),
  ];
}

/** Faster or slower at the same pitch; beyond its double and half a sound is changed in two equal steps. */
function tempoFilters(speed: number): string[] {
  if (speed === 1) return [];
  if (speed >= 0.5 && speed <= 2) return [`atempo=${decimal(speed)}`];
  const step = `atempo=${decimal(Math.sqrt(speed))}`;
  return [step, step];
}

/** Seconds with microseconds, never in exponent form. */
export function seconds(us: number): string {
  return (us / 1e6).toFixed(6);
}

function decimal(value: number): string {
  return value.toFixed(6);
}
