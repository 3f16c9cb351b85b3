import { MAX_RECEIVES } from '../functions/producer/core/linked-numbers.ts';
import { ALLOCATOR_VARIABLES } from '../functions/producer/env.ts';
import type { StackSettings } from './settings.ts';

/** What the deployed parts are called. */
export interface DeployedParts {
  readonly recordingsBucket: string;
  readonly clipsBucket: string;
  readonly clipsBaseUrl: string;
  readonly topicArn: string;
  readonly queueUrl: string;
  /** The variables that tell the function of its database. */
  readonly database: Readonly<Record<string, string>>;
}

/** The function's environment, as functions/producer/env.ts reads it. No value of it is a secret. */
export function producerVariables(settings: StackSettings, parts: DeployedParts): Record<string, string> {
  const { recordingsPrefix, cameraApiUrl, destinationAccess, signedUrlMinutes } = settings;
  return {
    RECORDINGS_BUCKET: parts.recordingsBucket,
    // Lambda's console shows an empty variable as one that somebody forgot.
    ...(recordingsPrefix === '' ? {} : { RECORDINGS_PREFIX: recordingsPrefix }),
    WATERMARKS_PREFIX: settings.watermarksPrefix,
    LONGEST_RECORDING_MINUTES: String(settings.longestRecordingMinutes),
    CLIPS_BUCKET: parts.clipsBucket,
    PUBLIC_BASE_URL: settings.publicBaseUrl ?? parts.clipsBaseUrl,
    ...(destinationAccess === 'private' ? { SIGNED_URL_MINUTES: String(signedUrlMinutes) } : {}),
    NOTIFICATION_TOPIC_ARN: parts.topicArn,
    REQUEST_QUEUE_URL: parts.queueUrl,
    MAX_RECEIVES: String(MAX_RECEIVES),
    ...(cameraApiUrl === null ? {} : { CAMERA_API_URL: cameraApiUrl }),
    ...parts.database,
    ...ALLOCATOR_VARIABLES,
  };
}
