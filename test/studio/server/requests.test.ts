import { expect } from 'chai';
import { ClipStore } from '../../../scripts/studio/server/clip-store.ts';
import { until } from '../../support/until.ts';
import { type StudioFixture, studioFixture, T0 } from '../studio-fixture.ts';
import { apiOf } from './api.ts';

describe('a request from the studio', () => {
  let wavecut: StudioFixture;
  let api: ReturnType<typeof apiOf>;
  let store: ClipStore;

  before(async () => {
    wavecut = await studioFixture();
    api = apiOf(wavecut);
    store = new ClipStore(wavecut.environment.mongodbUri, wavecut.environment.mongodbDatabase);
  });
  after(() => store.close());

  const request = (seconds: number) => ({
    ...{ clipId: 'asked-for', cameraId: 'nowhere' },
    ...{ startTimestampInMs: T0, endTimestampInMs: T0 + seconds * 1000 },
  });

  it('is refused where its clipId is that of another one, whose card stays as it is', async () => {
    expect(await api.posted('/api/requests', request(1))).to.deep.equal({ clipId: 'asked-for' });
    await until(async () => (await store.card('asked-for'))?.status === 'CLIP_OUT_OF_RANGE');
    const [card, body] = [await store.card('asked-for'), await store.sentBody('asked-for')];

    const answer = await api.post('/api/requests', request(2));
    expect(answer.status).to.equal(409);
    const { error } = (await answer.json()) as { error: { code: string; message: string } };
    expect(error).to.include({ code: 'clip-id-taken' });
    expect(error.message).to.contain('asked-for');
    expect(await store.card('asked-for')).to.deep.equal(card);
    expect(await store.sentBody('asked-for')).to.equal(body);
    // The same again is no other one.
    expect((await api.post('/api/requests', request(1))).status).to.equal(200);
  });
});
