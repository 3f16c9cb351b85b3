import { MAX_RECEIVES } from '../../functions/producer/core/linked-numbers.ts';
import { ALLOCATOR_VARIABLES } from '../../functions/producer/env.ts';
import { buildProducer } from '../build.ts';
import { type LocalAws, startAws } from './aws.ts';
import { type DeliveredBatch, startEventSource } from './event-source.ts';
import { hostFfmpeg } from './host-ffmpeg.ts';
import { type LambdaHost, startLambdaHost } from './lambda-host.ts';
import { startEmbeddedMongo } from './mongo/server.ts';
import { readServerSettings, type ServerSettings } from './settings.ts';

const MONGODB_DATABASE = 'wavecut';

export interface EnvironmentOptions {
  /** Any free one unless given. */
  readonly awsPort?: number;
  /** Any free one unless given. */
  readonly mongoPort?: number;
  /** Clips made at a time, each in a process of its own; 1 unless given. */
  readonly concurrency?: number;
  readonly visibilityTimeoutS?: number;
  readonly memoryMb?: number;
  readonly timeoutMs?: number;
  /** A zip that is built already; else it is built. */
  readonly zipPath?: string;
  /** Which servers are others than the embedded ones; read from the environment unless given. */
  readonly settings?: ServerSettings;
  /** Variables of the function besides those it needs here, or in their place. */
  readonly functionEnvironment?: Readonly<Record<string, string>>;
  /** Called with each line the function writes; its steps are JSON, one a line. */
  readonly onLog?: (line: string) => void;
  readonly onDelivery?: (delivery: DeliveredBatch) => void;
  /** Called with what is going on, in words. */
  readonly onProgress?: (text: string) => void;
}

/** All of Wavecut on this machine: what the stack deploys, with the address of each part. */
export interface LocalEnvironment extends Omit<LocalAws, 'stop'> {
  readonly mongodbUri: string;
  readonly mongodbDatabase: string;
  /** The variables of the function. */
  readonly functionEnvironment: Readonly<Record<string, string>>;
  readonly host: LambdaHost;
  /** Stops every process and server, and removes every file of theirs; may be called again. */
  stop(): Promise<void>;
}

/**
 * Starts S3, SQS, SNS and MongoDB (or takes those that `AWS_ENDPOINT_URL` and `MONGODB_URI` name), the function from
 * its deployable zip, and the poller between queue and function.
 *
 * @throws where a part cannot start; those that had started are stopped first. EADDRINUSE carries the `port`.
 */
export async function startEnvironment(options: EnvironmentOptions = {}): Promise<LocalEnvironment> {
  const stops: (() => Promise<void>)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= stopAll(stops.reverse());
    return stopping;
  };
  try {
    return { ...(await startParts(options, stops)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  options: EnvironmentOptions,
  stops: (() => Promise<void>)[],
): Promise<Omit<LocalEnvironment, 'stop'>> {
  const { settings = readServerSettings(), visibilityTimeoutS, concurrency = 1, onProgress } = options;

  if (settings.awsEndpoint)
    onProgress?.(`using S3, SQS and SNS at ${settings.awsEndpoint}: AWS_ENDPOINT_URL is set`);
  if (settings.mongodbUri) onProgress?.('using another MongoDB than the embedded one: MONGODB_URI is set');

  const aws = await startAws({ port: options.awsPort, visibilityTimeoutS, settings });
  stops.push(aws.stop);

  const embeddedMongo = settings.mongodbUri
    ? null
    : await startEmbeddedMongo({ port: options.mongoPort ?? 0 });
  if (embeddedMongo) stops.push(() => embeddedMongo.stop());
  const mongodbUri = settings.mongodbUri ?? withDatabase(embeddedMongo?.uri ?? '');

  const zipPath = options.zipPath ?? (await buildProducer(onProgress ? { onProgress } : {})).zipPath;
  const functionEnvironment = {
    ...functionVariables(aws, mongodbUri, settings),
    ...(await hostFfmpeg()),
    ...options.functionEnvironment,
  };
  const host = await startLambdaHost({
    zipPath,
    environment: functionEnvironment,
    concurrency,
    memoryMb: options.memoryMb,
    timeoutMs: options.timeoutMs,
    onLog: options.onLog,
  });
  stops.push(host.stop);

  const source = startEventSource({
    sqs: aws.clients.sqs,
    queueUrl: aws.queueUrl,
    queueArn: aws.queueArn,
    region: aws.region,
    invoke: host.invoke,
    concurrency,
    onDelivery: options.onDelivery,
    onError: (error) => onProgress?.(`the poller pauses: ${error instanceof Error ? error.message : error}`),
  });
  // Together: the poller waits for the clip that is being made, and only the host can end it.
  stops.push(async () => void (await Promise.all([source.stop(), host.stop()])));

  return { ...aws, mongodbUri, mongodbDatabase: MONGODB_DATABASE, functionEnvironment, host };
}

function functionVariables(
  aws: LocalAws,
  mongodbUri: string,
  settings: ServerSettings,
): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = aws.credentials;
  return {
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken ? { AWS_SESSION_TOKEN: sessionToken } : {}),
    AWS_ENDPOINT_URL: aws.endpoint,
    ...settings.serviceEndpoints,
    RECORDINGS_BUCKET: aws.recordingsBucket,
    CLIPS_BUCKET: aws.clipsBucket,
    PUBLIC_BASE_URL: `${settings.serviceEndpoints.AWS_ENDPOINT_URL_S3 ?? aws.endpoint}/${aws.clipsBucket}`,
    NOTIFICATION_TOPIC_ARN: aws.topicArn,
    REQUEST_QUEUE_URL: aws.queueUrl,
    MAX_RECEIVES: String(MAX_RECEIVES),
    ...ALLOCATOR_VARIABLES,
    MONGODB_URI: mongodbUri,
    MONGODB_DATABASE,
  };
}

/** Each is stopped, whatever became of the one before. */
async function stopAll(stops: readonly (() => Promise<void>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const stop of stops) await stop().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw new AggregateError(errors, 'The local environment did not stop cleanly');
}

/** Names the database in a URI that has none, so that a driver's default database is the one with the clips. */
function withDatabase(uri: string): string {
  return uri.replace('/?', `/${MONGODB_DATABASE}?`);
}
