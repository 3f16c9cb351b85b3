import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy/index.js';
import { Construct } from 'constructs';
import { tlsOnly } from './tls-only.ts';

/** The topic that tells front ends what became of their requests. */
export class NotificationTopic extends Construct {
  readonly arn: string;
  readonly topicName: string;

  constructor(scope: Construct, id: string, { topicName }: { readonly topicName: string }) {
    super(scope, id);
    const topic = new SnsTopic(this, 'topic', {
      name: topicName,
      // AWS's own key for SNS: whoever may publish in this account may use it, and it costs nothing.
      kmsMasterKeyId: 'alias/aws/sns',
    });
    this.arn = topic.arn;
    this.topicName = topic.name;
    const document = new DataAwsIamPolicyDocument(this, 'policy_document', {
      // SNS takes no wildcard in a topic's policy; publishing is what carries data to it.
      statement: [tlsOnly(['sns:Publish'], [topic.arn])],
    });
    new SnsTopicPolicy(this, 'policy', { arn: topic.arn, policy: document.json });
  }
}
