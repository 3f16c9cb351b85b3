import {
  CreateBucketCommand,
  PutBucketCorsCommand,
  PutBucketPolicyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, type SNSClient } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { MAX_RECEIVES } from '../../functions/producer/core/linked-numbers.ts';

const RECORDINGS_BUCKET = 'wavecut-recordings';
const CLIPS_BUCKET = 'wavecut-clips';

export interface AwsClients {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
}

export interface AwsResources {
  readonly recordingsBucket: string;
  readonly clipsBucket: string;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly deadLetterQueueUrl: string;
  readonly topicArn: string;
}

/** Makes what the stack deploys: the buckets, the queue with its dead-letter queue, the topic. What is there stays. */
export async function createResources(
  clients: AwsClients,
  visibilityTimeoutS: number,
): Promise<AwsResources> {
  const { s3, sqs, sns } = clients;
  await createBucket(s3, RECORDINGS_BUCKET);
  await createBucket(s3, CLIPS_BUCKET);
  await openToEveryone(s3, CLIPS_BUCKET);

  const deadLetters = await createQueue(sqs, 'clip-requests-dlq', {});
  const requests = await createQueue(sqs, 'clip-requests', {
    VisibilityTimeout: String(visibilityTimeoutS),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: MAX_RECEIVES }),
  });
  const { TopicArn: topicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'video_production' }));
  return {
    recordingsBucket: RECORDINGS_BUCKET,
    clipsBucket: CLIPS_BUCKET,
    queueUrl: requests.url,
    queueArn: requests.arn,
    deadLetterQueueUrl: deadLetters.url,
    topicArn,
  };
}

async function createBucket(s3: S3Client, Bucket: string): Promise<void> {
  await unless(['BucketAlreadyOwnedByYou'], s3.send(new CreateBucketCommand({ Bucket })));
}

/** Objects readable by everyone and from any page, where the server has such rights at all. */
async function openToEveryone(s3: S3Client, Bucket: string): Promise<void> {
  const Statement = [
    { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` },
  ];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await unless(['NotImplemented'], s3.send(new PutBucketPolicyCommand({ Bucket, Policy })));
  const rule = {
    AllowedHeaders: ['*'],
    AllowedMethods: ['GET', 'HEAD'],
    AllowedOrigins: ['*'],
    MaxAgeSeconds: 86_400,
  };
  const CORSConfiguration = { CORSRules: [rule] };
  await unless(['NotImplemented'], s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration })));
}

async function createQueue(
  sqs: SQSClient,
  QueueName: string,
  Attributes: Record<string, string>,
): Promise<{ url: string; arn: string }> {
  // In two steps: creating a queue that is there with other attributes is an error.
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
  if (Object.keys(Attributes).length > 0)
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  const AttributeNames = ['QueueArn' as const];
  const { Attributes: found } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  return { url: QueueUrl, arn: found?.QueueArn ?? '' };
}

async function unless(names: readonly string[], request: Promise<unknown>): Promise<void> {
  await request.catch((error: unknown) => {
    if (!(error instanceof Error && names.includes(error.name))) throw error;
  });
}
