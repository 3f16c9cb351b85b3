import type { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { CameraApi } from './adapters/camera-api.ts';
import type { Catalogue } from './adapters/catalogue.ts';
import { Ffmpeg } from './adapters/ffmpeg.ts';
import { limitsFor } from './adapters/ffmpeg-command.ts';
import { MediaProducer } from './adapters/media-producer.ts';
import { type AwsCredentialSource, openClips } from './adapters/open-clips.ts';
import { ReconnectingClips } from './adapters/reconnecting-clips.ts';
import { S3Archive } from './adapters/s3-archive.ts';
import { S3Assets } from './adapters/s3-assets.ts';
import { S3Catalogue } from './adapters/s3-catalogue.ts';
import { S3Recordings } from './adapters/s3-recordings.ts';
import { SecretUri } from './adapters/secret-uri.ts';
import { SnsTopic } from './adapters/sns-topic.ts';
import { SqsRequests } from './adapters/sqs-requests.ts';
import { openWorkspace } from './adapters/workspace.ts';
import type { Settings } from './env.ts';
import type { ClipRepository, Ports, StepLog } from './ports.ts';
import { VERSION } from './version.ts';

/** Builds the adapters that the function works with. @param bundledFfmpeg used where the settings name no other. */
export async function buildPorts(settings: Settings, logger: Logger, bundledFfmpeg: string): Promise<Ports> {
  const patience = sdkPatience(settings.requestTimeoutMs);
  const telling = sdkPatience(Math.min(4_000, settings.requestTimeoutMs));
  const s3 = new S3Client({ ...patience, forcePathStyle: settings.s3PathStyle });
  const catalogue = catalogueOf(settings);
  return {
    clips: clipsOf(settings, s3.config.credentials),
    archives: {
      open: (deadline) =>
        new S3Archive({
          deadline,
          recordings: new S3Recordings(s3, settings.recordingsBucket),
          prefix: settings.recordingsPrefix,
          watermarksPrefix: settings.watermarksPrefix,
          catalogue,
        }),
    },
    workspaces: { open: openWorkspace },
    producer: new MediaProducer(
      new Ffmpeg(settings.ffmpegPath ?? bundledFfmpeg, limitsFor(settings.memoryMb)),
    ),
    assets: new S3Assets(s3, settings.clipsBucket, settings.publicBaseUrl, settings.signedUrlMs),
    topic: new SnsTopic(new SNSClient(telling), settings.topicArn),
    queue: new SqsRequests(new SQSClient(telling), settings.queueUrl),
    chance: { next: Math.random },
    clock: { now: Date.now },
    log: stepLog(logger),
    deployment: {
      recordingsPrefix: settings.recordingsPrefix,
      memoryMb: settings.memoryMb,
      version: VERSION,
    },
  };
}

/** What knows the recordings. */
export function catalogueOf({
  cameraApiUrl,
  recordingsPrefix,
  longestRecordingMs,
  requestTimeoutMs = Number.POSITIVE_INFINITY,
}: Pick<Settings, 'cameraApiUrl' | 'recordingsPrefix' | 'longestRecordingMs'> &
  Partial<Pick<Settings, 'requestTimeoutMs'>>): Catalogue {
  return cameraApiUrl
    ? new CameraApi(cameraApiUrl, recordingsPrefix, { timeoutMs: Math.min(5_000, requestTimeoutMs) })
    : new S3Catalogue(recordingsPrefix, longestRecordingMs);
}

function clipsOf(settings: Settings, credentials: AwsCredentialSource): ClipRepository {
  const { mongodb, mongodbDatabase, requestTimeoutMs } = settings;
  // What is left to tell of a clip is short work: a database that says nothing for so long is taken for gone.
  const timeoutMs = Math.min(5_000, requestTimeoutMs);
  const open = (uri: string) => openClips(uri, mongodbDatabase, credentials, timeoutMs);
  if ('uri' in mongodb) return open(mongodb.uri).clips;
  const uri = new SecretUri(new SecretsManagerClient(sdkPatience(timeoutMs)), mongodb.secretArn);
  // On its way while the rest starts; whoever needs it first meets what goes wrong, and tries again.
  uri.read().catch(() => undefined);
  return new ReconnectingClips(uri, open);
}

/**
 * How long a client of the SDK waits, which of itself waits for ever: a service that hangs must leave time to tell of
 * it. Three tries, with the SDK's own backoff and jitter between them.
 */
function sdkPatience(requestTimeoutMs: number) {
  return {
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: Math.min(3_000, requestTimeoutMs),
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      // Between two parts of a body.
      socketTimeout: requestTimeoutMs,
    },
  };
}

/** Steps as log lines; the clipId that the first one names stays on all lines of its message. */
function stepLog(logger: Logger): StepLog {
  const keep = ({ clipId }: Readonly<Record<string, unknown>>) => {
    if (clipId) logger.appendKeys({ clipId });
  };
  return {
    info: (step, figures) => {
      keep(figures);
      logger.info('step', { step, ...figures });
    },
    warn: (step, figures) => {
      keep(figures);
      logger.warn('step', { step, ...figures });
    },
  };
}
