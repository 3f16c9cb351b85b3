import type { ClipIdentity } from './clip-document.ts';

/** The objects of a clip, by what they hold. */
export interface AssetKeys {
  readonly clip: string;
  /** With `{size}` where the width goes: for `thumbnailKey`. */
  readonly thumbnail: string;
  readonly preview: Readonly<Record<'webp' | 'gif', string>>;
  readonly sprite: string;
  readonly spriteVtt: string;
}

/** Keys follow from the request, so that a second try replaces what a first one left, and no other clip's. */
export function assetKeys({ cameraId, clipId }: Pick<ClipIdentity, 'cameraId' | 'clipId'>): AssetKeys {
  const base = cameraId ? `${cameraId}/${clipId}` : clipId;
  return {
    clip: `${base}.mp4`,
    thumbnail: `${base}_{size}.jpg`,
    preview: { webp: `${base}_preview.webp`, gif: `${base}_preview.gif` },
    sprite: `${base}_sprite.jpg`,
    spriteVtt: `${base}_sprite.vtt`,
  };
}

/** The key of one thumbnail. @param template with `{size}`, as in the document. */
export function thumbnailKey(template: string, width: number): string {
  return template.replace('{size}', String(width));
}
