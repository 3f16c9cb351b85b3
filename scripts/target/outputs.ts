import * as z from 'zod';
import {
  FUNCTION_MEMORY_MB,
  FUNCTION_TIMEOUT_S,
  LONGEST_RECORDING_MINUTES,
} from '../../functions/producer/core/linked-numbers.ts';
import { WATERMARKS_PREFIX } from '../../functions/producer/env.ts';
import { UsageError } from '../usage-error.ts';

/** What the commands need of a deployed stack. */
export interface StackOutputs {
  readonly region: string;
  readonly requestQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly topicArn: string;
  readonly recordingsBucket: string;
  /** Empty, or ending in a slash. */
  readonly recordingsPrefix: string;
  /** In the recordings' bucket; ends in a slash. */
  readonly watermarksPrefix: string;
  readonly longestRecordingMinutes: number;
  /** Null where the bucket is listed instead. */
  readonly cameraApiUrl: string | null;
  readonly clipsBucket: string;
  readonly functionMemoryMb: number;
  readonly functionTimeoutS: number;
  readonly mongodbDatabase: string;
  /** Of the secret that holds the MongoDB URI; null where the stack has none. */
  readonly mongodbSecretArn: string | null;
}

/**
 * The outputs by the names that stacks/clip-pipeline-stack.ts gives them. Those with a default are missing in the file
 * of a stack that was deployed by 1.0.0.
 */
const named = z.object({
  region: z.string(),
  request_queue_url: z.string(),
  dead_letter_queue_url: z.string(),
  notification_topic_arn: z.string(),
  recordings_bucket: z.string(),
  recordings_prefix: z.string().default(''),
  watermarks_prefix: z.string().default(WATERMARKS_PREFIX),
  longest_recording_minutes: z.coerce.number().default(LONGEST_RECORDING_MINUTES),
  camera_api_url: z.string().optional(),
  clips_bucket: z.string(),
  function_memory_mb: z.coerce.number().default(FUNCTION_MEMORY_MB),
  function_timeout_seconds: z.coerce.number().default(FUNCTION_TIMEOUT_S),
  mongodb_database: z.string(),
  mongodb_secret_arn: z.string().optional(),
});
/** A file of `cdktf deploy --outputs-file`: the outputs below the name of their stack. */
const file = z.record(z.string(), z.unknown());

/**
 * Reads the file that `cdktf deploy --outputs-file` writes.
 *
 * @param path for messages.
 * @throws UsageError that names what is missing, or the stacks where there are several.
 */
export function readOutputs(text: string, path: string): StackOutputs {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--outputs ${path} is no JSON: ${(error as Error).message}`, { cause: error });
  }
  const stacks = file.safeParse(json).data ?? {};
  const names = Object.keys(stacks);
  if (names.length > 1)
    throw new UsageError(`--outputs ${path} has several stacks (${names.join(', ')}): deploy one at a time`);
  const { success, data, error } = named.safeParse(stacks[names[0] ?? ''] ?? {});
  if (!success) {
    const missing = error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new UsageError(`--outputs ${path} lacks ${missing}: is it of cdktf deploy --outputs-file?`);
  }
  return {
    region: data.region,
    requestQueueUrl: data.request_queue_url,
    deadLetterQueueUrl: data.dead_letter_queue_url,
    topicArn: data.notification_topic_arn,
    recordingsBucket: data.recordings_bucket,
    recordingsPrefix: data.recordings_prefix,
    watermarksPrefix: data.watermarks_prefix,
    longestRecordingMinutes: data.longest_recording_minutes,
    cameraApiUrl: data.camera_api_url ?? null,
    clipsBucket: data.clips_bucket,
    functionMemoryMb: data.function_memory_mb,
    functionTimeoutS: data.function_timeout_seconds,
    mongodbDatabase: data.mongodb_database,
    mongodbSecretArn: data.mongodb_secret_arn ?? null,
  };
}
