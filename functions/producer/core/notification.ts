import type * as z from 'zod';
import { thumbnailKey } from './asset-keys.ts';
import type { clipNotification, signedNotification } from './clip-contract.ts';
import type { ClipDocument, ClipIdentity, ClipResult } from './clip-document.ts';

/** What subscribers of the topic are told of a clip, whatever became of it. */
export type ClipNotification = z.output<typeof clipNotification>;

/** URLs that grant the reading of private objects for a while. */
export interface SignedUrls {
  /** By the objects' keys. */
  readonly urls: ReadonlyMap<string, string>;
  /** Epoch ms. */
  readonly expireAt: number;
}

/**
 * What is told of a clip whose objects are private: every URL is signed. A signature has no room for `{size}`:
 * `thumbnail.url` is null, and `urls` go with `sizes`, one by one.
 */
type SignedNotification = z.output<typeof signedNotification>;

/** A message for the topic: SNS's JSON structure, with attributes that subscription filter policies can match. */
export interface TopicMessage {
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Raised when a field of the notification changes its meaning or goes away. */
const SCHEMA_VERSION = '1';

/** The told part of a document. */
export function notificationOf(document: ClipIdentity & ClipResult): ClipNotification {
  const { clipId, cameraId, startTimestampInMs, endTimestampInMs, recording, startMs, endMs } = document;
  const { status, bucket, clip, thumbnail, preview, sprite, covered, gaps, media, reason, expectedAt } =
    document;
  return {
    clipId,
    cameraId,
    startTimestampInMs,
    endTimestampInMs,
    ...(recording ? { recording, startMs: startMs as number, endMs: endMs as number } : {}),
    status,
    bucket,
    clip,
    thumbnail,
    preview,
    sprite,
    covered,
    gaps,
    media,
    reason,
    expectedAt,
  };
}

/** The keys of all that is stored of a clip. */
export function storedKeys({ clip, thumbnail, preview, sprite }: ClipResult): string[] {
  const keys = [clip.key, ...thumbnailKeys(thumbnail), preview?.key, sprite?.key, sprite?.vtt.key];
  return keys.filter((key) => typeof key === 'string');
}

function thumbnailKeys({ key, sizes }: ClipResult['thumbnail']): string[] {
  return key === null ? [] : sizes.map((size) => thumbnailKey(key, size));
}

function withSignedUrls(told: ClipNotification, { urls, expireAt }: SignedUrls): SignedNotification {
  const signed = <T extends { readonly key: string | null }>(object: T) => ({
    ...object,
    url: (object.key && urls.get(object.key)) as string,
  });
  const { clip, thumbnail, preview, sprite } = told;
  return {
    ...told,
    clip: signed(clip),
    thumbnail: {
      ...thumbnail,
      url: null,
      urls: thumbnailKeys(thumbnail).map((key) => urls.get(key) as string),
    },
    preview: preview && signed(preview),
    sprite: sprite && { ...signed(sprite), vtt: signed(sprite.vtt) },
    urlsExpireAt: expireAt,
  };
}

/**
 * The SNS message of a notification. With `MessageStructure: json` every protocol gets the string under `default`.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 *
 * @param signed for a clip whose objects are private; null where everyone may read them.
 */
export function topicMessage(
  document: ClipDocument | ClipNotification,
  signed: SignedUrls | null = null,
): TopicMessage {
  const told = notificationOf(document);
  const notification = signed ? withSignedUrls(told, signed) : told;
  return {
    message: JSON.stringify({ default: JSON.stringify(notification) }),
    attributes: {
      status: notification.status,
      schemaVersion: SCHEMA_VERSION,
      // SNS refuses an empty attribute, so a clip without a known camera has none.
      ...(notification.cameraId ? { cameraId: notification.cameraId } : {}),
    },
  };
}
