import type { AssetKeys } from '../core/asset-keys.ts';
import type { ClipRequest } from '../core/request.ts';
import type { ClipProducer, FinishedClip, Illustrations } from '../ports.ts';

/** Makes the images of a clip that were asked for, one after the other: each takes all the processor there is. */
export async function illustrateClip(
  clip: FinishedClip,
  { thumbnails, preview, sprite }: Pick<ClipRequest, 'thumbnails' | 'preview' | 'sprite'>,
  keys: AssetKeys,
  producer: ClipProducer,
): Promise<Illustrations> {
  const { at } = thumbnails;
  /** WebVTT names the sheet as seen from its own place, which is beside it. */
  const sheet = keys.sprite.slice(keys.sprite.lastIndexOf('/') + 1);
  return {
    thumbnails: await producer.thumbnails(clip, thumbnails),
    preview:
      preview === 'none'
        ? null
        : { format: preview, path: await producer.preview(clip, { format: preview, at }) },
    sprite: sprite ? await producer.sprite(clip, sheet) : null,
  };
}
