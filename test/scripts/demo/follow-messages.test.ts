import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { expect } from 'chai';
import { followMessages, type SentMessage } from '../../../scripts/demo/follow-messages.ts';

const notificationsUrl = 'https://sqs/told';
const deadLetterQueueUrl = 'https://sqs/dead';
// This one client only: other tests of the same process talk to real queues.
const client = new SQSClient({ region: 'us-east-1' });
const sqs = mockClient(client);

function sent(messageId: string, clipId: string | null): SentMessage {
  return { name: `${messageId}.json`, body: `body of ${messageId}`, clipId, messageId };
}

function told(clipId: string, status: string) {
  return { Messages: [{ Body: JSON.stringify({ clipId, status }), ReceiptHandle: `${clipId}-${status}` }] };
}

function follow(messages: SentMessage[], acknowledged: string[], patienceMs = 60_000) {
  return followMessages(messages, {
    ...{ sqs: client, notificationsUrl, deadLetterQueueUrl, patienceMs },
    acknowledged: new Set(acknowledged),
    say: () => {},
    signal: new AbortController().signal,
  });
}

describe('following the messages of the demo', () => {
  beforeEach(() => {
    sqs.reset();
    sqs.onAnyCommand().rejects(new Error('not expected'));
    sqs.on(DeleteMessageCommand).resolves({});
    sqs.on(ReceiveMessageCommand).resolves({});
  });

  function deliver(queueUrl: string, ...answers: object[]): void {
    const received = sqs.on(ReceiveMessageCommand, { QueueUrl: queueUrl });
    for (const answer of answers) received.resolvesOnce(answer);
    received.resolves({});
  }

  it('ends when each is acknowledged and its clip told, or a dead letter', async () => {
    deliver(notificationsUrl, told('a', 'CLIP_AVAILABLE'), told('b', 'CLIP_REJECTED'));
    deliver(deadLetterQueueUrl, {}, { Messages: [{ MessageId: 'm3', Body: 'body of m3' }] });
    const followed = await follow([sent('m1', 'a'), sent('m2', 'b'), sent('m3', null)], ['m1', 'm2']);
    expect(followed).to.deep.equal({
      notifications: [
        { clipId: 'a', status: 'CLIP_AVAILABLE' },
        { clipId: 'b', status: 'CLIP_REJECTED' },
      ],
      deadLetters: ['body of m3'],
      missing: [],
    });
  });

  it('takes a pending clip for no end', async () => {
    deliver(notificationsUrl, told('a', 'CLIP_PENDING'), {}, told('a', 'CLIP_AVAILABLE'));
    const { notifications } = await follow([sent('m1', 'a')], ['m1']);
    expect(notifications.map(({ status }) => status)).to.deep.equal(['CLIP_PENDING', 'CLIP_AVAILABLE']);
  });

  it('takes what another message of the same clip was told before for no end of one still at work', async () => {
    deliver(notificationsUrl, told('a', 'CLIP_AVAILABLE'));
    const { missing } = await follow([sent('m1', 'a'), sent('m2', 'a')], ['m1'], 50);
    expect(missing.map(({ messageId }) => messageId)).to.deep.equal(['m2']);
  });

  it('needs no acknowledgement where every message has an end: another poller may have had it', async () => {
    deliver(
      notificationsUrl,
      told('a', 'CLIP_AVAILABLE'),
      told('a', 'CLIP_REJECTED'),
      told('b', 'CLIP_AVAILABLE'),
    );
    const { missing } = await follow([sent('m1', 'a'), sent('m2', 'a'), sent('m3', 'b')], []);
    expect(missing).to.deep.equal([]);
  });

  it('waits for the dead letter after a fatal error', async () => {
    deliver(notificationsUrl, told('a', 'FATAL_ERROR'));
    deliver(deadLetterQueueUrl, {}, {}, { Messages: [{ MessageId: 'm1', Body: 'body of m1' }] });
    const { deadLetters } = await follow([sent('m1', 'a')], []);
    expect(deadLetters).to.deep.equal(['body of m1']);
  });

  it('leaves out what others of the same topic and queues are told', async () => {
    deliver(notificationsUrl, told('stranger', 'CLIP_AVAILABLE'), told('a', 'CLIP_AVAILABLE'));
    deliver(deadLetterQueueUrl, { Messages: [{ MessageId: 'other', Body: 'x' }] });
    const { notifications, deadLetters } = await follow([sent('m1', 'a')], ['m1']);
    expect(notifications).to.have.lengthOf(1);
    expect(deadLetters).to.deep.equal([]);
    expect(sqs.commandCalls(DeleteMessageCommand, { QueueUrl: deadLetterQueueUrl })).to.have.lengthOf(0);
  });

  it('collects what is told after the last end', async () => {
    deliver(notificationsUrl, told('a', 'CLIP_AVAILABLE'), told('a', 'CLIP_REJECTED'));
    const { notifications } = await follow([sent('m1', 'a'), sent('m2', 'a')], ['m1', 'm2']);
    expect(notifications.map(({ status }) => status)).to.deep.equal(['CLIP_AVAILABLE', 'CLIP_REJECTED']);
  });

  it('gives up, and names what is missing, when nothing is heard any more', async () => {
    const { missing } = await follow([sent('m1', 'a')], ['m1'], 20);
    expect(missing.map(({ name }) => name)).to.deep.equal(['m1.json']);
  });
});
