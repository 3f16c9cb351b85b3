import { expect } from 'chai';
import { startLambdaHost } from '../../scripts/local/lambda-host.ts';
import { putObject } from '../../scripts/local/put-object.ts';
import { readFrames } from '../fixtures/read-back.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { type Deployment, deployment } from './deployment.ts';
import { availableClip, documentOf, download, keysWith, numbers, toldOf } from './outcome.ts';
import { sqsEvent } from './sqs-event.ts';

const KEY = 'cam-again/front.20260101T000000.mp4';

const part = (clipId: string, startMs: number, endMs: number) =>
  JSON.stringify({ clipId, recording: { key: KEY }, startMs, endMs });

describe('a message that comes again', () => {
  let wavecut: Deployment;

  before(async () => {
    wavecut = await deployment();
    const { clients, recordingsBucket } = wavecut.environment;
    await putObject(clients.s3, recordingsBucket, KEY, await makeRecording());
  });

  it('makes the clip once, and is told, when it is sent ten times', async () => {
    await wavecut.sendAll(...Array.from({ length: 10 }, () => part('ten-times', 2_500, 4_000)));

    const document = await availableClip(wavecut, 'ten-times');
    expect(document).to.include({ attempts: 1 });
    expect(await keysWith(wavecut, 'ten-times')).to.deep.equal([
      'cam-again/ten-times.mp4',
      'cam-again/ten-times_300.jpg',
      'cam-again/ten-times_640.jpg',
    ]);
    const reads = wavecut.s3.reads.filter(({ path }) => path === `wavecut-recordings/${KEY}`);
    const bytesRead = reads.reduce((sum, { start, end }) => sum + end - start, 0);
    // A byte more for each look whether the recording is there.
    expect(bytesRead - (document.sources?.[0]?.bytesRead ?? 0)).to.equal(1);
    const told = await toldOf(wavecut, 'ten-times');
    expect(told).not.to.be.empty;
    for (const { notification } of told)
      expect(notification).to.include({ clipId: 'ten-times', status: 'CLIP_AVAILABLE' });
  });

  it('is refused and changes nothing when it asks for another window under the same clipId', async () => {
    await wavecut.sendAll(part('taken', 2_500, 4_000));
    const before = await documentOf(wavecut, 'taken');
    const clipBefore = await download(wavecut, 'cam-again/taken.mp4');

    await wavecut.sendAll(part('taken', 5_000, 9_000));

    const told = (await toldOf(wavecut, 'taken')).map(({ notification }) => notification);
    expect(told.map(({ status }) => status)).to.deep.equal(['CLIP_AVAILABLE', 'CLIP_REJECTED']);
    expect(told[1]).to.deep.include({
      startMs: 5_000,
      endMs: 9_000,
      clip: { key: null, url: null },
      reason: {
        code: 'clip-id-taken',
        message: 'clipId taken belongs to a different request; its clip is untouched',
      },
    });
    expect(await documentOf(wavecut, 'taken')).to.deep.equal(before);
    const clip = await download(wavecut, 'cam-again/taken.mp4');
    expect(clip).to.deep.equal(clipBefore);
    expect((await readFrames(clip.path)).map(({ frame }) => frame)).to.deep.equal(numbers(75, 119));
  });

  it('makes the clip once when two processes get it at the same time', async () => {
    const { environment } = wavecut;
    const host = await startLambdaHost({
      zipPath: wavecut.zipPath,
      environment: environment.functionEnvironment,
      concurrency: 2,
    });
    try {
      const events = [1, 2].map(() => sqsEvent(environment, part('race', 4_500, 9_500)));
      const reports = await Promise.all(events.map((event) => host.invoke(event)));

      const failures = reports.map((report) => report.ok && JSON.stringify(report.response));
      // Whoever comes second finds the clip, or another at work and comes back later.
      expect(failures).to.include('{"batchItemFailures":[]}');
      expect(await availableClip(wavecut, 'race')).to.include({ attempts: 1 });
    } finally {
      await host.stop();
    }
  });
});
