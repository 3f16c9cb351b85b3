import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** Everything that ever came into a queue, in the order in which it was taken out. */
export class Mailbox {
  readonly #sqs: SQSClient;
  readonly #queueUrl: string;
  readonly #messages: Message[] = [];

  constructor(sqs: SQSClient, queueUrl: string) {
    this.#sqs = sqs;
    this.#queueUrl = queueUrl;
  }

  /** Takes out what is there now, without waiting for more. */
  async messages(): Promise<readonly Message[]> {
    const queue = { QueueUrl: this.#queueUrl };
    for (;;) {
      const { Messages: messages = [] } = await this.#sqs.send(
        new ReceiveMessageCommand({
          ...queue,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: 0,
          MessageAttributeNames: ['All'],
        }),
      );
      if (messages.length === 0) return this.#messages;
      for (const { ReceiptHandle } of messages)
        await this.#sqs.send(new DeleteMessageCommand({ ...queue, ReceiptHandle }));
      this.#messages.push(...messages);
    }
  }
}
