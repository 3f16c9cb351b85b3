import { randomUUID } from 'node:crypto';
import { type SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  type CreateQueueCommandInput,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

export interface Subscription {
  readonly queueUrl: string;
  /** Ends the subscription and removes its queue. */
  close(): Promise<void>;
}

/**
 * Subscribes a queue of its own to the topic; a message's body there is the notification itself, without envelope.
 *
 * @param name begins the queue's. @param attributes of the queue.
 * @throws what SQS or SNS tells; the queue is removed then.
 */
export async function subscribe(
  sqs: SQSClient,
  sns: SNSClient,
  TopicArn: string,
  name: string,
  attributes: CreateQueueCommandInput['Attributes'] = {},
): Promise<Subscription> {
  const QueueName = `${name}-${randomUUID().slice(0, 8)}`;
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes: attributes }));
  let SubscriptionArn: string | undefined;
  const close = async () => {
    try {
      if (SubscriptionArn) await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    } finally {
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    }
  };
  try {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    const queueArn = Attributes?.QueueArn ?? '';
    const Policy = policyFor(queueArn, TopicArn);
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    const subscribed = await sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: queueArn,
        Attributes: { RawMessageDelivery: 'true' },
        ReturnSubscriptionArn: true,
      }),
    );
    SubscriptionArn = subscribed.SubscriptionArn;
    return { queueUrl: QueueUrl, close };
  } catch (error) {
    // What went wrong first is what is told.
    await close().catch(() => undefined);
    throw error;
  }
}

/**
 * On AWS a topic may send to a queue only where the queue says so.
 * https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
 */
function policyFor(queueArn: string, topicArn: string): string {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queueArn,
    Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
