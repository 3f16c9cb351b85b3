import type { S3Client } from '@aws-sdk/client-s3';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';

/** The stack that a studio looks at: a local environment or a deployed one. */
export interface StudioTarget {
  readonly kind: 'local' | 'deployed';
  readonly clients: { readonly s3: S3Client; readonly sqs: SQSClient; readonly sns: SNSClient };
  readonly region: string;
  /** Null for AWS's own. */
  readonly endpointUrl: string | null;
  readonly requestQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly topicArn: string;
  readonly recordingsBucket: string;
  /** Empty, or ending in a slash. */
  readonly recordingsPrefix: string;
  readonly clipsBucket: string;
  readonly mongodbUri: string;
  readonly mongodbDatabase: string;
  /** Whether the studio may write: requests, recordings, its queue at the topic, redrives. */
  readonly canRequest: boolean;
  /** Of the function, for what a clip will cost. */
  readonly memoryMb: number;
  readonly timeoutMs: number;
}

/** The function's defaults, as they are deployed. */
export const FUNCTION_DEFAULTS = { memoryMb: 1024, timeoutMs: 120_000, recordingsPrefix: '' } as const;
/** Below the recordings' bucket, as the function looks for them. */
export const WATERMARKS_PREFIX = 'watermarks/';
