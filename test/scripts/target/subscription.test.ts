import { ListSubscriptionsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { type LocalAws, startAws } from '../../../scripts/local/aws.ts';
import { readServerSettings } from '../../../scripts/local/settings.ts';
import { subscribe } from '../../../scripts/target/subscription.ts';
import { rejectionOf } from '../../functions/producer/samples.ts';

describe('a queue of its own at the topic', () => {
  let aws: LocalAws;

  before(async () => {
    aws = await startAws({ settings: readServerSettings({}) });
  });
  after(() => aws.stop());

  const queues = async () => {
    const { QueueUrls = [] } = await aws.clients.sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'own' }));
    return QueueUrls;
  };
  const subscriptions = async () =>
    (await aws.clients.sns.send(new ListSubscriptionsCommand({}))).Subscriptions ?? [];
  const subscribed = (topicArn = aws.topicArn) =>
    subscribe(aws.clients.sqs, aws.clients.sns, topicArn, 'own');

  it('gets what is published as it is, and is gone when it is closed', async () => {
    const { queueUrl: QueueUrl, close } = await subscribed();
    await aws.clients.sns.send(new PublishCommand({ TopicArn: aws.topicArn, Message: 'told' }));
    const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
    const { Messages = [] } = await aws.clients.sqs.send(receive);
    expect(Messages.map(({ Body }) => Body)).to.deep.equal(['told']);
    await close();
    expect({ queues: await queues(), subscriptions: await subscriptions() }).to.deep.equal({
      queues: [],
      subscriptions: [],
    });
  });

  it('is not left behind half-made, where there is no such topic', async () => {
    const error = await rejectionOf(subscribed(`${aws.topicArn}-of-another`));
    expect(error).to.have.property('name', 'NotFoundException');
    expect(await queues()).to.deep.equal([]);
  });

  it('is removed though the topic cannot be told', async () => {
    let { endpoint } = aws;
    const { region, credentials } = aws;
    const endpointProvider = () => ({ url: new URL(endpoint) });
    const sns = new SNSClient({
      region,
      credentials: { ...credentials },
      endpointProvider,
      maxAttempts: 1,
    });
    const { close } = await subscribe(aws.clients.sqs, sns, aws.topicArn, 'own');
    endpoint = 'http://127.0.0.1:1';
    expect(await rejectionOf(close())).to.have.property('code', 'ECONNREFUSED');
    expect(await queues()).to.deep.equal([]);
    sns.destroy();
  });
});
