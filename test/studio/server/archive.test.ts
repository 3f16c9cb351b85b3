import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { putObject } from '../../../scripts/local/put-object.ts';
import type { CameraArchive, Estimate, FrameTimes, RecordingFacts } from '../../../scripts/studio/api.ts';
import { readFrames } from '../../fixtures/read-back.ts';
import { makeRecording } from '../../fixtures/recordings.ts';
import { type StudioFixture, studioFixture, T0 } from '../studio-fixture.ts';
import { apiOf } from './api.ts';

describe('the archive as the studio tells of it', () => {
  let wavecut: StudioFixture;
  let api: ReturnType<typeof apiOf>;
  let first: string;
  let stream: string;

  before(async () => {
    wavecut = await studioFixture();
    api = apiOf(wavecut);
    first = await wavecut.record('pier', 0);
    await wavecut.record('pier', 6);
    stream = await wavecut.record('pier-ts', 0, { container: 'ts' });
    const { clients, recordingsBucket } = wavecut.environment;
    const path = join(tmpdir(), `wavecut-broken-${process.pid}.mp4`);
    await writeFile(
      path,
      (await readFile(await makeRecording({ container: 'mp4-moov-last' }))).subarray(0, 9000),
    );
    await putObject(clients.s3, recordingsBucket, 'pier-broken/front.20260101T000000.mp4', path);
    await putObject(clients.s3, recordingsBucket, 'watermarks/logo.png', path);
    await putObject(clients.s3, recordingsBucket, 'notes/readme.txt', path);
  });

  it('lists cameras and recordings, and nothing that is none', async () => {
    const { cameras } = await api.json<{ cameras: string[] }>('/api/cameras');
    expect(cameras).to.include.members(['pier', 'pier-ts', 'pier-broken']).and.not.include('watermarks');
    const { series } = await api.json<CameraArchive>('/api/cameras/pier/recordings');
    expect(
      series.map(({ name, recordings }) => [name, recordings.map(([, startMs]) => startMs)]),
    ).to.deep.equal([['front', [T0, T0 + 6000]]]);
    expect((await api.json<CameraArchive>('/api/cameras/notes/recordings')).series).to.deep.equal([]);
  });

  it('says how long recordings are, which a browser plays, and why others not', async () => {
    const broken = 'pier-broken/front.20260101T000000.mp4';
    const { facts } = await api.posted<{ facts: RecordingFacts[] }>('/api/facts', {
      keys: [first, stream, broken],
    });
    expect(facts[0]).to.include({ durationMs: 6000, fps: 25, codec: 'avc', container: 'MP4', whyNot: null });
    expect(facts[1]).to.include({ durationMs: 6000, whyNot: 'browsers do not play MPEG-TS' });
    expect(facts[2])
      .to.have.property('message')
      .that.matches(/has no index \(moov\)/);
  });

  it('says when frames are shown', async () => {
    const query = (key: string) => `/api/frames?key=${encodeURIComponent(key)}&fromMs=1000&toMs=1100`;
    expect((await api.json<FrameTimes>(query(first))).framesUs).to.deep.equal([
      1_000_000, 1_040_000, 1_080_000,
    ]);
    expect((await api.json<FrameTimes>(query(stream))).framesUs).to.equal(null);
  });

  it('passes on the range that is asked for, and no object that is no recording', async () => {
    const whole = await readFile(
      await makeRecording({ width: 384, height: 216, fps: 25, gop: 50, kbps: 300, seconds: 6 }),
    );
    const part = await api.get(`/media/recordings/${first}`, { range: 'bytes=100-199' });
    expect(part.status).to.equal(206);
    expect(part.headers.get('content-range')).to.equal(`bytes 100-199/${whole.length}`);
    expect(part.headers.get('content-type')).to.equal('video/mp4');
    expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(100, 200))).to.equal(true);
    for (const path of [
      'notes/readme.txt',
      'watermarks/logo.png',
      '..%2f..%2fetc%2fpasswd',
      'pier/no.20260101T000000.mp4',
    ]) {
      expect((await api.get(`/media/recordings/${path}`)).status, path).to.equal(404);
    }
    expect((await api.get('/media/clips/no/such.mp4')).status).to.equal(404);
    expect((await api.get(`/media/recordings/${first}`, { range: 'bytes=99999999-' })).status).to.equal(416);
  });

  for (const container of ['mp4', 'ts'] as const) {
    it(`makes pictures of keyframes of ${container} alone, and keeps them`, async () => {
      const key = container === 'mp4' ? first : stream;
      const picture = async (atMs: number) => {
        const answer = await api.get(`/api/picture?key=${encodeURIComponent(key)}&atMs=${atMs}`);
        expect(answer.status, answer.status === 200 ? '' : await answer.clone().text()).to.equal(200);
        expect(answer.headers.get('cache-control')).to.contain('max-age=3600');
        return Buffer.from(await answer.arrayBuffer());
      };
      // Keyframes are 50 frames apart: this one is of the second.
      const bytes = await picture(3500);
      const path = join(tmpdir(), `wavecut-picture-${process.pid}.jpg`);
      await writeFile(path, bytes);
      const [shown] = await readFrames(path, { square: (16 * 240) / 384 });
      expect(shown?.frame).to.equal(50);
      expect((await picture(3999)).equals(bytes)).to.equal(true);
      expect((await picture(4000)).equals(bytes)).to.equal(false);
    });
  }

  it('tells what a request will come to, as the planner sees it', async () => {
    const body = {
      clipId: 'plan',
      cameraId: 'pier',
      startTimestampInMs: T0 + 1000,
      endTimestampInMs: T0 + 7000,
    };
    const smart = await api.posted<Estimate>('/api/estimate', body);
    expect(smart).to.deep.include({ ok: true, mode: 'smart', frames: 150, durationMs: 6000, gaps: [] });
    expect(smart)
      .to.have.property('covered')
      .that.deep.equals([[T0 + 1000, T0 + 7000]]);
    const encode = await api.posted<Estimate>('/api/estimate', { ...body, edits: { aspect: '9:16' } });
    expect(encode).to.include({ ok: true, mode: 'encode', why: 'edited: aspect 9:16' });
    const gap = await api.posted<Estimate>('/api/estimate', { ...body, endTimestampInMs: T0 + 14_000 });
    expect(gap).to.deep.include({ ok: true, gaps: [[T0 + 12_000, T0 + 14_000]] });
    if (!smart.ok || !encode.ok) throw new Error('no estimate');
    // Encoding takes the function's time, and time is money.
    expect(encode.seconds).to.be.above(smart.seconds);
    expect(encode.usd).to.be.above(smart.usd);
  });

  it('says in words why a request would be refused', async () => {
    const body = { clipId: 'plan', cameraId: 'pier', startTimestampInMs: T0, endTimestampInMs: T0 + 300_001 };
    expect(await api.posted<Estimate>('/api/estimate', body)).to.deep.include({
      ok: false,
      status: 'CLIP_TOO_LONG',
    });
    const nowhere = { ...body, cameraId: 'nowhere', endTimestampInMs: T0 + 1000 };
    expect(await api.posted<Estimate>('/api/estimate', nowhere)).to.deep.include({
      ok: false,
      status: 'CLIP_OUT_OF_RANGE',
    });
    const wrong = await api.posted<Estimate>('/api/estimate', { ...body, speed: 2 });
    expect(wrong).to.deep.include({ reason: { code: 'unknown-field', message: 'unknown field "speed"' } });
  });
});
