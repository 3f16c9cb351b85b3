import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { readMongodbUri } from '../target/mongodb-secret.ts';
import type { StackOutputs } from '../target/outputs.ts';
import type { StudioTarget } from './target.ts';

export interface DeployedOptions {
  readonly canRequest: boolean;
  /** Of a server that stands in for AWS; null for AWS itself. */
  readonly endpointUrl: string | null;
  /** Where the database is to be found from here; null where the stack's secret tells. */
  readonly mongodbUri: string | null;
}

/**
 * A deployed stack as a studio sees it, with the caller's own credentials: those that every AWS SDK and command line
 * finds (variables, profile, single sign-on).
 *
 * @throws where the secret with MongoDB's address cannot be read.
 */
export async function deployedStudioTarget(
  outputs: StackOutputs,
  { canRequest, endpointUrl, mongodbUri }: DeployedOptions,
): Promise<StudioTarget> {
  const { region } = outputs;
  const shared = { region, ...(endpointUrl ? { endpoint: endpointUrl } : {}) };
  return {
    kind: 'deployed',
    clients: {
      s3: new S3Client({ ...shared, forcePathStyle: endpointUrl !== null }),
      sqs: new SQSClient(shared),
      sns: new SNSClient(shared),
    },
    region,
    endpointUrl,
    requestQueueUrl: outputs.requestQueueUrl,
    deadLetterQueueUrl: outputs.deadLetterQueueUrl,
    topicArn: outputs.topicArn,
    recordingsBucket: outputs.recordingsBucket,
    recordingsPrefix: outputs.recordingsPrefix,
    watermarksPrefix: outputs.watermarksPrefix,
    longestRecordingMs: outputs.longestRecordingMinutes * 60_000,
    cameraApiUrl: outputs.cameraApiUrl?.replace(/\/$/, ''),
    clipsBucket: outputs.clipsBucket,
    mongodbUri: await databaseOf(outputs, mongodbUri, shared),
    mongodbDatabase: outputs.mongodbDatabase,
    canRequest,
    memoryMb: outputs.functionMemoryMb,
    timeoutMs: outputs.functionTimeoutS * 1000,
  };
}

async function databaseOf(
  { mongodbSecretArn }: StackOutputs,
  named: string | null,
  clientSettings: { readonly region: string; readonly endpoint?: string },
): Promise<string> {
  if (named !== null) return named;
  if (mongodbSecretArn !== null) return readMongodbUri(mongodbSecretArn, clientSettings);
  throw new Error('The stack has no secret with the address of its database: set MONGODB_URI.');
}
