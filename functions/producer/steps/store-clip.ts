import type { ClipIdentity, ClipResult } from '../core/clip-document.ts';
import type { AssetStore, Thumbnail } from '../ports.ts';

export interface StoredClip {
  /** How many requests of the price of a PUT it took. */
  readonly puts: number;
  readonly result: Pick<ClipResult, 'bucket' | 'clip' | 'thumbnail'>;
}

/**
 * Uploads the clip and its thumbnails. Keys follow from the request, so that a second try replaces what a first one
 * left, and no other clip's.
 */
export async function storeClip(
  identity: ClipIdentity,
  clipPath: string,
  thumbnails: readonly Thumbnail[],
  assets: AssetStore,
): Promise<StoredClip> {
  const base = identity.cameraId ? `${identity.cameraId}/${identity.clipId}` : identity.clipId;
  const clip = `${base}.mp4`;
  const thumbnail = `${base}_{size}.jpg`;
  const puts = await Promise.all([
    assets.put(clip, clipPath, 'video/mp4'),
    ...thumbnails.map(({ path, width }) =>
      assets.put(thumbnail.replace('{size}', String(width)), path, 'image/jpeg'),
    ),
  ]);
  return {
    puts: puts.reduce((sum, count) => sum + count, 0),
    result: {
      bucket: assets.bucket,
      clip: { key: clip, url: assets.url(clip) },
      thumbnail: { key: thumbnail, url: assets.url(thumbnail), sizes: thumbnails.map(({ width }) => width) },
    },
  };
}
