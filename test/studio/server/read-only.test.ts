import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { openClips } from '../../../functions/producer/adapters/open-clips.ts';
import type { ClipDocument } from '../../../functions/producer/core/clip-document.ts';
import type { StudioInfo } from '../../../scripts/studio/api.ts';
import { localStudioTarget } from '../../../scripts/studio/local-target.ts';
import { type Studio, startStudio } from '../../../scripts/studio/studio.ts';
import { identityOfSample } from '../../functions/producer/samples.ts';
import { type StudioFixture, studioFixture, T0 } from '../studio-fixture.ts';
import { apiOf } from './api.ts';

describe('a studio that only looks', () => {
  let wavecut: StudioFixture;
  let studio: Studio;
  let api: ReturnType<typeof apiOf>;

  const queues = async () => {
    const { sqs } = wavecut.environment.clients;
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'wavecut-studio' }));
    return QueueUrls;
  };
  let before_: string[];

  before(async () => {
    wavecut = await studioFixture();
    before_ = await queues();
    studio = await startStudio({ ...localStudioTarget(wavecut.environment), canRequest: false }, { port: 0 });
    api = apiOf(wavecut, studio.url);
  });

  after(() => studio.stop());

  it('refuses whatever would change something, and says how to let it', async () => {
    const body = { clipId: 'never', cameraId: 'c', startTimestampInMs: T0, endTimestampInMs: T0 + 1000 };
    for (const [path, content] of [
      ['/api/requests', body],
      ['/api/clips/never/retry', {}],
      ['/api/dead-letters/redrive', {}],
    ] as const) {
      const answer = await api.post(path, content);
      expect(answer.status, path).to.equal(403);
      expect(((await answer.json()) as { error: { message: string } }).error.message).to.contain(
        '--allow-requests',
      );
    }
    // To look into the dead letters is to take them, for a moment.
    expect((await api.get('/api/dead-letters')).status).to.equal(403);
    const query = new URLSearchParams({ cameraId: 'c', alias: 'a', extension: 'mp4', startMs: String(T0) });
    const headers = { origin: api.origin, 'content-type': 'application/octet-stream' };
    const upload = await fetch(`${api.origin}/api/uploads?${query}`, { method: 'PUT', headers, body: 'x' });
    expect(upload.status).to.equal(403);
  });

  it('shows the archive and the clips, and makes no queue of its own', async () => {
    expect(await api.json<StudioInfo>('/api/studio')).to.include({ canRequest: false });
    const reader = (await api.get('/api/events')).body?.getReader();
    const first = Buffer.from((await reader?.read())?.value ?? []).toString();
    expect(first).to.contain('"kind":"snapshot"');
    await reader?.cancel();
    expect((await queues()).sort()).to.deep.equal([...before_].sort());
  });

  it("tells of what changes by a function's clock that is an hour behind its own", async () => {
    const mongodbDatabase = 'an-hour-behind';
    const behind = await startStudio(
      { ...localStudioTarget(wavecut.environment), canRequest: false, mongodbDatabase },
      { port: 0 },
    );
    const credentials = async () => ({ accessKeyId: '', secretAccessKey: '' });
    const connection = openClips(wavecut.environment.mongodbUri, mongodbDatabase, credentials, 5_000);
    const mongo = new MongoClient(wavecut.environment.mongodbUri);
    try {
      const clips = mongo.db(mongodbDatabase).collection<ClipDocument>('clips');
      const atMs = Date.now() - 3_600_000;
      for (const clipId of ['a', 'b']) {
        await connection.clips.claim({
          ...{
            identity: identityOfSample({ clipId }),
            requestHash: clipId,
            leaseBy: clipId,
            messageId: clipId,
          },
          ...{ leaseUntilMs: atMs, deaths: 0, nowMs: atMs },
        });
      }
      // What is never told is to fail, and not to hold up all other tests.
      const signal = AbortSignal.timeout(60_000);
      const reader = (await fetch(`${behind.url}api/events`, { signal })).body?.getReader();
      let told = '';
      const changed = async (clipId: string, updatedAt: number) => {
        await clips.updateOne({ _id: clipId }, { $set: { updatedAt } });
        while (!told.includes(`"clipId":"${clipId}"`) || !told.includes(`"updatedAt":${updatedAt}`))
          told += Buffer.from((await reader?.read())?.value ?? []).toString();
      };
      await changed('a', atMs + 2_000);
      // Written after that, by a clock that is behind still further.
      await changed('b', atMs + 1_000);
      await reader?.cancel();
    } finally {
      await connection.close();
      await mongo.close();
      await behind.stop();
    }
  });
});
