import { type AssetKeys, thumbnailKey } from '../core/asset-keys.ts';
import type { ClipResult } from '../core/clip-document.ts';
import type { AssetStore, GrowingUpload, Illustrations } from '../ports.ts';

export interface StoredClip {
  /** How many requests of the price of a PUT it took. */
  readonly puts: number;
  readonly result: Pick<ClipResult, 'bucket' | 'clip' | 'thumbnail' | 'preview' | 'sprite'>;
}

/**
 * Sends what lacks of a verified clip while its images are made. Only when these are there is the clip an object: of one
 * that no image can be made of, nothing is to be seen.
 *
 * @throws what failed, when nothing goes on any more.
 */
export async function storeClip(
  keys: AssetKeys,
  upload: GrowingUpload,
  illustrate: () => Promise<Illustrations>,
  assets: AssetStore,
): Promise<StoredClip> {
  const [, { thumbnails, preview, sprite }] = await allOver([upload.sendRest(), illustrate()]);
  const previewKey = preview && keys.preview[preview.format];
  const puts = await allOver([
    upload.complete(),
    ...thumbnails.map(({ path, width }) =>
      assets.put(thumbnailKey(keys.thumbnail, width), path, 'image/jpeg'),
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

/** As `Promise.all`, but for a failure, which is told when none goes on any more. */
async function allOver<T extends readonly Promise<unknown>[]>(promises: readonly [...T]) {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
