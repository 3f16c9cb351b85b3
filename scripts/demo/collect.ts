import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { MongoClient } from 'mongodb';
import { thumbnailKey } from '../../functions/producer/core/asset-keys.ts';
import type { ClipDocument } from '../../functions/producer/core/clip-document.ts';
import type { ClipNotification } from '../../functions/producer/core/notification.ts';

/** The files of one clip, in the out folder. */
export interface DownloadedClip {
  readonly clipId: string;
  readonly clip: string;
  readonly thumbnails: readonly string[];
}

/** Reads the documents of the clips, in the order of the ids; a clip without a document is left out. */
export async function readDocuments(
  mongodbUri: string,
  database: string,
  clipIds: readonly string[],
): Promise<ClipDocument[]> {
  const client = new MongoClient(mongodbUri);
  try {
    const clips = client.db(database).collection<ClipDocument>('clips');
    const found = await clips.find({ _id: { $in: [...clipIds] } }).toArray();
    return clipIds.flatMap((clipId) => found.find(({ _id }) => _id === clipId) ?? []);
  } finally {
    await client.close();
  }
}

/**
 * Downloads every object that a notification tells of to `folder/KEY`; a clip that was told twice is downloaded once.
 *
 * @throws what S3 throws where an object is not there.
 */
export async function downloadClips(
  s3: S3Client,
  notifications: readonly ClipNotification[],
  folder: string,
): Promise<DownloadedClip[]> {
  const byClip = new Map(notifications.map((notification) => [notification.clip.key, notification]));
  const downloaded: DownloadedClip[] = [];
  for (const { clipId, bucket, clip, thumbnail } of byClip.values()) {
    if (!bucket || !clip.key) continue;
    const download = async (key: string) => {
      const path = join(folder, key);
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      await mkdir(dirname(path), { recursive: true });
      await pipeline(Body as Readable, createWriteStream(path));
      return path;
    };
    const thumbnails: string[] = [];
    for (const size of thumbnail.sizes)
      thumbnails.push(await download(thumbnailKey(thumbnail.key ?? '', size)));
    downloaded.push({ clipId, clip: await download(clip.key), thumbnails });
  }
  return downloaded;
}
