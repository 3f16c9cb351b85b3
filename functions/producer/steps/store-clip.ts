import type { AssetKeys } from '../core/asset-keys.ts';
import type { ClipResult } from '../core/clip-document.ts';
import type { AssetStore, Illustrations } from '../ports.ts';

export interface StoredClip {
  /** How many requests of the price of a PUT it took. */
  readonly puts: number;
  readonly result: Pick<ClipResult, 'bucket' | 'clip' | 'thumbnail' | 'preview' | 'sprite'>;
}

/** Uploads the clip and its images. */
export async function storeClip(
  keys: AssetKeys,
  clipPath: string,
  { thumbnails, preview, sprite }: Illustrations,
  assets: AssetStore,
): Promise<StoredClip> {
  const previewKey = preview && keys.preview[preview.format];
  const puts = await Promise.all([
    assets.put(keys.clip, clipPath, 'video/mp4'),
    ...thumbnails.map(({ path, width }) =>
      assets.put(keys.thumbnail.replace('{size}', String(width)), path, 'image/jpeg'),
    ),
    ...(preview && previewKey ? [assets.put(previewKey, preview.path, `image/${preview.format}`)] : []),
    ...(sprite
      ? [
          assets.put(keys.sprite, sprite.image, 'image/jpeg'),
          assets.put(keys.spriteVtt, sprite.vtt, 'text/vtt'),
        ]
      : []),
  ]);
  const stored = (key: string) => ({ key, url: assets.url(key) });
  return {
    puts: puts.reduce((sum, count) => sum + count, 0),
    result: {
      bucket: assets.bucket,
      clip: stored(keys.clip),
      thumbnail: { ...stored(keys.thumbnail), sizes: thumbnails.map(({ width }) => width) },
      preview: previewKey ? stored(previewKey) : null,
      sprite: sprite ? { ...stored(keys.sprite), vtt: stored(keys.spriteVtt) } : null,
    },
  };
}
