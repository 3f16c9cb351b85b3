import * as z from 'zod';
import { UsageError } from '../usage-error.ts';

/** What the commands need of a deployed stack. */
export interface StackOutputs {
  readonly region: string;
  readonly requestQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly topicArn: string;
  readonly recordingsBucket: string;
  readonly clipsBucket: string;
  readonly mongodbDatabase: string;
  /** Of the secret that holds the MongoDB URI; null where the stack has none. */
  readonly mongodbSecretArn: string | null;
}

/** The outputs by the names that stacks/clip-pipeline-stack.ts gives them. */
const named = z.object({
  region: z.string(),
  request_queue_url: z.string(),
  dead_letter_queue_url: z.string(),
  notification_topic_arn: z.string(),
  recordings_bucket: z.string(),
  clips_bucket: z.string(),
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
    clipsBucket: data.clips_bucket,
    mongodbDatabase: data.mongodb_database,
    mongodbSecretArn: data.mongodb_secret_arn ?? null,
  };
}
