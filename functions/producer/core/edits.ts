import { ClipRefused } from './errors.ts';
import type { Edits } from './request-edits.ts';

/** Shapes a picture can be cropped to, width to height. */
export const ASPECTS = ['16:9', '9:16', '1:1', '4:5'] as const;
export const CORNERS = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
/** How a watermark lies where nothing else is asked for; its margin, in parts of the clip's width, is always this. */
export const WATERMARK_PLACE = { corner: 'bottom-right', widthPercent: 15, margin: 0.02 } as const;

export type Aspect = (typeof ASPECTS)[number];

/** A picture laid over the clip's own; its key is below the watermarks' prefix, which is no part of it. */
export type Watermark = NonNullable<Edits['watermark']>;

/** A picture's size in pixels, upright and with square pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** What each edit does to the pictures, in words; null where it leaves them alone, so that they need no encode. */
const PICTURE_EDITS: { readonly [Name in keyof Edits]: (value: Edits[Name]) => string | null } = {
  aspect: (aspect) => aspect && `aspect ${aspect}`,
  height: (lines) => (lines ? `height ${lines}` : null),
  speed: (speed) => (speed === 1 ? null : `speed ${speed}`),
  mute: () => null,
  fadeInMs: (ms) => (ms > 0 ? `fade in ${ms} ms` : null),
  fadeOutMs: (ms) => (ms > 0 ? `fade out ${ms} ms` : null),
  watermark: (mark) => mark && `watermark ${mark.corner}`,
};

/** The edits that change pictures, and so need an encode, in words. */
export function pictureEdits(edits: Edits): string[] {
  const words = <Name extends keyof Edits>(name: Name) => PICTURE_EDITS[name](edits[name]);
  return (Object.keys(PICTURE_EDITS) as (keyof Edits)[]).flatMap((name) => words(name) ?? []);
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
