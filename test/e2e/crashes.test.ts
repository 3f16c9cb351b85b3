import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { MAX_RECEIVES } from '../../functions/producer/core/linked-numbers.ts';
import { putObject } from '../../scripts/local/put-object.ts';
import { readFrames } from '../fixtures/read-back.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { generator } from '../fixtures/seeded.ts';
import { until } from '../support/until.ts';
import { type Deployment, deployment, LONG_VISIBILITY_TIMEOUT_S } from './deployment.ts';
import { availableClip, documentOf, download, keysWith, numbers, toldOf } from './outcome.ts';
import { programsIn, stillRunning } from './processes.ts';

const CLOSED = 'cam-crash/closed.20260101T000000.mp4';
/** A keyframe of an open GOP cannot be copied from: all is encoded. */
const OPEN = 'cam-crash/open.20260101T000000.mp4';

/** Long enough for a delivery to be killed in, short enough to be waited for. */
const VISIBILITY_TIMEOUT_S = 2;

/** How many jobs are killed at any moment; RANDOM_KILLS asks for more, RANDOM_SEED for others. */
const KILLS = Number(process.env.RANDOM_KILLS ?? 3);
const SEED = Number(process.env.RANDOM_SEED ?? 1);
const FPS = 30;

describe('kill -9 of the function during a job', () => {
  let wavecut: Deployment;

  before(async () => {
    wavecut = await deployment();
    const { clients, recordingsBucket } = wavecut.environment;
    const put = (key: string, path: string) => putObject(clients.s3, recordingsBucket, key, path);
    await put(CLOSED, await makeRecording());
    await put(OPEN, await makeRecording({ bFrames: 2, openGop: true }));
  });

  /**
   * Asks for frames 45 to 224, kills the process each time that the next of these is `reached`, and waits for the
   * message's end.
   */
  async function kill(clipId: string, key: string, ...reached: (() => Promise<unknown>)[]): Promise<void> {
    const { environment, deliveries } = wavecut;
    await wavecut.hideFor(VISIBILITY_TIMEOUT_S);
    let isReached = reached[0]?.();
    const request = { clipId, recording: { key }, startMs: 1_500, endMs: 7_500 };
    const messageId = await wavecut.send(JSON.stringify(request));
    const ofMessage = () => deliveries.filter(({ records }) => records[0]?.messageId === messageId);

    for (const index of reached.keys()) {
      await isReached;
      const [pid] = environment.host.pids() as [number];
      // It goes no further while its programs are looked up.
      process.kill(pid, 'SIGSTOP');
      const programs = await programsIn(pid);
      isReached = reached[index + 1]?.();
      process.kill(pid, 'SIGKILL');
      if (!isReached) await wavecut.hideFor(LONG_VISIBILITY_TIMEOUT_S);
      await until(() => ofMessage().length > index);
      expect(ofMessage()[index]?.report).to.have.nested.property('error.errorType', 'Runtime.ExitError');
      // ffmpeg ends with the function, whose pipes are closed, though that may take a moment.
      await until(async () => (await stillRunning(programs)).length === 0);
    }
    await wavecut.ended(messageId);
    const killed = reached.map(() => []);
    expect(ofMessage().map(({ deleted }) => deleted)).to.deep.equal([...killed, [messageId]]);
  }

  async function expectOneClip(clipId: string, frames = numbers(45, 224)): Promise<void> {
    const { media } = await availableClip(wavecut, clipId);
    expect(await wavecut.documents.countDocuments({ _id: { $regex: `^${clipId}$` } })).to.equal(1);
    const keys = (await keysWith(wavecut, `${clipId}.`)).concat(await keysWith(wavecut, `${clipId}_`));
    expect(keys).to.deep.equal([
      `cam-crash/${clipId}.mp4`,
      `cam-crash/${clipId}_300.jpg`,
      `cam-crash/${clipId}_640.jpg`,
    ]);
    const { path, sha256 } = await download(wavecut, `cam-crash/${clipId}.mp4`);
    expect(sha256).to.equal(media?.sha256);
    expect((await readFrames(path)).map(({ frame }) => frame)).to.deep.equal(frames);
    const statuses = (await toldOf(wavecut, clipId)).map(({ notification }) => notification.status);
    expect(new Set(statuses)).to.deep.equal(new Set(['CLIP_AVAILABLE']));
    expect(wavecut.leftBehind).to.deep.equal([]);
  }

  const step = (clipId: string, name: string) => () =>
    wavecut.nextStep((logged) => logged.clipId === clipId && logged.step === name);

  for (const name of [
    'received',
    'claimed',
    'found',
    'planned',
    'cut',
    'verified',
    'stored',
    'recorded',
    'told',
  ]) {
    it(`brings the message back, and makes and tells of one clip: after it was ${name}`, async () => {
      const clipId = `killed-${name}`;
      await kill(clipId, CLOSED, step(clipId, name));

      await expectOneClip(clipId);
    });
  }

  it('brings the message back, makes the clip once and leaves no ffmpeg: during an encode', async () => {
    const encoding = async () => {
      await step('killed-encode', 'planned')();
      const [pid] = wavecut.environment.host.pids() as [number];
      await until(async () => (await programsIn(pid)).some(({ name }) => name === 'ffmpeg'));
    };
    await kill('killed-encode', OPEN, encoding);

    await expectOneClip('killed-encode');
    const { attempts, cutMode } = await availableClip(wavecut, 'killed-encode');
    expect({ attempts, cutMode }).to.deep.equal({ attempts: 2, cutMode: 'encode' });
  });

  for (const part of ['.mp4', '_640.jpg']) {
    it(`brings the message back, and makes the clip once: while its ${part} is uploaded`, async () => {
      const clipId = `killed-upload${part.replace('.', '-')}`;
      const uploading = () =>
        new Promise<void>((resolve) => {
          wavecut.s3.isHeldBack = (path) => {
            const isIt = path === `wavecut-clips/cam-crash/${clipId}${part}`;
            // Once: the next delivery is to get through.
            if (isIt) wavecut.s3.isHeldBack = () => false;
            if (isIt) resolve();
            return isIt;
          };
        });
      await kill(clipId, CLOSED, uploading);

      await expectOneClip(clipId);
    });
  }

  it(`brings the message back, and makes the clip once: at any moment of ${KILLS} jobs`, async function () {
    this.timeout(0);
    const random = generator(SEED);
    const attempts: Record<number, number> = {};
    let durationMs = 1_000;
    for (let job = 0; job < KILLS; job++) {
      const clipId = `killed-${SEED}-at-random-${job}`;
      const fromMs = Math.floor(random() * 5_000);
      const toMs = fromMs + 200 + Math.floor(random() * 4_500);
      // Now and then after it is all over, and now and then again while the second delivery is at it.
      const moments = random() < 0.2 ? [random() * 1.1, random()] : [random() * 1.1];
      const key = random() < 0.3 ? OPEN : CLOSED;
      durationMs = await killAt(
        moments.map((moment) => moment * durationMs),
        clipId,
        { key, fromMs, toMs },
      );

      const document = await availableClip(wavecut, clipId);
      attempts[document.attempts] = (attempts[document.attempts] ?? 0) + 1;
      const first = Math.ceil((fromMs * FPS) / 1000 - 1e-6);
      const last = Math.ceil((toMs * FPS) / 1000 - 1e-6) - 1;
      await expectOneClip(clipId, numbers(first, last));
      if (process.env.RANDOM_KILLS && job % 10 === 9) console.log('     ', job + 1, JSON.stringify(attempts));
    }
  });

  /** Kills the process so many ms after each beginning of the job. @returns how long its last delivery took. */
  async function killAt(
    momentsMs: readonly number[],
    clipId: string,
    { key, fromMs, toMs }: { key: string; fromMs: number; toMs: number },
  ): Promise<number> {
    const { environment, deliveries } = wavecut;
    await wavecut.hideFor(VISIBILITY_TIMEOUT_S);
    let begun = step(clipId, 'received')();
    const request = { clipId, recording: { key }, startMs: fromMs, endMs: toMs };
    const messageId = await wavecut.send(JSON.stringify(request));
    const ofMessage = () => deliveries.filter(({ records }) => records[0]?.messageId === messageId);
    const isOver = () => ofMessage().some(({ deleted }) => deleted.length > 0);
    for (const [index, momentMs] of momentsMs.entries()) {
      await Promise.race([begun, until(isOver)]);
      if (isOver()) break;
      await setTimeout(momentMs);
      begun = step(clipId, 'received')();
      const [pid] = environment.host.pids();
      if (pid === undefined) continue;
      const programs = await programsIn(pid);
      process.kill(pid, 'SIGKILL');
      if (index === momentsMs.length - 1) await wavecut.hideFor(LONG_VISIBILITY_TIMEOUT_S);
      await until(async () => (await stillRunning(programs)).length === 0);
    }
    await wavecut.ended(messageId);
    return ofMessage().at(-1)?.report.durationMs ?? 1_000;
  }

  it('brings the message back each time, and makes the clip once: at one step after the other', async () => {
    const clipId = 'killed-thrice';
    await kill(clipId, CLOSED, step(clipId, 'planned'), step(clipId, 'stored'), step(clipId, 'recorded'));

    await expectOneClip(clipId);
  });

  it('leaves the message to the dead-letter queue, and tells why, where each delivery before the last one died', async () => {
    const clipId = 'killed-always';
    const { environment, deliveries } = wavecut;
    await wavecut.hideFor(VISIBILITY_TIMEOUT_S);
    let claimed = step(clipId, 'claimed')();
    const request = { clipId, recording: { key: CLOSED }, startMs: 1_500, endMs: 7_500 };
    const messageId = await wavecut.send(JSON.stringify(request));
    for (let deaths = 1; deaths < MAX_RECEIVES; deaths++) {
      await claimed;
      claimed = step(clipId, 'claimed')();
      process.kill(environment.host.pids()[0] as number, 'SIGKILL');
      if (deaths === MAX_RECEIVES - 1) await wavecut.hideFor(LONG_VISIBILITY_TIMEOUT_S);
      await until(() => deliveries.filter(({ failed }) => failed.includes(messageId)).length === deaths);
    }
    await wavecut.ended(messageId);

    const told = (await toldOf(wavecut, clipId)).map(({ notification }) => notification);
    expect(told.map(({ status, reason }) => [status, reason?.code])).to.deep.equal([
      ['FATAL_ERROR', 'killed-repeatedly'],
    ]);
    expect(await documentOf(wavecut, clipId)).to.deep.include({
      status: 'FATAL_ERROR',
      attempts: 5,
      lease: null,
    });
    expect(await keysWith(wavecut, clipId)).to.deep.equal([]);
  });
});
