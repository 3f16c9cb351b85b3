import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { ClipDocument } from '../../functions/producer/core/clip-document.ts';
import type { ClipNotification } from '../../functions/producer/core/notification.ts';
import type { Deployment } from './deployment.ts';

/** What was told of a clip, with the attributes that subscribers filter by. */
export interface Told {
  readonly notification: ClipNotification;
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/** An object of the clips bucket. */
export interface Downloaded {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly contentType: string | undefined;
}

/** All that was ever told of the clip, in its order. */
export async function toldOf({ notifications }: Deployment, clipId: string): Promise<Told[]> {
  const messages = await notifications.messages();
  return messages
    .map(({ Body = '', MessageAttributes: attributes = {} }) => ({
      notification: JSON.parse(Body) as ClipNotification,
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, { StringValue: value }]) => [name, value]),
      ),
    }))
    .filter(({ notification }) => notification.clipId === clipId);
}

export async function documentOf({ documents }: Deployment, clipId: string): Promise<ClipDocument | null> {
  return documents.findOne({ _id: clipId });
}

/** The document of a clip that is made. @throws where there is none, or it tells of another status. */
export async function availableClip(deployment: Deployment, clipId: string): Promise<ClipDocument> {
  const document = await documentOf(deployment, clipId);
  if (document?.status === 'CLIP_AVAILABLE') return document;
  throw new Error(`${clipId} is ${document?.status}: ${JSON.stringify(document?.reason)}`);
}

/** Keys of the clips bucket that hold `text`, in their order. */
export async function keysWith({ environment }: Deployment, text: string): Promise<string[]> {
  const { clients, clipsBucket } = environment;
  const { Contents: objects = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket: clipsBucket }));
  return objects
    .map(({ Key: key = '' }) => key)
    .filter((key) => key.includes(text))
    .sort();
}

export async function download({ environment, folder }: Deployment, key: string): Promise<Downloaded> {
  const { clients, clipsBucket } = environment;
  const object = await clients.s3.send(new GetObjectCommand({ Bucket: clipsBucket, Key: key }));
  const bytes = (await object.Body?.transformToByteArray()) as Uint8Array;
  const path = join(folder, key);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { path, bytes: bytes.length, sha256, contentType: object.ContentType };
}

/** The numbers `from` to `to`, both included. */
export function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
