import type { LocalEnvironment } from '../local/environment.ts';
import { FUNCTION_DEFAULTS, type StudioTarget } from './target.ts';

/** The local environment as a studio sees it. */
export function localTarget(environment: LocalEnvironment): StudioTarget {
  return {
    kind: 'local',
    clients: environment.clients,
    region: environment.region,
    endpointUrl: environment.endpoint,
    requestQueueUrl: environment.queueUrl,
    deadLetterQueueUrl: environment.deadLetterQueueUrl,
    topicArn: environment.topicArn,
    recordingsBucket: environment.recordingsBucket,
    clipsBucket: environment.clipsBucket,
    mongodbUri: environment.mongodbUri,
    mongodbDatabase: environment.mongodbDatabase,
    canRequest: true,
    ...FUNCTION_DEFAULTS,
  };
}
