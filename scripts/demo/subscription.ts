import { randomUUID } from 'node:crypto';
import { type SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
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

/** Subscribes a queue of its own to the topic; a message's body there is the notification itself, without envelope. */
export async function subscribe(
  sqs: SQSClient,
  sns: SNSClient,
  TopicArn: string,
  name = 'wavecut-demo',
): Promise<Subscription> {
  const QueueName = `${name}-${randomUUID().slice(0, 8)}`;
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  // On AWS a topic may send to a queue only where the queue says so.
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: Attributes?.QueueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': TopicArn } },
      },
    ],
  });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn,
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  return {
    queueUrl: QueueUrl,
    async close() {
      await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
}
