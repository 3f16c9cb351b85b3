import { expect } from 'chai';
import { putObject } from '../../scripts/local/put-object.ts';
import { textRecording } from '../fixtures/broken-recordings.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { until } from '../support/until.ts';
import { type Deployment, deployment, temporaryFiles } from './deployment.ts';

const KEY = 'cam-tmp/front.20260101T000000.mp4';
const BROKEN = 'cam-tmp/broken.mp4';

describe("the function's /tmp", () => {
  let wavecut: Deployment;

  before(async () => {
    wavecut = await deployment();
    const { clients, recordingsBucket } = wavecut.environment;
    await putObject(clients.s3, recordingsBucket, KEY, await makeRecording());
    await putObject(clients.s3, recordingsBucket, BROKEN, await textRecording());
  });

  it('holds a clip while it is made', async () => {
    const verified = wavecut.nextStep(({ clipId, step }) => clipId === 'tmp-during' && step === 'verified');
    const ended = wavecut.sendAll(
      JSON.stringify({ clipId: 'tmp-during', recording: { key: KEY }, startMs: 500, endMs: 9_500 }),
    );
    await verified;
    expect(temporaryFiles(wavecut.environment)).to.have.lengthOf(1);
    await ended;
  });

  it('is empty after a job, however it ended', async () => {
    const deliveries = wavecut.deliveries.length;
    await wavecut.sendAll(
      JSON.stringify({ clipId: 'tmp-good', recording: { key: KEY }, startMs: 500, endMs: 1_000 }),
      JSON.stringify({ clipId: 'tmp-broken', recording: { key: BROKEN }, startMs: 500, endMs: 1_000 }),
      JSON.stringify({ clipId: 'tmp-invalid' }),
      'no clip at all',
    );
    await until(() => wavecut.deliveries.length >= deliveries + 8);
    // After each delivery of all tests so far.
    expect(wavecut.leftBehind).to.deep.equal([]);
  });
});
