import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CREDENTIALS, type Deployment } from '../deployment.ts';

/** Writes the outputs of a Wavecut as if it were a deployed stack. @returns their file. */
export async function writeOutputs(
  { environment, folder }: Deployment,
  requestQueueUrl = environment.queueUrl,
  deadLetterQueueUrl = environment.deadLetterQueueUrl,
): Promise<string> {
  const file = join(folder, 'outputs.json');
  const outputs = {
    'wavecut-prod': {
      region: environment.region,
      request_queue_url: requestQueueUrl,
      dead_letter_queue_url: deadLetterQueueUrl,
      notification_topic_arn: environment.topicArn,
      recordings_bucket: environment.recordingsBucket,
      clips_bucket: environment.clipsBucket,
      mongodb_database: environment.mongodbDatabase,
    },
  };
  await writeFile(file, JSON.stringify(outputs));
  return file;
}

/** The variables of somebody who is logged in to the account of a deployed stack. */
export const account = ({ environment }: Deployment) => ({
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_ENDPOINT_URL: environment.endpoint,
  MONGODB_URI: environment.mongodbUri,
});
