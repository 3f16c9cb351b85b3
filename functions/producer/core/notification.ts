import type { ClipDocument, ClipIdentity, ClipResult } from './clip-document.ts';

/** What subscribers of the topic are told of a clip, whatever became of it. */
export type ClipNotification = ClipIdentity & ClipResult;

/** A message for the topic: SNS's JSON structure, with attributes that subscription filter policies can match. */
export interface TopicMessage {
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Raised when a field of the notification changes its meaning or goes away. */
export const SCHEMA_VERSION = '1';

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

/**
 * The SNS message of a notification. With `MessageStructure: json` every protocol gets the string under `default`.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function topicMessage(document: ClipDocument | ClipNotification): TopicMessage {
  const notification = notificationOf(document);
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
