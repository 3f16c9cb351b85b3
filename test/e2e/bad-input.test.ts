import { expect } from 'chai';
import { notificationOf } from '../../functions/producer/core/notification.ts';
import { putObject } from '../../scripts/local/put-object.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { badRecordings, badRequests, SQS_LIMIT, window, withoutClipId } from './bad-requests.ts';
import { type Deployment, deployment } from './deployment.ts';
import { availableClip, documentOf, keysWith, toldOf } from './outcome.ts';

describe('bad input', () => {
  let wavecut: Deployment;
  let keysBefore: string[];

  const refusalOf = async (clipId: string) => {
    const document = await documentOf(wavecut, clipId);
    const told = await toldOf(wavecut, clipId);
    return { document, told, stored: await keysWith(wavecut, clipId) };
  };

  before(async () => {
    wavecut = await deployment();
    const { clients, recordingsBucket } = wavecut.environment;
    const put = (key: string, path: string) => putObject(clients.s3, recordingsBucket, key, path);
    await put('cam-bad/good.20260101T000000.mp4', await makeRecording());
    for (const [name, { make }] of Object.entries(badRecordings))
      await put(`cam-bad/${name}.mp4`, await make());
    keysBefore = await keysWith(wavecut, '');

    const good = { ...window, cameraId: 'cam-bad' };
    const recordingOf = (name: string) => ({
      recording: { key: `cam-bad/${name}.mp4` },
      startMs: 0,
      endMs: 1_000,
    });
    const huge = { clipId: 'bad-1-mib', ...window, padding: '' };
    huge.padding = 'x'.repeat(SQS_LIMIT - JSON.stringify(huge).length);
    await wavecut.sendAll(
      JSON.stringify({ clipId: 'good-before', ...good }),
      ...Object.entries(badRequests).map(
        ([name, { fields, body }]) => body ?? JSON.stringify({ clipId: `bad-${name}`, ...fields }),
      ),
      ...Object.keys(badRecordings).map((name) =>
        JSON.stringify({ clipId: `bad-${name}`, ...recordingOf(name) }),
      ),
      ...Object.values(withoutClipId),
      JSON.stringify(huge),
      JSON.stringify({ clipId: 'good-after', ...good }),
    );
  });

  for (const [name, { status = 'CLIP_REJECTED', code, message }] of Object.entries(badRequests)) {
    it(`ends in ${status} with a reason that names field, rule and value: ${name}`, async () => {
      const { document, told, stored } = await refusalOf(`bad-${name}`);
      expect(document).to.deep.include({ status, reason: { code, message } });
      expect(document?.media).to.equal(null);
      expect(told.map(({ notification }) => notification)).to.deep.equal([notificationOf(document as never)]);
      expect(told[0]?.notification).to.deep.include({
        bucket: null,
        clip: { key: null, url: null },
        thumbnail: { key: null, url: null, sizes: [] },
      });
      expect(stored).to.deep.equal([]);
    });
  }

  for (const [name, { code, why }] of Object.entries(badRecordings)) {
    it(`ends in CLIP_REJECTED with a reason that names the file: a recording that is ${name}`, async () => {
      const { document, told, stored } = await refusalOf(`bad-${name}`);
      expect(document).to.deep.include({ status: 'CLIP_REJECTED' });
      expect(document?.reason?.code).to.equal(code);
      expect(document?.reason?.message).to.contain(`recording cam-bad/${name}.mp4 cannot be cut: ${why}`);
      expect(told.map(({ notification }) => notification)).to.deep.equal([notificationOf(document as never)]);
      expect(stored).to.deep.equal([]);
    });
  }

  it('of 1 MiB is refused as any other, and told in a few words', async () => {
    const { document, told, stored } = await refusalOf('bad-1-mib');
    expect(document).to.deep.include({
      status: 'CLIP_REJECTED',
      reason: { code: 'unknown-field', message: 'unknown field "padding"' },
    });
    expect(told).to.have.lengthOf(1);
    expect(stored).to.deep.equal([]);
  });

  for (const [name, body] of Object.entries(withoutClipId)) {
    it(`without a readable clipId ends in the dead-letter queue, unchanged, and is logged: ${name}`, async () => {
      const dead = (await wavecut.deadLetters.messages()).filter(({ Body }) => Body === body);
      expect(dead).to.have.lengthOf(1);
      const messageId = dead[0]?.MessageId;
      const logged = wavecut.lines.filter((line) => messageId && line.includes(messageId));
      expect(logged.filter((line) => line.includes('"no-clip-id"'))).to.have.lengthOf(5);
    });
  }

  it('leaves the requests before and behind it untouched', async () => {
    for (const clipId of ['good-before', 'good-after'])
      expect((await availableClip(wavecut, clipId)).media).to.include({ frames: 30 });
  });

  it('stores nothing but documents', async () => {
    const keys = await keysWith(wavecut, '');
    const added = keys.filter((key) => !keysBefore.includes(key));
    expect(added.filter((key) => !key.startsWith('cam-bad/good-'))).to.deep.equal([]);
    const bodies = Object.values(withoutClipId).flatMap((body) => /"clipId":"([^"]*)"/.exec(body)?.[1] ?? []);
    expect(await wavecut.documents.countDocuments({ _id: { $in: bodies } })).to.equal(0);
  });
});
