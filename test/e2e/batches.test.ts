import type { SQSEvent } from 'aws-lambda';
import { expect } from 'chai';
import type { InvocationReport } from '../../scripts/local/invocation.ts';
import { putObject } from '../../scripts/local/put-object.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { until } from '../support/until.ts';
import { CREDENTIALS, type Deployment, deployment } from './deployment.ts';
import { availableClip } from './outcome.ts';
import { sqsEvent } from './sqs-event.ts';

const KEY = 'cam-batch/front.20260101T000000.mp4';

describe('a batch of several messages', () => {
  let wavecut: Deployment;
  let event: SQSEvent;
  let report: InvocationReport;
  let lines: readonly string[];

  before(async () => {
    wavecut = await deployment();
    const { clients, recordingsBucket, host } = wavecut.environment;
    await putObject(clients.s3, recordingsBucket, KEY, await makeRecording());
    event = sqsEvent(
      wavecut.environment,
      JSON.stringify({ clipId: 'batch-first', recording: { key: KEY }, startMs: 0, endMs: 1_000 }),
      JSON.stringify({ cameraId: 'cam-batch', note: 'a word that only this body holds: xylophone' }),
      JSON.stringify({ clipId: 'batch-last', recording: { key: KEY }, startMs: 1_000, endMs: 3_000 }),
    );
    const linesBefore = wavecut.lines.length;
    report = await host.invoke(event);
    // Errors are written to stderr, which is another pipe.
    await until(() => wavecut.lines.some((line) => line.includes(event.Records[1]?.messageId ?? '')));
    lines = wavecut.lines.slice(linesBefore);
  });

  it('is answered with exactly the one that failed', () => {
    const [, invalid] = event.Records;
    expect(report).to.deep.include({
      ok: true,
      response: { batchItemFailures: [{ itemIdentifier: invalid?.messageId }] },
    });
  });

  it('is worked through to its last message', async () => {
    expect((await availableClip(wavecut, 'batch-first')).media?.frames).to.equal(30);
    expect((await availableClip(wavecut, 'batch-last')).media?.frames).to.equal(60);
  });

  it('is logged as JSON, each line with its messageId, and with the clipId where there is one', () => {
    const [first, invalid, last] = event.Records.map(({ messageId }) => messageId);
    const stepsOf = (messageId: unknown) =>
      lines
        .map((line) => JSON.parse(line))
        .filter((logged) => logged.messageId === messageId)
        .map(({ step, clipId }) => [step, clipId]);
    const allSteps = 'received claimed found planned cut verified stored recorded told'.split(' ');
    expect(stepsOf(first)).to.deep.equal(allSteps.map((step) => [step, 'batch-first']));
    expect(stepsOf(invalid)).to.deep.equal([
      ['failed', undefined],
      // The queue knows nothing of a message that no queue has handed out.
      ['not hidden', undefined],
    ]);
    expect(stepsOf(last)).to.deep.equal(allSteps.map((step) => [step, 'batch-last']));
    expect(lines).to.have.lengthOf(20);
  });

  it('is logged without its bodies', () => {
    expect(lines.filter((line) => line.includes('xylophone'))).to.deep.equal([]);
    for (const { body } of event.Records)
      expect(lines.filter((line) => line.includes(body) || line.includes(JSON.stringify(body)))).to.be.empty;
  });

  it('is logged without a secret or the address of the database', () => {
    const secrets = [
      CREDENTIALS.secretAccessKey,
      CREDENTIALS.accessKeyId,
      wavecut.environment.mongodbUri,
      'mongodb://',
    ];
    // Of all that was ever logged, the failures of other tests included.
    const told = wavecut.lines.filter((line) => secrets.some((secret) => line.includes(secret)));
    expect(told).to.deep.equal([]);
  });
});
