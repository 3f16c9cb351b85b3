import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { type LambdaHost, startLambdaHost } from '../../scripts/local/lambda-host.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { type Deployment, deployment } from './deployment.ts';
import type { Call, Fault } from './faults.ts';
import { startFaultyAws } from './faulty-aws.ts';
import { startFaultyMongo } from './faulty-mongo.ts';
import { availableClip, documentOf, keysWith, toldOf } from './outcome.ts';
import { sqsEvent } from './sqs-event.ts';

const HTTP_FAULTS: readonly Fault[] = ['error', 'slow-down', 'denied', 'hang', 'reset'];
const MATRIX: readonly (readonly [Call, readonly Fault[]])[] = [
  ['s3 list', HTTP_FAULTS],
  ['s3 stat', HTTP_FAULTS],
  ['s3 read', [...HTTP_FAULTS, 'hang-in-body']],
  ['s3 put clip', HTTP_FAULTS],
  ['s3 put thumbnail', HTTP_FAULTS],
  ['sns publish', HTTP_FAULTS],
  ['sqs send', HTTP_FAULTS],
  ['mongo findAndModify', HTTP_FAULTS],
  ['mongo find', HTTP_FAULTS],
  ['mongo update', HTTP_FAULTS],
  ['mongo createIndexes', HTTP_FAULTS],
  ['sqs hide', HTTP_FAULTS],
];
const INDEXING: Call = 'mongo createIndexes';
/** So many at a time: most of them wait. */
const AT_ONCE = 4;

/** One call that fails in one way for one clip, and what came of it. */
interface Trial {
  readonly call: Call;
  readonly fault: Fault;
  /** Of camera and clip alike: every call names one of them. */
  readonly id: string;
  readonly isLastReceive: boolean;
  readonly failed: boolean[];
  readonly body: string;
  statusAfterFault?: string | undefined;
}

