import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import type { StudioInfo } from '../../../scripts/studio/api.ts';
import { localStudioTarget } from '../../../scripts/studio/local-target.ts';
import { type Studio, startStudio } from '../../../scripts/studio/studio.ts';
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
});
