import { ClipRefused } from './errors.ts';

/** Shapes a picture can be cropped to, width to height. */
export const ASPECTS = ['16:9', '9:16', '1:1', '4:5'] as const;
export const CORNERS = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;

export type Aspect = (typeof ASPECTS)[number];

/** A picture laid over the clip's own. */
export interface Watermark {
  /** Below the watermarks' prefix, which is no part of it. */
  readonly key: string;
  readonly corner: (typeof CORNERS)[number];
  /** 0 (not to be seen) to 1 (as it is). */
  readonly opacity: number;
  /** Of the clip's width. */
  readonly widthPercent: number;
}

/** What is done to a clip besides cutting it; `core/request-edits.ts` says what each may be. */
export interface Edits {
  /** Cropped to this shape about its centre; null keeps the recording's. */
  readonly aspect: Aspect | null;
  /** Lines of the picture; null keeps as many as there are. */
  readonly height: number | null;
  /** 2 plays twice as fast, 0.5 half as fast; sound keeps its pitch. */
  readonly speed: number;
  readonly mute: boolean;
  /** From and to black, and silence. */
  readonly fadeInMs: number;
  readonly fadeOutMs: number;
  readonly watermark: Watermark | null;
}

/** The edits of those who ask for none. */
export const NO_EDITS: Edits = {
  aspect: null,
  height: null,
  speed: 1,
  mute: false,
  fadeInMs: 0,
  fadeOutMs: 0,
  watermark: null,
};

/** A picture's size in pixels, upright and with square pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** The edits that change pictures, and so need an encode, in words. */
export function pictureEdits({ aspect, height, speed, fadeInMs, fadeOutMs, watermark }: Edits): string[] {
  return [
    ...(aspect ? [`aspect ${aspect}`] : []),
    ...(height ? [`height ${height}`] : []),
    ...(speed === 1 ? [] : [`speed ${speed}`]),
    ...(fadeInMs > 0 ? [`fade in ${fadeInMs} ms`] : []),
    ...(fadeOutMs > 0 ? [`fade out ${fadeOutMs} ms`] : []),
    ...(watermark ? [`watermark ${watermark.corner}`] : []),
  ];
}

/** Whether sound cannot stay as it is recorded. */
export function changesSound({ speed, fadeInMs, fadeOutMs }: Edits): boolean {
  return speed !== 1 || fadeInMs > 0 || fadeOutMs > 0;
}

/** The largest part of a picture that has the wanted shape, in even pixels. */
export function croppedSize(picture: PictureSize, aspect: Aspect | null): PictureSize {
  if (!aspect) return picture;
  const [across, down] = aspect.split(':').map(Number) as [number, number];
  return {
    width: evenBelow(Math.min(picture.width, (picture.height * across) / down)),
    height: evenBelow(Math.min(picture.height, (picture.width * down) / across)),
  };
}

/** The size of an edited picture, in even pixels. */
export function editedSize(picture: PictureSize, { aspect, height }: Edits): PictureSize {
  const cropped = croppedSize(picture, aspect);
  return scaledTo(height ?? cropped.height, cropped);
}

/** A size of the same shape with about so many lines, in even pixels. */
export function scaledTo(height: number, { width, height: lines }: PictureSize): PictureSize {
  return { width: even((width * height) / lines), height: even(height) };
}

/**
 * The refusal of edits that do not suit the clip, or null: no picture is scaled up, and no fade meets the other.
 *
 * @param frameMs by so much a clip may be shorter than its window, frames being whole.
 */
export function unsuitedEdits(
  edits: Edits,
  picture: PictureSize,
  durationMs: number,
  frameMs: number,
): ClipRefused | null {
  const lines = even(croppedSize(picture, edits.aspect).height);
  if (edits.height !== null && edits.height > lines) {
    const whose = edits.aspect ? `picture's height at ${edits.aspect}` : `picture's height`;
    const message = `edits.height must be at most the ${whose}, ${lines}, got ${edits.height}`;
    return new ClipRefused('CLIP_REJECTED', 'height-above-picture', message);
  }
  const fadesMs = edits.fadeInMs + edits.fadeOutMs;
  if (fadesMs > durationMs + frameMs) {
    const rule = `must together be at most the clip's length, ${Math.round(durationMs)} ms`;
    const message = `edits.fadeInMs and edits.fadeOutMs ${rule}, got ${edits.fadeInMs} and ${edits.fadeOutMs}`;
    return new ClipRefused('CLIP_REJECTED', 'fades-above-length', message);
  }
  return null;
}

function even(pixels: number): number {
  return Math.max(2, 2 * Math.round(pixels / 2));
}

function evenBelow(pixels: number): number {
  return Math.max(2, 2 * Math.floor(pixels / 2));
}
