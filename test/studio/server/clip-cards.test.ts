import { expect } from 'chai';
import { MongoClient, MongoServerSelectionError } from 'mongodb';
import type { ClipDocument } from '../../../functions/producer/core/clip-document.ts';
import { startEmbeddedMongo } from '../../../scripts/local/mongo/server.ts';
import { ClipStore } from '../../../scripts/studio/server/clip-store.ts';
import { rejectionOf } from '../../functions/producer/samples.ts';
import { until } from '../../support/until.ts';
import { type StudioFixture, studioFixture, T0 } from '../studio-fixture.ts';
import { apiOf } from './api.ts';

const HOUR_MS = 3_600_000;

describe("the card of a clip, whatever the studio's clock says to the function's", () => {
  let wavecut: StudioFixture;
  let api: ReturnType<typeof apiOf>;
  let store: ClipStore;
  let mongo: MongoClient;

  before(async () => {
    wavecut = await studioFixture();
    api = apiOf(wavecut);
    const { mongodbUri, mongodbDatabase } = wavecut.environment;
    store = new ClipStore(mongodbUri, mongodbDatabase);
    mongo = new MongoClient(mongodbUri);
  });
  after(async () => {
    await store.close();
    await mongo.close();
  });

  const documents = () => mongo.db(wavecut.environment.mongodbDatabase).collection<ClipDocument>('clips');
  /** Sends a request that will be refused from the page, and waits for its end. */
  const refused = async (clipId: string) => {
    const window = { startTimestampInMs: T0, endTimestampInMs: T0 + 1000 };
    await api.posted('/api/requests', { clipId, cameraId: 'nowhere', ...window });
    await until(async () => (await documents().findOne({ _id: clipId }))?.status === 'CLIP_OUT_OF_RANGE');
  };
  const written = (clipId: string, updatedAt: number) =>
    documents().updateOne({ _id: clipId }, { $set: { updatedAt } });

  it('tells of a refusal that was written before the request was sent, by its clock', async () => {
    await refused('slow-function');
    await written('slow-function', Date.now() - HOUR_MS);
    expect(await store.card('slow-function')).to.include({ status: 'CLIP_OUT_OF_RANGE' });
  });

  it('is sent again until somebody claims it, though its refusal was written later, by its clock', async () => {
    await refused('fast-function');
    await written('fast-function', Date.now() + HOUR_MS);
    const body = await store.sentBody('fast-function');
    await store.noteSent({ _id: 'fast-function', body: body ?? '', sentAtMs: Date.now() });
    expect(await store.card('fast-function')).to.include({ status: 'SENT' });

    await api.posted('/api/clips/fast-function/retry', {});
    await until(async () => (await store.card('fast-function'))?.status === 'CLIP_OUT_OF_RANGE');
    expect(await documents().findOne({ _id: 'fast-function' })).to.include({ attempts: 2 });
  });

  it('shows what its document says where an older studio noted no claims', async () => {
    await refused('older-studio');
    const sent = mongo.db(wavecut.environment.mongodbDatabase).collection<{ _id: string }>('studioRequests');
    await sent.updateOne({ _id: 'older-studio' }, { $unset: { attemptsBefore: '' } });
    expect(await store.card('older-studio')).to.include({ status: 'CLIP_OUT_OF_RANGE' });
  });

  it('is shown once the database can be reached, though it could not be at first', async () => {
    const earlier = await startEmbeddedMongo();
    await earlier.stop();
    const early = new ClipStore(earlier.uri, 'wavecut', 300);
    try {
      expect(await rejectionOf(early.latest())).to.be.instanceOf(MongoServerSelectionError);
      const later = await startEmbeddedMongo({ port: earlier.port });
      try {
        expect(await early.latest()).to.deep.equal([]);
      } finally {
        await later.stop();
      }
    } finally {
      await early.close();
    }
  });
});
