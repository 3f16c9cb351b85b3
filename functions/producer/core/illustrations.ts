/** Images of a clip, as files of the job's folder. */
export interface Thumbnail {
  readonly path: string;
  readonly width: number;
}

/** Files of a sheet of small pictures, and of the WebVTT that says of which moments they are. */
export interface Sprite {
  readonly image: string;
  readonly vtt: string;
}

/** Files of images that are made of a finished clip; null for those not asked for. */
export interface Illustrations {
  readonly thumbnails: readonly Thumbnail[];
  readonly preview: { readonly path: string; readonly format: 'webp' | 'gif' } | null;
  readonly sprite: Sprite | null;
}
