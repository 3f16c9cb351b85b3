import { basename } from 'node:path';
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
  return {
    thumbnails: await producer.thumbnails(path, media, thumbnails, workspace, deadline),
    preview:
      preview === 'none'
        ? null
        : {
            format: preview,
            path: await producer.preview(path, media, { format: preview, at }, workspace, deadline),
          },
    sprite: sprite ? await producer.sprite(path, media, basename(keys.sprite), workspace, deadline) : null,
  };
}
