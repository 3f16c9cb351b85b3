import { type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { takeDeadLetters } from '../../../scripts/redrive/dead-letters.ts';
import { mockedSqs } from '../../functions/producer/adapters/mocked-aws.ts';

const NEVER = new AbortController().signal;

describe('taking dead letters', () => {
  const sqs = mockedSqs();
  const answers = (...lists: Message[][]) => {
    const receive = sqs.mock.on(ReceiveMessageCommand);
    for (const Messages of lists) receive.resolvesOnce({ Messages });
    receive.resolves({});
  };
  const letter = (MessageId: string, ReceiptHandle = `handle of ${MessageId}`): Message => ({
    MessageId,
    ReceiptHandle,
    Body: '{}',
  });
  const taken = async (max = Infinity) =>
    (await takeDeadLetters(sqs.client, 'dead', max, NEVER)).map(({ receiptHandle }) => receiptHandle);

  it('ends where the same ones come again, which were hidden for a minute only', async () => {
    answers([letter('one'), letter('two')], ...Array.from({ length: 50 }, () => [letter('one')]));
    await taken();
    expect(sqs.mock.calls()).to.have.lengthOf(3);
  });

  it('goes on where a new one is among them, and lets go of each by its latest handle', async () => {
    answers([letter('one')], [letter('one', 'later')], [letter('one', 'latest'), letter('two')]);
    expect(await taken()).to.deep.equal(['latest', 'handle of two']);
  });

  it('takes one empty answer for no end, and no more than it is told', async () => {
    answers([], [letter('one'), letter('two')], [letter('three')]);
    expect(await taken(2)).to.have.lengthOf(2);
    expect(sqs.mock.calls()).to.have.lengthOf(2);
  });
});
