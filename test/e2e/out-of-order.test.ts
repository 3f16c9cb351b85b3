import { expect } from 'chai';
import { startLambdaHost } from '../../scripts/local/lambda-host.ts';
import { putObject } from '../../scripts/local/put-object.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { until } from '../support/until.ts';
import { type Deployment, deployment } from './deployment.ts';
import { availableClip, documentOf, keysWith, toldOf } from './outcome.ts';
import { sqsEvent } from './sqs-event.ts';

const KEY = 'cam-outage/front.20260101T000000.mp4';

const request = (clipId: string) =>
  JSON.stringify({ clipId, recording: { key: KEY }, startMs: 2_500, endMs: 4_000 });

describe('an S3 that is out of order', () => {
  let wavecut: Deployment;

  before(async () => {
    wavecut = await deployment();
    const { clients, recordingsBucket } = wavecut.environment;
    await putObject(clients.s3, recordingsBucket, KEY, await makeRecording());
  });

  afterEach(() => {
    wavecut.s3.isOutOfOrder = () => false;
  });

  it('for good ends in FATAL_ERROR, told, with nothing stored and the message in the dead-letter queue', async () => {
    wavecut.s3.isOutOfOrder = (path) => path.startsWith('wavecut-clips/');
    const [messageId] = await wavecut.sendAll(request('outage'));

    const dead = await wavecut.deadLetters.messages();
    expect(dead.find((message) => message.MessageId === messageId)?.Body).to.equal(request('outage'));
    const document = await documentOf(wavecut, 'outage');
    expect(document).to.deep.include({ status: 'FATAL_ERROR', attempts: 5, lease: null });
    expect(document?.reason).to.deep.equal({ code: 'InternalError', message: 'out of order' });
    const told = await toldOf(wavecut, 'outage');
    expect(told.map(({ notification }) => notification.status)).to.deep.equal(['FATAL_ERROR']);
    expect(await keysWith(wavecut, 'outage')).to.deep.equal([]);
  });

  it('for a while costs a receive, and no clip', async () => {
    const failed = wavecut.nextStep(({ clipId, step }) => clipId === 'blip' && step === 'failed');
    wavecut.s3.isOutOfOrder = (path) => path === `wavecut-recordings/${KEY}`;
    const ended = wavecut.sendAll(request('blip'));
    await failed;
    wavecut.s3.isOutOfOrder = () => false;
    await ended;

    expect((await availableClip(wavecut, 'blip')).attempts).to.be.within(2, 5);
    const told = await toldOf(wavecut, 'blip');
    expect(told.map(({ notification }) => notification.status)).to.deep.equal(['CLIP_AVAILABLE']);
  });
});

describe('a MongoDB that is out of order', () => {
  it('makes the message fail, and its address and password are not logged', async () => {
    const { environment, zipPath } = await deployment();
    const lines: string[] = [];
    const host = await startLambdaHost({
      zipPath,
      environment: {
        ...environment.functionEnvironment,
        MONGODB_URI: 'mongodb://wavecut:aHVudGVyMg@127.0.0.1:1/',
      },
      onLog: (line) => lines.push(line),
    });
    try {
      const event = sqsEvent(environment, request('no-database'));
      const report = await host.invoke(event);

      const itemIdentifier = event.Records[0]?.messageId;
      expect(report).to.deep.include({ ok: true, response: { batchItemFailures: [{ itemIdentifier }] } });
      await until(() => lines.length >= 2);
      expect(lines.map((line) => JSON.parse(line).step)).to.include.members(['received', 'failed']);
      expect(lines.filter((line) => /aHVudGVyMg|mongodb:/.test(line))).to.deep.equal([]);
    } finally {
      await host.stop();
    }
  });
});
