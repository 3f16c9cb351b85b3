import { readdirSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { expect } from 'chai';
import type { InvocationReport } from '../../scripts/local/invocation.ts';
import { type LambdaHost, startLambdaHost } from '../../scripts/local/lambda-host.ts';
import { putObject } from '../../scripts/local/put-object.ts';
import { type LiveCanaries, startCanaries } from '../fixtures/canaries.ts';
import { endlessRecordings } from '../fixtures/endless-recordings.ts';
import { foreignFiles } from '../fixtures/foreign-files.ts';
import { hostileIndexes } from '../fixtures/hostile-indexes.ts';
import { hostilePictures, hugeOnTheWay, motionless } from '../fixtures/hostile-pictures.ts';
import { hostileStreams } from '../fixtures/hostile-streams.ts';
import { hostileTimes } from '../fixtures/hostile-times.ts';
import { type Deployment, deployment } from './deployment.ts';
import { type EndlessObject, startEndlessS3 } from './endless-objects.ts';
import { availableClip, documentOf, keysWith } from './outcome.ts';
import { sqsEvent } from './sqs-event.ts';

/** Of the 1024 MB that there are; node and ffmpeg together. What is Ultra HD takes more when it is decoded. */
const MOST_MB = 400;
const MOST_DECODING_MB = 640;

/** A recording as the function was given it, and what its host measured. */
interface Trial {
  readonly what: string;
  readonly key: string;
  readonly clipId: string;
  /** Null where a clip is made of it. */
  readonly why: RegExp | null;
  readonly endless?: EndlessObject;
  report?: InvocationReport;
}

describe('hostile recordings, by the deployable zip', () => {
  let wavecut: Deployment;
  let host: LambdaHost;
  let canaries: LiveCanaries;
  const trials: Trial[] = [];
  const stops: (() => Promise<void>)[] = [];

  before(async function () {
    // However busy the machine is: what is endless ends by the function's own limits.
    this.timeout(0);
    wavecut = await deployment();
    canaries = await startCanaries();
    stops.push(canaries.stop);
    const { environment, zipPath } = wavecut;
    const { clients, recordingsBucket } = environment;
    const finite = {
      ...foreignFiles(canaries),
      ...hostileIndexes(canaries),
      ...hostileStreams,
      ...hostilePictures,
      ...hostileTimes,
      'pictures of 30,000 x 30,000 from some point on': { make: hugeOnTheWay, why: /from some point on/ },
    };
    const named = (what: string, extension: string) => {
      const number = trials.length;
      return { what, key: `cam-hostile/file-${number}${extension}`, clipId: `hostile-${number}` };
    };
    for (const [what, { make, why }] of Object.entries(finite)) {
      const path = await make();
      const trial = { ...named(what, extname(path)), why };
      await putObject(clients.s3, recordingsBucket, trial.key, path);
      trials.push(trial);
    }
    for (const [what, { make, extension, why }] of Object.entries(endlessRecordings))
      trials.push({ ...named(what, `.${extension}`), why, endless: await make() });
    const still = { ...named('motionless', '.mp4'), why: null };
    await putObject(clients.s3, recordingsBucket, still.key, await motionless());
    trials.push(still);

    const objects = trials.flatMap(({ key, endless }) =>
      endless ? [[`${recordingsBucket}/${key}`, endless]] : [],
    );
    const s3 = await startEndlessS3(environment.endpoint, Object.fromEntries(objects));
    stops.push(s3.stop);
    host = await startLambdaHost({
      zipPath,
      environment: { ...environment.functionEnvironment, AWS_ENDPOINT_URL_S3: s3.endpoint },
      timeoutMs: 30_000,
    });
    stops.push(host.stop);
    for (const trial of trials) {
      const { key, clipId } = trial;
      const [startMs, endMs] = trial === still ? [100, 20_100] : [200, 1_200];
      const body = JSON.stringify({ clipId, recording: { key }, startMs, endMs });
      trial.report = await host.invoke(sqsEvent(environment, body));
      if (process.env.HOSTILE_FIGURES)
        console.log(
          '     ',
          trial.what,
          Math.round(trial.report.peakRssMb),
          'MB',
          Math.round(trial.report.durationMs),
          'ms',
        );
    }
  });

  after(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  const motionlessOne = () => trials.at(-1) as Trial;

  it('are each answered in one delivery, by a process that lives on', () => {
    for (const { what, report } of trials)
      expect(report, what).to.deep.include({ ok: true, response: { batchItemFailures: [] } });
    expect(host.pids()).to.have.lengthOf(1);
    expect(trials.length).to.be.above(50);
  });

  it('are rejected for what they are, and leave nothing in the bucket', async () => {
    for (const { what, clipId, why } of trials) {
      if (!why) continue;
      const document = await documentOf(wavecut, clipId);
      expect(document?.status, what).to.equal('CLIP_REJECTED');
      expect(await keysWith(wavecut, `${clipId}.`), what).to.deep.equal([]);
      expect(document?.reason?.message.replace(/^.*? cannot be cut: /, ''), what).to.match(why);
    }
  });

  it('may be cut where they are merely strange: without an end, or 4,800 frames of Ultra HD that take a few bytes each', async () => {
    for (const { clipId, why } of trials) if (!why) await availableClip(wavecut, clipId);
    const { media, cutMode } = await availableClip(wavecut, motionlessOne().clipId);
    expect({ cutMode, ...media }).to.deep.include({ cutMode: 'smart', frames: 4_800, durationMs: 20_000 });
  });

  it(`take less than ${MOST_MB} MB, node and ffmpeg together`, () => {
    for (const trial of trials) {
      const most = trial === motionlessOne() ? MOST_DECODING_MB : MOST_MB;
      expect(trial.report?.peakRssMb, trial.what).to.be.within(1, most);
    }
  });

  it('have no server asked and leave nothing in /tmp', () => {
    expect(canaries.connections()).to.equal(0);
    const root = dirname(host.taskRoot);
    const folders = readdirSync(root).filter((name) => join(root, name) !== host.taskRoot);
    expect(folders.flatMap((name) => readdirSync(join(root, name)))).to.deep.equal([]);
  });
});
