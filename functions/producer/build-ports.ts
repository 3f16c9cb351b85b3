import type { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { S3Archive } from './adapters/archive.ts';
import { Ffmpeg } from './adapters/ffmpeg.ts';
import { MediaProducer } from './adapters/media-producer.ts';
import { type AwsCredentialSource, openClips } from './adapters/open-clips.ts';
import { ReconnectingClips } from './adapters/reconnecting-clips.ts';
import { S3Assets } from './adapters/s3-assets.ts';
import { S3Recordings } from './adapters/s3-recordings.ts';
import { SecretUri } from './adapters/secret-uri.ts';
import { SnsTopic } from './adapters/sns-topic.ts';
import { openWorkspace } from './adapters/workspace.ts';
import type { Settings } from './env.ts';
import type { ClipRepository, Ports, StepLog } from './ports.ts';
import { VERSION } from './version.ts';

/** Builds the adapters that the function works with. @param bundledFfmpeg used where the settings name no other. */
export async function buildPorts(settings: Settings, logger: Logger, bundledFfmpeg: string): Promise<Ports> {
  const s3 = new S3Client({ forcePathStyle: settings.s3PathStyle });
  return {
    clips: clipsOf(settings, s3.config.credentials),
    archives: {
      open: () =>
        new S3Archive({
          recordings: new S3Recordings(s3, settings.recordingsBucket),
          prefix: settings.recordingsPrefix,
          watermarksPrefix: settings.watermarksPrefix,
          longestRecordingMs: settings.longestRecordingMs,
        }),
    },
    workspaces: { open: openWorkspace },
    producer: new MediaProducer(new Ffmpeg(settings.ffmpegPath ?? bundledFfmpeg)),
    assets: new S3Assets(s3, settings.clipsBucket, settings.publicBaseUrl, settings.signedUrlMs),
    topic: new SnsTopic(new SNSClient(), settings.topicArn),
    clock: { now: Date.now },
    log: stepLog(logger),
    surroundings: {
      recordingsPrefix: settings.recordingsPrefix,
      memoryMb: settings.memoryMb,
      version: VERSION,
    },
  };
}

function clipsOf({ mongodb, mongodbDatabase }: Settings, credentials: AwsCredentialSource): ClipRepository {
  const open = (uri: string) => openClips(uri, mongodbDatabase, credentials);
  if ('uri' in mongodb) return open(mongodb.uri).clips;
  const uri = new SecretUri(new SecretsManagerClient(), mongodb.secretArn);
  // On its way while the rest starts; whoever needs it first meets what goes wrong, and tries again.
  uri.read().catch(() => undefined);
  return new ReconnectingClips(uri, open);
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
