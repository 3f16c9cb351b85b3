import { networkInterfaces } from 'node:os';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { type LocalAws, type LocalAwsOptions, startAws } from '../../scripts/local/aws.ts';
import { readServerSettings } from '../../scripts/local/settings.ts';

const embedded = readServerSettings({});

describe('the local AWS', () => {
  const started: LocalAws[] = [];

  async function aws(options: LocalAwsOptions = {}): Promise<LocalAws> {
    const one = await startAws({ settings: embedded, ...options });
    started.push(one);
    return one;
  }

  afterEach(async () => {
    for (const one of started.splice(0)) await one.stop();
  });

  it('lists keys in the order of their bytes, page by page', async () => {
    const { clients, recordingsBucket: Bucket } = await aws();
    const keys = ['cam/Zulu.mp4', 'cam/alpha.mp4', 'cam/front.main.mp4', 'cam/front.mp4', 'cam/front_2.mp4'];
    for (const Key of [...keys].reverse())
      await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    const listed: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const token = ContinuationToken ? { ContinuationToken } : {};
      const page = await clients.s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 2, ...token }));
      listed.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(listed).to.deep.equal(keys);
    const behind = await clients.s3.send(
      new ListObjectsV2Command({ Bucket, StartAfter: 'cam/front.n', MaxKeys: 1 }),
    );
    expect(behind.Contents?.[0]?.Key).to.equal('cam/front_2.mp4');
  });

  it('hands out queue URLs that lead back to itself, whatever the DNS of the machine knows', async () => {
    const { clients, endpoint, queueUrl } = await aws();

    const expected = `${endpoint}/000000000000/clip-requests`;
    expect(endpoint).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(queueUrl).to.equal(expected);
    const found = await clients.sqs.send(new GetQueueUrlCommand({ QueueName: 'clip-requests' }));
    expect(found.QueueUrl).to.equal(expected);
    const all = await clients.sqs.send(new ListQueuesCommand({}));
    expect(all.QueueUrls).to.have.members([expected, `${expected}-dlq`]);
  });

  it('sends a message that was received five times to the dead-letter queue', async () => {
    const { clients, queueUrl } = await aws({ visibilityTimeoutS: 7 });

    const { Attributes = {} } = await clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
    );

    expect(Attributes.VisibilityTimeout).to.equal('7');
    expect(JSON.parse(Attributes.RedrivePolicy ?? '')).to.deep.equal({
      deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:clip-requests-dlq',
      maxReceiveCount: 5,
    });
  });

  it('takes a recording of any size in one request', async () => {
    const { clients, recordingsBucket: Bucket } = await aws();
    const Body = Buffer.alloc(30 * 1024 * 1024, 'x');

    await clients.s3.send(new PutObjectCommand({ Bucket, Key: 'cam/a.mp4', Body }));

    const { ContentLength } = await clients.s3.send(new HeadObjectCommand({ Bucket, Key: 'cam/a.mp4' }));
    expect(ContentLength).to.equal(Body.length);
  });

  it('refuses the ACL and the tags of an object, which would replace its content', async () => {
    const { clients, recordingsBucket: Bucket } = await aws();
    const object = { Bucket, Key: 'cam/a.mp4' };
    await clients.s3.send(new PutObjectCommand({ ...object, Body: 'content' }));

    for (const command of [
      new PutObjectAclCommand({ ...object, ACL: 'public-read' }),
      new PutObjectTaggingCommand({ ...object, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }),
    ]) {
      const error = await clients.s3
        .send(command as PutObjectAclCommand)
        .catch((refusal: unknown) => refusal);
      expect(error).to.have.property('name', 'NotImplemented');
    }

    const { Body } = await clients.s3.send(new GetObjectCommand(object));
    expect(await Body?.transformToString()).to.equal('content');
  });

  it('serves clips to anyone who has the URL', async () => {
    const { clients, clipsBucket, endpoint } = await aws();
    await clients.s3.send(new PutObjectCommand({ Bucket: clipsBucket, Key: 'cam/clip.mp4', Body: 'clip' }));

    expect(await (await fetch(`${endpoint}/${clipsBucket}/cam/clip.mp4`)).text()).to.equal('clip');
  });

  it('delivers the default text of a message with a structure, as SNS does', async () => {
    const { clients, deadLetterQueueUrl: queueUrl, topicArn } = await aws();
    const Endpoint = 'arn:aws:sqs:us-east-1:000000000000:clip-requests-dlq';
    await clients.sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint }));

    const Message = JSON.stringify({ default: '{"clipId":"c1"}' });
    await clients.sns.send(new PublishCommand({ TopicArn: topicArn, MessageStructure: 'json', Message }));

    const received = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 20 }),
    );
    expect(JSON.parse(received.Messages?.[0]?.Body ?? '')).to.include({ Message: '{"clipId":"c1"}' });
  });

  it('is not to be reached from other machines', async () => {
    const { endpoint } = await aws();
    const addresses = Object.values(networkInterfaces())
      .flat()
      .filter((address) => address && !address.internal && address.family === 'IPv4');

    for (const address of addresses) {
      const url = endpoint.replace('127.0.0.1', address?.address ?? '');
      expect(await fetch(url).catch(() => 'refused')).to.equal('refused');
    }
  });

  it('uses the servers of AWS_ENDPOINT_URL instead, and leaves there what it finds', async () => {
    const first = await aws();
    const settings = readServerSettings({ AWS_ENDPOINT_URL: `${first.endpoint}/` });
    const object = { Bucket: first.recordingsBucket, Key: 'cam/a.mp4' };
    await first.clients.s3.send(new PutObjectCommand({ ...object, Body: 'content' }));

    const second = await aws({ settings, visibilityTimeoutS: 9 });

    expect(second.endpoint).to.equal(first.endpoint);
    expect(second.queueUrl).to.equal(first.queueUrl);
    const { ContentLength } = await second.clients.s3.send(new HeadObjectCommand(object));
    expect(ContentLength).to.equal(7);
  });

  it('names the endpoint where nothing answers', async () => {
    const settings = readServerSettings({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });

    const error = await startAws({ settings }).catch((failure: unknown) => failure);

    expect(error)
      .to.have.property('message')
      .that.contains('http://127.0.0.1:9')
      .and.contains('AWS_ENDPOINT_URL');
  });

  it('names the port that is taken', async () => {
    const { endpoint } = await aws();
    const port = Number(new URL(endpoint).port);

    const error = await startAws({ port, settings: embedded }).catch((failure: unknown) => failure);

    expect(error).to.include({ code: 'EADDRINUSE', port });
  });
});
