import { ChangeMessageVisibilityCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { SqsRequests } from '../../../../functions/producer/adapters/sqs-requests.ts';
import { mockedSqs } from './mocked-aws.ts';

const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/clip-requests';

describe('the request queue', () => {
  const sqs = mockedSqs();
  const queue = () => new SqsRequests(sqs.client, QueueUrl);
  const inputs = () => sqs.mock.calls().map((call) => call.args[0].input);

  it('takes a request that is to be delivered later', async () => {
    sqs.mock.on(SendMessageCommand).resolves({});
    await queue().sendAgain('{"clipId":"a"}', 90);
    expect(inputs()).to.deep.equal([{ QueueUrl, MessageBody: '{"clipId":"a"}', DelaySeconds: 90 }]);
  });

  it('hides a received message for as long as it is told', async () => {
    sqs.mock.on(ChangeMessageVisibilityCommand).resolves({});
    await queue().hideFor('handle', 5);
    expect(inputs()).to.deep.equal([{ QueueUrl, ReceiptHandle: 'handle', VisibilityTimeout: 5 }]);
  });
});
