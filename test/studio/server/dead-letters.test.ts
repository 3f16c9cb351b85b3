import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import type { DeadLetter } from '../../../scripts/studio/api.ts';
import { type StudioFixture, studioFixture, T0 } from '../studio-fixture.ts';
import { apiOf } from './api.ts';

describe('dead letters', () => {
  let wavecut: StudioFixture;
  let api: ReturnType<typeof apiOf>;

  before(async () => {
    wavecut = await studioFixture();
    api = apiOf(wavecut);
  });

  afterEach(async () => {
    const { clients, deadLetterQueueUrl: QueueUrl } = wavecut.environment;
    await clients.sqs.send(new PurgeQueueCommand({ QueueUrl }));
  });

  const bury = async (body: string) => {
    const { clients, deadLetterQueueUrl: QueueUrl } = wavecut.environment;
    return (await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body })))
      .MessageId as string;
  };
  const look = async () => (await api.json<{ letters: DeadLetter[] }>('/api/dead-letters')).letters;
  const request = (clipId: string) =>
    JSON.stringify({ clipId, cameraId: 'nowhere', startTimestampInMs: T0, endTimestampInMs: T0 + 1000 });

  it('are shown with the reason, however often one looks, and stay where they are', async () => {
    for (let index = 0; index < 12; index++) await bury(request(`dead-${index}`));
    await bury('no JSON at all');
    for (const _ of [1, 2]) {
      const letters = await look();
      expect(letters.map(({ clipId }) => clipId).sort()).to.deep.equal(
        [...Array.from({ length: 12 }, (_, index) => `dead-${index}`), null].sort(),
      );
      expect(letters.find(({ clipId }) => clipId === null)?.reason.message).to.contain(
        'must be a JSON object',
      );
    }
  });

  it('are sent again, the chosen ones alone, and gone then', async () => {
    const chosen = await bury(request('redriven'));
    const left = await bury('no JSON at all');
    expect(await api.posted('/api/dead-letters/redrive', { messageIds: [chosen] })).to.deep.equal({
      sent: 1,
    });
    expect((await look()).map(({ messageId }) => messageId)).to.deep.equal([left]);
  });
});
