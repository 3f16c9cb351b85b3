import { S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { StackOutputs } from './stack-outputs.ts';
import { FUNCTION_DEFAULTS, type StudioTarget } from './target.ts';

const DATABASE = 'wavecut';

/**
 * A deployed stack as a studio sees it, with the caller's own credentials: those that every AWS SDK and command line
 * finds (variables, profile, single sign-on).
 *
 * @param endpointUrl of a server that stands in for AWS; null for AWS itself.
 * @throws where the secret with MongoDB's address cannot be read.
 */
export async function deployedTarget(
  outputs: StackOutputs,
  { canRequest, endpointUrl }: { readonly canRequest: boolean; readonly endpointUrl: string | null },
): Promise<StudioTarget> {
  const region = outputs.topicArn.split(':')[3] || 'us-east-1';
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
    clipsBucket: outputs.clipsBucket,
    mongodbUri: await readMongodbUri(new SecretsManagerClient(shared), outputs.mongodbSecretArn),
    mongodbDatabase: DATABASE,
    canRequest,
    ...FUNCTION_DEFAULTS,
  };
}

async function readMongodbUri(client: SecretsManagerClient, SecretId: string): Promise<string> {
  try {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
    return mongodbUriIn(SecretString);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`MongoDB's address in the secret ${SecretId} cannot be read: ${why}`, { cause: error });
  } finally {
    client.destroy();
  }
}

/**
 * The URI in a secret's text: the text itself, or the first MongoDB URI among the values of a JSON object.
 *
 * @throws where there is none; the text is not repeated.
 */
export function mongodbUriIn(secret: string): string {
  const isUri = (value: unknown): value is string =>
    typeof value === 'string' && /^mongodb(\+srv)?:\/\//.test(value);
  if (isUri(secret)) return secret;
  let fields: unknown = null;
  try {
    fields = JSON.parse(secret);
  } catch {
    // Told below.
  }
  const found = typeof fields === 'object' && fields !== null ? Object.values(fields).find(isUri) : undefined;
  if (!found) throw new Error('it holds no mongodb:// URI');
  return found;
}
