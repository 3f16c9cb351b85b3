import { PublishCommand } from '@aws-sdk/client-sns';
import { expect } from 'chai';
import { SnsTopic } from '../../../../functions/producer/adapters/sns-topic.ts';
import { rejectionOf } from '../samples.ts';
import { mockedSns } from './mocked-aws.ts';

const ARN = 'arn:aws:sns:us-east-1:123456789012:video_production';

describe('the topic', () => {
  const sns = mockedSns();

  it("gets SNS's JSON structure and attributes that are strings", async () => {
    sns.mock.on(PublishCommand).resolves({ MessageId: 'm1' });
    await new SnsTopic(sns.client, ARN).publish({
      message: '{"default":"{}"}',
      attributes: { status: 'CLIP_AVAILABLE', cameraId: 'cam' },
    });
    expect(sns.mock.commandCalls(PublishCommand).map((call) => call.args[0].input)).to.deep.equal([
      {
        TopicArn: ARN,
        Message: '{"default":"{}"}',
        MessageStructure: 'json',
        MessageAttributes: {
          status: { DataType: 'String', StringValue: 'CLIP_AVAILABLE' },
          cameraId: { DataType: 'String', StringValue: 'cam' },
        },
      },
    ]);
  });

  it('passes on that nobody was told', async () => {
    const failure = new Error('SNS is down');
    sns.mock.on(PublishCommand).rejects(failure);
    const told = new SnsTopic(sns.client, ARN).publish({ message: '{}', attributes: {} });
    expect(await rejectionOf(told)).to.equal(failure);
  });
});
