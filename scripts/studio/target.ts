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
  /** In the recordings' bucket; ends in a slash. */
  readonly watermarksPrefix: string;
  readonly longestRecordingMs: number;
  /** What the function asks for recordings; undefined where it lists the bucket. */
  readonly cameraApiUrl: string | undefined;
  readonly clipsBucket: string;
  readonly mongodbUri: string;
  readonly mongodbDatabase: string;
  /** Whether the studio may write: requests, recordings, its queue at the topic, redrives. */
  readonly canRequest: boolean;
  /** Of the function, for what a clip will cost. */
  readonly memoryMb: number;
  readonly timeoutMs: number;
}
