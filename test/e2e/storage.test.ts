import { expect } from 'chai';
import { putObject } from '../../scripts/local/put-object.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { makeWatermark } from '../fixtures/watermarks.ts';
import type { CountedRequest } from './counted-s3.ts';
import { type Deployment, deployment } from './deployment.ts';
import { availableClip } from './outcome.ts';

const KEY = 'cam-storage/front.20260101T000000.mp4';

describe('the storage', () => {
  let wavecut: Deployment;
  let requests: readonly CountedRequest[];

  before(async () => {
    wavecut = await deployment();
    const { clients, recordingsBucket } = wavecut.environment;
    await putObject(clients.s3, recordingsBucket, KEY, await makeRecording());
    await putObject(clients.s3, recordingsBucket, 'watermarks/logo.png', await makeWatermark('red', 64, 32));
    const recording = { recording: { key: KEY }, startMs: 500, endMs: 1_500 };
    const edits = { watermark: { key: 'logo.png' } };
    await wavecut.sendAll(
      JSON.stringify({ clipId: 'storage-1', ...recording, edits, preview: 'gif', sprite: true }),
      JSON.stringify({ clipId: 'storage-2', ...recording, recording: { key: 'cam-storage/none.mp4' } }),
    );
    await availableClip(wavecut, 'storage-1');
    // Of this and of all tests so far.
    requests = wavecut.s3.requests;
  });

  const within = (bucket: string) =>
    requests.filter(({ path }) => path === bucket || path.startsWith(`${bucket}/`));
  const keyOf = ({ path }: CountedRequest) => path.slice(path.indexOf('/') + 1);

  it('of recordings is read and listed, and never written', () => {
    const { recordingsBucket } = wavecut.environment;
    expect(new Set(within(recordingsBucket).map(({ method }) => method))).to.deep.equal(new Set(['GET']));
  });

  it('of clips is written, and never read or listed', () => {
    const { clipsBucket } = wavecut.environment;
    const methods = new Set(within(clipsBucket).map(({ method }) => method));
    expect(methods).to.include('PUT').and.not.include('GET').and.not.include('HEAD');
    // Of what is deleted there is nothing but uploads that came to nothing.
    const deleted = within(clipsBucket).filter(({ method }) => method === 'DELETE');
    expect(deleted.filter(({ query }) => !query.includes('uploadId'))).to.deep.equal([]);
  });

  it('gets objects that are named by camera and clip, each below its camera', () => {
    const { clipsBucket } = wavecut.environment;
    const keys = new Set(within(clipsBucket).map(keyOf));
    const named =
      /^([^/]+\/)?[A-Za-z0-9_-]{1,128}(\.mp4|_(\d+|sprite)\.jpg|_sprite\.vtt|_preview\.(gif|webp))$/;
    expect([...keys].filter((key) => !named.test(key))).to.deep.equal([]);
    expect([...keys].filter((key) => key.includes('storage-1'))).to.include.members([
      'cam-storage/storage-1.mp4',
      'cam-storage/storage-1_preview.gif',
      'cam-storage/storage-1_sprite.jpg',
      'cam-storage/storage-1_sprite.vtt',
    ]);
  });

  it('is of two buckets, and no other is asked for', () => {
    const { recordingsBucket, clipsBucket } = wavecut.environment;
    const buckets = new Set(requests.map(({ path }) => path.split('/')[0]));
    expect(buckets).to.deep.equal(new Set([recordingsBucket, clipsBucket]));
  });
});
