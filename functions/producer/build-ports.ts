import type { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { MongoClient } from 'mongodb';
import { S3Archive } from './adapters/archive.ts';
import { Ffmpeg } from './adapters/ffmpeg.ts';
import { limitsFor } from './adapters/ffmpeg-command.ts';
import { MediaProducer } from './adapters/media-producer.ts';
import { MongoClips } from './adapters/mongo-clips.ts';
import { S3Assets } from './adapters/s3-assets.ts';
import { S3Recordings } from './adapters/s3-recordings.ts';
import { SnsTopic } from './adapters/sns-topic.ts';
import { openWorkspace } from './adapters/workspace.ts';
import type { ClipDocument } from './core/clip-document.ts';
import type { Settings } from './env.ts';
import type { Ports, StepLog } from './ports.ts';
import { VERSION } from './version.ts';

/** Builds the adapters that the function works with. @param bundledFfmpeg used where the settings name no other. */
export async function buildPorts(settings: Settings, logger: Logger, bundledFfmpeg: string): Promise<Ports> {
  const s3 = new S3Client({ forcePathStyle: settings.s3PathStyle });
  const mongo = new MongoClient(settings.mongodbUri, { maxPoolSize: 2, serverSelectionTimeoutMS: 5_000 });
  const clips = new MongoClips(mongo.db(settings.mongodbDatabase).collection<ClipDocument>('clips'));
  return {
    clips,
    archives: {
      open: (deadline) =>
        new S3Archive({
          deadline,
          recordings: new S3Recordings(s3, settings.recordingsBucket),
          prefix: settings.recordingsPrefix,
          watermarksPrefix: settings.watermarksPrefix,
          longestRecordingMs: settings.longestRecordingMs,
        }),
    },
    workspaces: { open: openWorkspace },
    producer: new MediaProducer(
      new Ffmpeg(settings.ffmpegPath ?? bundledFfmpeg, limitsFor(settings.memoryMb)),
    ),
    assets: new S3Assets(s3, settings.clipsBucket, settings.publicBaseUrl),
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
