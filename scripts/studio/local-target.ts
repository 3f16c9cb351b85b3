import {
  FUNCTION_MEMORY_MB,
  FUNCTION_TIMEOUT_S,
  LONGEST_RECORDING_MINUTES,
} from '../../functions/producer/core/linked-numbers.ts';
import { WATERMARKS_PREFIX } from '../../functions/producer/env.ts';
import type { LocalEnvironment } from '../local/environment.ts';
import type { StudioTarget } from './target.ts';

/** The local environment, whose function has the defaults, as a studio sees it. */
export function localStudioTarget(environment: LocalEnvironment): StudioTarget {
  return {
    kind: 'local',
    clients: environment.clients,
    region: environment.region,
    endpointUrl: environment.endpoint,
    requestQueueUrl: environment.queueUrl,
    deadLetterQueueUrl: environment.deadLetterQueueUrl,
    topicArn: environment.topicArn,
    recordingsBucket: environment.recordingsBucket,
    recordingsPrefix: '',
    watermarksPrefix: WATERMARKS_PREFIX,
    longestRecordingMs: LONGEST_RECORDING_MINUTES * 60_000,
    cameraApiUrl: undefined,
    clipsBucket: environment.clipsBucket,
    mongodbUri: environment.mongodbUri,
    mongodbDatabase: environment.mongodbDatabase,
    canRequest: true,
    memoryMb: FUNCTION_MEMORY_MB,
    timeoutMs: FUNCTION_TIMEOUT_S * 1000,
  };
}
