import * as z from 'zod';
import { UsageError } from '../usage-error.ts';

/** What the commands need of a deployed stack. */
export interface StackOutputs {
  readonly region: string;
  readonly requestQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly topicArn: string;
  readonly mongodbDatabase: string;
  /** Of the secret that holds the MongoDB URI; null where the stack has none. */
  readonly mongodbSecretArn: string | null;
}

/** The outputs by the names that stacks/clip-pipeline-stack.ts gives them. */
const stack = z.object({
  region: z.string(),
  request_queue_url: z.string(),
  dead_letter_queue_url: z.string(),
  notification_topic_arn: z.string(),
  mongodb_database: z.string(),
  mongodb_secret_arn: z.string().optional(),
});
/** A file of `cdktf deploy --outputs-file`: the outputs below the name of their stack. */
const file = z.record(z.string(), z.unknown());

/**
 * Reads the file that `cdktf deploy --outputs-file` writes.
 *
 * @param path for messages.
 * @throws UsageError that names what is missing.
 */
export function readOutputs(text: string, path: string): StackOutputs {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--outputs ${path} is no JSON: ${(error as Error).message}`, { cause: error });
  }
  const [outputs] = Object.values(file.safeParse(json).data ?? {});
  const { success, data, error } = stack.safeParse(outputs ?? {});
  if (!success) {
    const missing = error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new UsageError(`--outputs ${path} lacks ${missing}: is it of cdktf deploy --outputs-file?`);
  }
  return {
    region: data.region,
    requestQueueUrl: data.request_queue_url,
    deadLetterQueueUrl: data.dead_letter_queue_url,
    topicArn: data.notification_topic_arn,
    mongodbDatabase: data.mongodb_database,
    mongodbSecretArn: data.mongodb_secret_arn ?? null,
  };
}
