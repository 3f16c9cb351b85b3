import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { TopicMessage } from '../core/notification.ts';
import type { NotificationTopic } from '../ports.ts';

/** The topic that tells front ends what became of their requests. */
export class SnsTopic implements NotificationTopic {
  readonly #client: SNSClient;
  readonly #topicArn: string;

  constructor(client: SNSClient, topicArn: string) {
    this.#client = client;
    this.#topicArn = topicArn;
  }

  async publish({ message, attributes }: TopicMessage): Promise<void> {
    await this.#client.send(
      new PublishCommand({
        TopicArn: this.#topicArn,
        Message: message,
        MessageStructure: 'json',
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [
            name,
            { DataType: 'String', StringValue: value },
          ]),
        ),
      }),
    );
  }
}
