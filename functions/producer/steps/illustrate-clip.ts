import type { AssetKeys } from '../core/asset-keys.ts';
import type { ClipRequest } from '../core/request.ts';
import type { ClipProducer, Illustrations, Workspace } from '../ports.ts';
import type { VerifiedClip } from './cut-clip.ts';

/** Makes the images of a clip that were asked for, one after the other: each takes all the processor there is. */
export async function illustrateClip(
  { path, media }: Pick<VerifiedClip, 'path' | 'media'>,
  { thumbnails, preview, sprite }: Pick<ClipRequest, 'thumbnails' | 'preview' | 'sprite'>,
  keys: AssetKeys,
  workspace: Workspace,
  deadline: AbortSignal,
  producer: ClipProducer,
): Promise<Illustrations> {
  const { at } = thumbnails;
  /** WebVTT names the sheet as seen from its own place, which is beside it. */
  const sheet = keys.sprite.slice(keys.sprite.lastIndexOf('/') + 1);
  return {
    thumbnails: await producer.thumbnails(path, media, thumbnails, workspace, deadline),
    preview:
      preview === 'none'
        ? null
        : {
            format: preview,
            path: await producer.preview(path, media, { format: preview, at }, workspace, deadline),
          },
    sprite: sprite ? await producer.sprite(path, media, sheet, workspace, deadline) : null,
  };
}
