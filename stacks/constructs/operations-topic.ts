import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy/index.js';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription/index.js';
import { Construct } from 'constructs';
import { tlsOnly } from './tls-only.ts';

export interface OperationsTopicOptions {
  readonly topicName: string;
  readonly accountId: string;
  /** Null for none. */
  readonly email: string | null;
}

/** The topic that alarms go to. */
export class OperationsTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { topicName, accountId, email }: OperationsTopicOptions) {
    super(scope, id);
    // Not encrypted with AWS's own key for SNS: CloudWatch may not use that, and alarms would go nowhere. They name
    // resources and figures of this stack and nothing of a clip.
    // https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
    const topic = new SnsTopic(this, 'topic', { name: topicName });
    this.arn = topic.arn;
    const document = new DataAwsIamPolicyDocument(this, 'policy_document', {
      statement: [
        tlsOnly(['sns:Publish'], [topic.arn]),
        {
          sid: 'AlarmsOfThisAccount',
          principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
          actions: ['sns:Publish'],
          resources: [topic.arn],
          condition: [{ test: 'StringEquals', variable: 'aws:SourceAccount', values: [accountId] }],
        },
      ],
    });
    new SnsTopicPolicy(this, 'policy', { arn: topic.arn, policy: document.json });
    if (email !== null) {
      new SnsTopicSubscription(this, 'email', { topicArn: topic.arn, protocol: 'email', endpoint: email });
    }
  }
}
