import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy/index.js';
import { SqsQueueRedriveAllowPolicy } from '@cdktf/provider-aws/lib/sqs-queue-redrive-allow-policy/index.js';
import { Construct } from 'constructs';
import { MAX_RECEIVES, visibilityTimeoutS } from '../../functions/producer/core/linked-numbers.ts';
import { tlsOnly } from './tls-only.ts';

const DAY_S = 86_400;

/** As long as SQS keeps anything; it counts from the day of the request, not from that of its failure. */
const DEAD_LETTER_RETENTION_S = 14 * DAY_S;
const RETENTION_S = 4 * DAY_S;

export interface RequestQueueOptions {
  readonly queueName: string;
  readonly functionTimeoutS: number;
}

/** The queue of requests, and the one where they end that failed too often. */
export class RequestQueue extends Construct {
  readonly queue: SqsQueue;
  readonly deadLetters: SqsQueue;

  constructor(scope: Construct, id: string, { queueName, functionTimeoutS }: RequestQueueOptions) {
    super(scope, id);
    this.deadLetters = new SqsQueue(this, 'dead_letters', {
      name: `${queueName}-dlq`,
      messageRetentionSeconds: DEAD_LETTER_RETENTION_S,
      sqsManagedSseEnabled: true,
    });
    this.queue = new SqsQueue(this, 'requests', {
      name: queueName,
      visibilityTimeoutSeconds: visibilityTimeoutS(functionTimeoutS),
      messageRetentionSeconds: RETENTION_S,
      sqsManagedSseEnabled: true,
      redrivePolicy: JSON.stringify({
        deadLetterTargetArn: this.deadLetters.arn,
        maxReceiveCount: MAX_RECEIVES,
      }),
    });
    new SqsQueueRedriveAllowPolicy(this, 'redrive_allow', {
      queueUrl: this.deadLetters.url,
      redriveAllowPolicy: JSON.stringify({
        redrivePermission: 'byQueue',
        sourceQueueArns: [this.queue.arn],
      }),
    });
    for (const [name, queue] of [
      ['requests', this.queue],
      ['dead_letters', this.deadLetters],
    ] as const) {
      const document = new DataAwsIamPolicyDocument(this, `${name}_policy_document`, {
        statement: [tlsOnly(['sqs:*'], [queue.arn])],
      });
      new SqsQueuePolicy(this, `${name}_policy`, { queueUrl: queue.url, policy: document.json });
    }
  }
}
