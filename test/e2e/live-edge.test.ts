import { expect } from 'chai';
import { formatTimestamp } from '../../functions/producer/core/recording-name.ts';
import { startLambdaHost } from '../../scripts/local/lambda-host.ts';
import { putObject } from '../../scripts/local/put-object.ts';
import { unfinishedRecording } from '../fixtures/broken-recordings.ts';
import { readFrames } from '../fixtures/read-back.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { until } from '../support/until.ts';
import { type Deployment, deployment } from './deployment.ts';
import { availableClip, documentOf, download, numbers, toldOf } from './outcome.ts';
import { sqsEvent } from './sqs-event.ts';

const SECOND_MS = 1000;

describe('a window at the live edge', () => {
  let wavecut: Deployment;

  before(async () => {
    wavecut = await deployment();
  });

  const keyAt = (cameraId: string, startMs: number) => `${cameraId}/front.${formatTimestamp(startMs)}.mp4`;
  const put = async (cameraId: string, startMs: number, path: string) => {
    const { clients, recordingsBucket } = wavecut.environment;
    await putObject(clients.s3, recordingsBucket, keyAt(cameraId, startMs), path);
  };
  const isPending = async (clipId: string) => (await documentOf(wavecut, clipId))?.status === 'CLIP_PENDING';
  const statusesTold = async (clipId: string) =>
    (await toldOf(wavecut, clipId)).map(({ notification }) => notification.status);

  it('is told to be pending, and made by itself when its recordings arrive', async () => {
    // A camera that records ten seconds at a time: the last but one is there, the last is being written.
    const startMs = Math.floor(Date.now() / SECOND_MS) * SECOND_MS - 18_000;
    const whole = await makeRecording();
    await put('cam-live-edge', startMs, whole);
    await put('cam-live-edge', startMs + 10_000, await unfinishedRecording());
    const window = { startTimestampInMs: startMs + 7_000, endTimestampInMs: startMs + 13_000 };
    const request = { clipId: 'live-edge', cameraId: 'cam-live-edge', ...window };
    const sentAtMs = Date.now();
    await wavecut.sendAll(JSON.stringify(request), JSON.stringify(request));
    await until(() => isPending('live-edge'));

    const [told] = await toldOf(wavecut, 'live-edge');
    // Both are ten seconds long, and 15 s are given to bring the second one here.
    expect(told?.notification).to.deep.include({ expectedAt: startMs + 20_000 + 15_000, bucket: null });
    expect(told?.notification.reason?.code).to.equal('not-recorded-yet');
    const pending = (await documentOf(wavecut, 'live-edge'))?.pending;
    expect(pending?.firstSentAt).to.be.within(sentAtMs - 100, sentAtMs + 5_000);
    expect(pending?.sendings).to.equal(1);

    const next = await makeRecording({ firstFrame: 300 });
    await put('cam-live-edge', startMs + 10_000, next);
    await until(async () => (await documentOf(wavecut, 'live-edge'))?.status === 'CLIP_AVAILABLE');

    const document = await availableClip(wavecut, 'live-edge');
    expect(document).to.deep.include({ gaps: [], expectedAt: null, reason: null });
    expect(document).not.to.have.property('pending');
    const { path } = await download(wavecut, 'cam-live-edge/live-edge.mp4');
    expect((await readFrames(path)).map(({ frame }) => frame)).to.deep.equal(numbers(210, 389));
    await until(async () => (await statusesTold('live-edge')).length >= 2);
    expect(await statusesTold('live-edge')).to.deep.equal(['CLIP_PENDING', 'CLIP_AVAILABLE']);
    // It came by a message of its own, at its first receive.
    const steps = wavecut.lines
      .map((line) => JSON.parse(line))
      .filter(({ clipId }) => clipId === 'live-edge');
    expect(steps.findLast(({ step }) => step === 'received')).to.include({ receives: 1 });
  });

  it('is given up a quarter of an hour after it was first asked for, as the older contract tells it', async () => {
    const now = Date.now();
    const body = (id: string, firstMs: number) =>
      `{'clipId': '${id}', 'retryTimestamps': [${firstMs}], 'cameraId': 'cam-live-none', ` +
      `'startTimestampInMs': '${now - 120_000}', 'endTimestampInMs': ${now - 60_000}}`;
    await wavecut.sendAll(body('live-over', now - 900_000), body('live-not-over', now - 600_000));
    expect(await statusesTold('live-over')).to.deep.equal(['CLIP_RETRY_TIMEOUT']);
    expect(await statusesTold('live-not-over')).to.deep.equal(['CLIP_PENDING']);
    expect(await documentOf(wavecut, 'live-over')).to.deep.include({
      status: 'CLIP_RETRY_TIMEOUT',
      lease: null,
    });
  });

  it('may lie in the future up to a quarter of an hour, and no further', async () => {
    const now = Date.now();
    const window = (clipId: string, endMs: number) =>
      JSON.stringify({
        clipId,
        cameraId: 'cam-live-none',
        startTimestampInMs: endMs - 1_000,
        endTimestampInMs: endMs,
      });
    await wavecut.sendAll(window('live-soon', now + 890_000), window('live-later', now + 1_000_000));
    expect(await statusesTold('live-soon')).to.deep.equal(['CLIP_PENDING']);
    expect(await statusesTold('live-later')).to.deep.equal(['CLIP_NOT_AVAILABLE']);
    expect((await documentOf(wavecut, 'live-later'))?.reason?.code).to.equal('in-the-future');
  });

  it('is what it was a quarter of an hour ago and before: not available', async () => {
    const endMs = Date.now() - 900_000;
    const window = { startTimestampInMs: endMs - 1_000, endTimestampInMs: endMs };
    await wavecut.sendAll(JSON.stringify({ clipId: 'live-past', cameraId: 'cam-live-none', ...window }));
    expect(await statusesTold('live-past')).to.deep.equal(['CLIP_NOT_AVAILABLE']);
  });
});

describe('a clip that fifty messages ask for at once', () => {
  it('is made once, has one document and is told of', async function () {
    this.timeout(300_000);
    const wavecut = await deployment();
    const { environment, zipPath } = wavecut;
    const { clients, recordingsBucket } = environment;
    await putObject(
      clients.s3,
      recordingsBucket,
      'cam-fifty/front.20260101T000000.mp4',
      await makeRecording(),
    );
    const host = await startLambdaHost({
      zipPath,
      environment: environment.functionEnvironment,
      concurrency: 4,
    });
    try {
      const start = Date.UTC(2026, 0, 1) + 2_500;
      const window = { startTimestampInMs: start, endTimestampInMs: start + 3_000 };
      const body = JSON.stringify({ clipId: 'fifty', cameraId: 'cam-fifty', ...window });
      const reports = await Promise.all(numbers(1, 50).map(() => host.invoke(sqsEvent(environment, body))));
      const failed = reports.filter(
        (report) => report.ok && JSON.stringify(report.response).includes('itemIdentifier'),
      );
      expect(reports.every(({ ok }) => ok)).to.equal(true);
      // Those that came while one was at it, and come back later.
      expect(failed.length).to.be.below(50);
      expect(await availableClip(wavecut, 'fifty')).to.include({ attempts: 1 });
      expect(await wavecut.documents.countDocuments({ _id: { $regex: 'fifty' } })).to.equal(1);
      const told = (await toldOf(wavecut, 'fifty')).map(({ notification }) => notification.status);
      expect(new Set(told)).to.deep.equal(new Set(['CLIP_AVAILABLE']));
    } finally {
      await host.stop();
    }
  });
});
