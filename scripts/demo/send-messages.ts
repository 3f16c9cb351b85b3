import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SentMessage } from './follow-messages.ts';
import type { DemoMessage } from './requests.ts';

/**
 * Sends the messages in their order.
 *
 * @returns those that the queue took, and in words why it refused others (an empty body, one of more than 1 MiB).
 */
export async function sendMessages(
  sqs: SQSClient,
  QueueUrl: string,
  messages: readonly DemoMessage[],
): Promise<{ sent: SentMessage[]; refused: string[] }> {
  const sent: SentMessage[] = [];
  const refused: string[] = [];
  for (const message of messages) {
    try {
      const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: message.body }));
      sent.push({ ...message, messageId: MessageId ?? '' });
    } catch (error) {
      refused.push(`the queue refused ${message.name}: ${(error as Error).message}`);
    }
  }
  return { sent, refused };
}