describe('a service that fails', () => {
  let wavecut: Deployment;
  let host: LambdaHost;
  let againUrl: string;
  const trials: Trial[] = [];
  const failing = new Map<string, Trial>();
  const stops: (() => Promise<void>)[] = [];

  before(async function () {
    this.timeout(300_000);
    wavecut = await deployment();
    const { environment, zipPath } = wavecut;
    const faults = (call: Call, about: string) => {
      const trial = [...failing.values()].find(({ id, call: own }) => about.includes(id) || own === INDEXING);
      if (trial?.call === call) return trial.fault;
      // Nothing is to come back later unless something else went wrong before.
      return trial?.call === 'sqs hide' && call === 's3 list' ? 'error' : null;
    };
    const aws = await startFaultyAws(environment.endpoint, faults);
    const mongo = await startFaultyMongo(environment.mongodbUri, faults);
    // A queue of its own: what is sent again must not come to other tests.
    const again = await environment.clients.sqs.send(
      new CreateQueueCommand({ QueueName: 'faults-sent-again' }),
    );
    againUrl = again.QueueUrl ?? '';
    const queueUrl = againUrl.replace(environment.endpoint, aws.endpoint);
    const functionEnvironment = {
      ...environment.functionEnvironment,
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ENDPOINT_URL_S3: aws.endpoint,
      REQUEST_QUEUE_URL: queueUrl,
      MONGODB_URI: mongo.uri,
      REQUEST_TIMEOUT_MS: '700',
    };
    const start = (concurrency: number) =>
      startLambdaHost({ zipPath, concurrency, environment: functionEnvironment });
    host = await start(AT_ONCE);
    // Indexes are made once in the life of a process, and no clip is named by that.
    const first = await start(1);
    stops.push(aws.stop, mongo.stop, host.stop, first.stop);

    const recording = await readFile(await makeRecording({ width: 384, height: 216, kbps: 300, seconds: 4 }));
    for (const [call, kinds] of MATRIX) {
      for (const fault of kinds) {
        const id = `fault-${call}-${fault}-`.replaceAll(' ', '-') + randomUUID().slice(0, 4);
        // What is denied is denied to the last; all else passes.
        trials.push({
          call,
          fault,
          id,
          isLastReceive: fault === 'denied',
          failed: [],
          body: bodyOf(id, call),
        });
        const Key = `${id}/front.20260101T000000.mp4`;
        const Bucket = environment.recordingsBucket;
        if (call !== 'sqs send')
          await environment.clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: recording }));
      }
    }
    const indexing = trials.filter(({ call }) => call === INDEXING);
    for (const trial of indexing) await meetFault(trial, first);
    for (const trial of indexing) await comeBack(trial, first);
    const waiting = trials.filter(({ call }) => call !== INDEXING);
    const work = async () => {
      for (let trial = waiting.shift(); trial; trial = waiting.shift()) await undergo(trial);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  });

  after(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  /** A delivery while the fault lasts, and one after it. */
  async function undergo(trial: Trial): Promise<void> {
    await meetFault(trial, host);
    await comeBack(trial, host);
  }

  async function meetFault(trial: Trial, by: LambdaHost): Promise<void> {
    failing.set(trial.id, trial);
    trial.failed.push(await deliver(trial, trial.isLastReceive ? 5 : 1, by));
    trial.statusAfterFault = (await documentOf(wavecut, trial.id))?.status;
    failing.delete(trial.id);
  }

  async function comeBack(trial: Trial, by: LambdaHost): Promise<void> {
    trial.failed.push(await deliver(trial, trial.isLastReceive ? 1 : 2, by));
  }

  /** @returns whether the message failed. */
  async function deliver({ id, body }: Trial, receives: number, by: LambdaHost): Promise<boolean> {
    const event = sqsEvent(wavecut.environment, body);
    for (const record of event.Records) {
      record.messageId = `message of ${id}`;
      record.receiptHandle = `handle of ${id}`;
      record.attributes.ApproximateReceiveCount = String(receives);
    }
    const report = await by.invoke(event);
    if (!report.ok) throw new Error(`${id}: ${report.error.errorMessage}`);
    return (report.response as { batchItemFailures: unknown[] }).batchItemFailures.length > 0;
  }

  const each = (matches: (trial: Trial) => boolean) => {
    const found = trials.filter(matches);
    expect(found).not.to.be.empty;
    return found;
  };
  const isPending = ({ call }: Trial) => call === 'sqs send';

  const statusesTold = async ({ id }: Trial) =>
    (await toldOf(wavecut, id)).map(({ notification }) => notification.status);

  it('makes the message fail', () => {
    for (const { id, failed } of each(() => true)) expect(failed, id).to.deep.equal([true, false]);
  });

  it('costs a receive and no clip where it passes', async () => {
    for (const trial of each((one) => !isPending(one))) {
      await availableClip(wavecut, trial.id);
      expect(await keysWith(wavecut, `${trial.id}/`)).to.deep.equal([
        `${trial.id}/${trial.id}.mp4`,
        `${trial.id}/${trial.id}_300.jpg`,
      ]);
    }
  });

  it('has nothing told that is not so: a clip once it is there, and an error where it was the last receive', async () => {
    for (const trial of each((one) => !isPending(one))) {
      const told = trial.isLastReceive && trial.call !== 'sns publish' ? ['FATAL_ERROR'] : [];
      expect(await statusesTold(trial), trial.id).to.deep.equal([...told, 'CLIP_AVAILABLE']);
    }
  });

  it('leaves a clip available that SNS alone could not be told of on the last receive', () => {
    const [trial] = each(({ call, isLastReceive }) => call === 'sns publish' && isLastReceive);
    expect(trial?.statusAfterFault).to.equal('CLIP_AVAILABLE');
  });

  it('leaves a request that waits pending, told once each time that it begins to wait', async () => {
    for (const trial of each(isPending)) {
      expect(await documentOf(wavecut, trial.id)).to.deep.include({ status: 'CLIP_PENDING', lease: null });
      const told = trial.isLastReceive ? ['CLIP_PENDING', 'FATAL_ERROR', 'CLIP_PENDING'] : ['CLIP_PENDING'];
      expect(await statusesTold(trial), trial.id).to.deep.equal(told);
    }
  });

  it('has a request that waits sent again once, when it does not fail', async () => {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesDelayed'] as const;
    const { Attributes: counts = {} } = await wavecut.environment.clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: againUrl, AttributeNames: [...AttributeNames] }),
    );
    const sent = AttributeNames.reduce((sum, name) => sum + Number(counts[name]), 0);
    expect(sent).to.equal(each(isPending).length);
  });

  it('is told of by its reason', async () => {
    const [denied] = each(({ call, fault }) => call === 's3 put clip' && fault === 'denied');
    const [told] = await toldOf(wavecut, denied?.id ?? '');
    expect(told?.notification.reason).to.deep.equal({ code: 'AccessDenied', message: 'denied' });
  });

  it('leaves nothing in /tmp', () => {
    const root = dirname(host.taskRoot);
    const folders = readdirSync(root).filter((name) => join(root, name) !== host.taskRoot);
    expect(folders.flatMap((name) => readdirSync(join(root, name)))).to.deep.equal([]);
  });
});

/** A second of a recording; or one that is still to come, which is what is sent again. */
function bodyOf(id: string, call: Call): string {
  const startMs = 500;
  if (call === 's3 stat') {
    const recording = { key: `${id}/front.20260101T000000.mp4` };
    return JSON.stringify({ clipId: id, recording, startMs, endMs: 1500 });
  }
  const fromMs = call === 'sqs send' ? Date.now() : Date.UTC(2026, 0, 1) + startMs;
  return JSON.stringify({
    clipId: id,
    cameraId: id,
    startTimestampInMs: fromMs,
    endTimestampInMs: fromMs + 1_000,
  });
}
