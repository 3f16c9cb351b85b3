import { request } from 'node:http';
import { GetObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { recordingKey } from '../../../scripts/studio/server/uploads.ts';
import { type StudioFixture, studioFixture, T0 } from '../studio-fixture.ts';
import { apiOf } from './api.ts';

const MIB = 1024 * 1024;

describe('uploads', () => {
  it('are named as recordings of their camera and time', () => {
    const as = { cameraId: '58349', alias: 'surf-cam', startMs: T0 + 250, extension: 'mov' };
    expect(recordingKey(as, 'prefix/')).to.equal('prefix/58349/surf-cam.20260101T000000250.mov');
    const refused = (change: object) => () => recordingKey({ ...as, ...change }, '');
    expect(refused({ cameraId: '../58349' })).to.throw('cameraId must be 1 to 128 of A-Z a-z 0-9 _ -');
    expect(refused({ alias: 'a.b' })).to.throw('alias must be 1 to 64 of A-Z a-z 0-9 _ -, got a.b');
    expect(refused({ startMs: Number.NaN })).to.throw('startMs must be epoch ms, got NaN');
    expect(refused({ extension: 'exe' })).to.throw('a recording is one of mp4, mov, mkv, ts, got .exe');
  });

  describe('through the studio', () => {
    let wavecut: StudioFixture;
    let api: ReturnType<typeof apiOf>;

    before(async () => {
      wavecut = await studioFixture();
      api = apiOf(wavecut);
    });

    const path = (camera: string) =>
      `/api/uploads?${new URLSearchParams({ cameraId: camera, alias: 'up', extension: 'mp4', startMs: String(T0) })}`;
    const stored = async (camera: string) => {
      const { clients, recordingsBucket: Bucket } = wavecut.environment;
      const { Contents = [] } = await clients.s3.send(
        new ListObjectsV2Command({ Bucket, Prefix: `${camera}/` }),
      );
      const { Uploads = [] } = await clients.s3.send(new ListMultipartUploadsCommand({ Bucket }));
      return { objects: Contents.map(({ Key }) => Key), parts: Uploads.map(({ Key }) => Key) };
    };

    it('are stored as they came, part by part', async () => {
      const body = Buffer.alloc(19 * MIB, 'wavecut ');
      const answer = await fetch(`${api.origin}${path('up-large')}`, {
        method: 'PUT',
        headers: { origin: api.origin, 'content-type': 'application/octet-stream' },
        body,
      });
      expect(answer.status).to.equal(200);
      const { key, facts } = (await answer.json()) as { key: string; facts: { message: string } };
      expect(key).to.equal('up-large/up.20260101T000000000.mp4');
      expect(facts.message).to.contain('begins like no MP4');
      const { clients, recordingsBucket: Bucket } = wavecut.environment;
      const object = await clients.s3.send(new GetObjectCommand({ Bucket, Key: key }));
      expect(object.ETag).to.match(/-3"$/);
      expect(Buffer.from((await object.Body?.transformToByteArray()) ?? []).equals(body)).to.equal(true);
    });

    it('take the place of no recording that is there', async () => {
      const send = (body: string) =>
        fetch(`${api.origin}${path('up-twice')}`, {
          method: 'PUT',
          headers: { origin: api.origin, 'content-type': 'application/octet-stream' },
          body,
        });
      expect((await send('one')).status).to.equal(200);
      const second = await send('two');
      expect(second.status).to.equal(409);
      expect(await second.text()).to.contain('there is a recording up-twice/up.20260101T000000000.mp4');
    });

    it('leave nothing when they are cancelled half-way', async () => {
      await new Promise<void>((resolve) => {
        const headers = {
          origin: api.origin,
          'content-type': 'application/octet-stream',
          'content-length': 40 * MIB,
        };
        const upload = request(`${api.origin}${path('up-cancelled')}`, { method: 'PUT', headers });
        upload.on('error', () => resolve());
        upload.on('close', () => resolve());
        upload.write(Buffer.alloc(20 * MIB), () => upload.destroy());
      });
      // The parts that were under way are taken back when the server has noticed.
      for (;;) {
        const left = await stored('up-cancelled');
        if (left.parts.length === 0) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect((await stored('up-cancelled')).objects).to.deep.equal([]);
    });
  });
});
