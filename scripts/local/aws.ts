import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type AwsClients, type AwsResources, createResources } from './aws-resources.ts';
import { startFauxqs } from './fauxqs.ts';
import { readServerSettings, type ServerSettings } from './settings.ts';

const REGION = 'us-east-1';

export interface LocalAwsOptions {
  /** For the embedded server; any free one unless given. */
  readonly port?: number | undefined;
  /** How long a message stays hidden after a receive; 30 s unless given, so that a crash can be watched. */
  readonly visibilityTimeoutS?: number | undefined;
  readonly settings?: ServerSettings;
}

/** S3, SQS and SNS with all that the stack deploys. */
export interface LocalAws extends AwsResources {
  /** Without a slash at its end; a host by number, so that every SDK addresses buckets by path. */
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: ServerSettings['credentials'];
  readonly clients: AwsClients;
  /** Closes the clients, and the embedded server with everything in it. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded S3, SQS and SNS, or takes those of `AWS_ENDPOINT_URL`, and makes the buckets, queues and topic.
 *
 * @throws EADDRINUSE where the port is taken; a plain error that names the endpoint where nothing answers there.
 */
export async function startAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const { awsEndpoint, serviceEndpoints, credentials } = options.settings ?? readServerSettings();
  const server = awsEndpoint ? null : await startFauxqs(options.port ?? 0);
  const endpoint = (awsEndpoint ?? server?.endpoint ?? '').replace(/\/$/, '');

  // A copy: the SDK writes a note of its own into the credentials it is given.
  const shared = { region: REGION, credentials: { ...credentials } };
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL_SQS, AWS_ENDPOINT_URL_SNS } = serviceEndpoints;
  const clients: AwsClients = {
    s3: new S3Client({ ...shared, endpoint: AWS_ENDPOINT_URL_S3 ?? endpoint, forcePathStyle: true }),
    sqs: new SQSClient({ ...shared, endpoint: AWS_ENDPOINT_URL_SQS ?? endpoint }),
    sns: new SNSClient({ ...shared, endpoint: AWS_ENDPOINT_URL_SNS ?? endpoint }),
  };
  const stop = async () => {
    for (const client of Object.values(clients)) client.destroy();
    await server?.stop();
  };
  try {
    const resources = await createResources(clients, options.visibilityTimeoutS ?? 30);
    return { ...resources, endpoint, region: REGION, credentials, clients, stop };
  } catch (error) {
    await stop();
    if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') throw error;
    const message = `Nothing answers at ${endpoint}: start that server, or unset AWS_ENDPOINT_URL for the embedded one`;
    throw new Error(message, { cause: error });
  }
}
