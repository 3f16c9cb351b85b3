import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { execaNode } from 'execa';
import { putObject } from '../../scripts/local/put-object.ts';
import { announce, LOCAL_FILE, readLocalFile } from '../../scripts/target/local-file.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { until } from '../support/until.ts';
import { CREDENTIALS, type Deployment, deployment } from './deployment.ts';
import { availableClip } from './outcome.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/wavecut.ts', import.meta.url));
const KEY = 'cam-cli/front.20260101T000000.mp4';

describe('the commands for a Wavecut that runs', () => {
  let wavecut: Deployment;
  let outputsFile: string;
  const cleanups: (() => unknown)[] = [];

  before(async () => {
    wavecut = await deployment();
    const { environment } = wavecut;
    await putObject(environment.clients.s3, environment.recordingsBucket, KEY, await makeRecording());
    cleanups.push(await announce(environment));
    outputsFile = join(wavecut.folder, 'outputs.json');
    await writeOutputs(environment.queueUrl, environment.deadLetterQueueUrl);
    // What others have left there is none of this test's.
    await wavecut.deadLetters.messages();
  });
  after(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
  });

  const writeOutputs = (requestQueueUrl: string, deadLetterQueueUrl: string) =>
    writeFile(
      outputsFile,
      JSON.stringify({
        'wavecut-prod': {
          region: wavecut.environment.region,
          request_queue_url: requestQueueUrl,
          dead_letter_queue_url: deadLetterQueueUrl,
          notification_topic_arn: wavecut.environment.topicArn,
          recordings_bucket: wavecut.environment.recordingsBucket,
          clips_bucket: wavecut.environment.clipsBucket,
          mongodb_database: wavecut.environment.mongodbDatabase,
        },
      }),
    );

  /** The variables of somebody who is logged in to the account of a deployed stack. */
  const account = () => ({
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL: wavecut.environment.endpoint,
    MONGODB_URI: wavecut.environment.mongodbUri,
  });

  const start = (args: string[], env: Record<string, string> = {}) =>
    execaNode(SCRIPT, args, {
      ...{ nodeOptions: ['--import', 'tsx'], reject: false, timeout: 60_000, extendEnv: false },
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    });
  const run = async (args: string[], env?: Record<string, string>) => {
    const { stdout, stderr, exitCode } = await start(args, env);
    return { stdout, stderr, exitCode };
  };
  const clipArgs = (id: string) => [
    'clip',
    '--id',
    id,
    '--recording',
    KEY,
    '--start-ms',
    '500',
    '--end-ms',
    '1500',
  ];

  const bury = async (body: string): Promise<string> => {
    const { clients, deadLetterQueueUrl: QueueUrl } = wavecut.environment;
    const { MessageId = '' } = await clients.sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: body }),
    );
    return MessageId;
  };
  const requestFor = (clipId: string) =>
    JSON.stringify({ clipId, recording: { key: KEY }, startMs: 2_000, endMs: 3_000 });

  it('clip asks for one and waits for it, and status tells of it', async () => {
    const made = await run([...clipArgs('cli-1'), '--wait']);
    expect(made.stderr).to.contain('waiting for its end');
    expect(made.stdout).to.match(/^cli-1 {2}CLIP_AVAILABLE\n.*attempts {2}1/);
    expect(made.exitCode).to.equal(0);

    const told = await run(['status', 'cli-1', '--json']);
    expect(JSON.parse(told.stdout)).to.deep.equal(
      JSON.parse(JSON.stringify(await availableClip(wavecut, 'cli-1'))),
    );
    expect(told).to.include({ stderr: '', exitCode: 0 });
  });

  it('clip tells of an end without a clip by its exit code', async () => {
    const body = JSON.stringify({
      clipId: 'cli-none',
      cameraId: 'cam-none',
      startTimestampInMs: 1,
      endTimestampInMs: 2,
    });
    const file = join(wavecut.folder, 'body.json');
    await writeFile(file, body);
    const { stdout, exitCode } = await run(['clip', '--body', file, '--wait']);
    expect(stdout).to.contain('CLIP_OUT_OF_RANGE').and.contain('older-than-archive');
    expect(exitCode).to.equal(1);
  });

  it('clip without --wait only sends, and says so as JSON', async () => {
    const { stdout, exitCode } = await run([...clipArgs('cli-2'), '--json']);
    const { clipId, messageId } = JSON.parse(stdout);
    expect({ clipId, exitCode }).to.deep.equal({ clipId: 'cli-2', exitCode: 0 });
    await wavecut.ended(messageId);
    await availableClip(wavecut, 'cli-2');
  });

  it('clip tells what is waited for, which status answers with an exit code of its own', async () => {
    const now = Date.now();
    const args = [
      'clip',
      '--id',
      'cli-live',
      '--camera',
      'cam-live',
      '--start',
      `${now - 5_000}`,
      '--end',
      `${now - 3_000}`,
    ];
    expect((await run(args)).exitCode).to.equal(0);
    await until(
      async () => (await wavecut.documents.findOne({ _id: 'cli-live' }))?.status === 'CLIP_PENDING',
    );
    const { stdout, exitCode } = await run(['status', 'cli-live']);
    expect(stdout)
      .to.contain('CLIP_PENDING')
      .and.match(/expected {2}20\d\d-/);
    expect(exitCode).to.equal(3);
  });

  it('clip refuses what the function would refuse, before it is sent', async () => {
    const { stdout, stderr, exitCode } = await run(['clip', '--camera', 'a/b', '--start', '1', '--end', '2']);
    expect({ stdout, exitCode }).to.deep.equal({ stdout: '', exitCode: 2 });
    expect(stderr).to.equal(
      'cameraId must be 1 to 128 of A-Z a-z 0-9 _ -, got "a/b"\nnpm run wavecut -- clip --help lists the options.',
    );
  });

  it('status knows of no clip that there is not', async () => {
    const { stdout, stderr, exitCode } = await run(['status', 'cli-nothing']);
    expect({ stdout, exitCode }).to.deep.equal({ stdout: '', exitCode: 1 });
    expect(stderr).to.match(/^There is no clip cli-nothing in the local environment at http/);
  });

  it('watch shows what is told of a clip, and leaves no queue behind', async () => {
    const watching = start(['watch', 'cli-watched', '--count', '1', '--json']);
    await until(async () => {
      const { QueueUrls = [] } = await listQueues();
      return QueueUrls.some((url) => url.includes('wavecut-watch'));
    });
    await new Promise((resolve) => watching.stderr?.once('data', resolve));
    await run(clipArgs('cli-unwatched'));
    await run(clipArgs('cli-watched'));
    const { stdout, exitCode } = await watching;
    expect(JSON.parse(stdout)).to.include({ clipId: 'cli-watched', status: 'CLIP_AVAILABLE' });
    expect(exitCode).to.equal(0);
    expect((await listQueues()).QueueUrls?.filter((url) => url.includes('wavecut-watch'))).to.deep.equal([]);
  });

  const listQueues = async () => {
    const { ListQueuesCommand } = await import('@aws-sdk/client-sqs');
    return wavecut.environment.clients.sqs.send(new ListQueuesCommand({}));
  };

  it('redrive shows dead letters, and moves none where it is a dry run', async () => {
    const id = await bury(requestFor('cli-dead'));
    const garbage = await bury('no clip at all');
    const { stdout, exitCode } = await run(['redrive', '--dry-run', '--json']);
    const { deadLetters, moved } = JSON.parse(stdout);
    expect({ moved, exitCode }).to.deep.equal({ moved: 0, exitCode: 0 });
    expect(deadLetters.map((letter: { messageId: string }) => letter.messageId)).to.have.members([
      id,
      garbage,
    ]);
    const [dead, other] = [id, garbage].map((wanted) =>
      deadLetters.find((letter: { messageId: string }) => letter.messageId === wanted),
    );
    expect(dead).to.include({ clipId: 'cli-dead', receives: 1 });
    expect(dead.ageMs).to.be.within(0, 60_000);
    expect(other).to.deep.include({ clipId: null });
    expect(other.reason.code).to.equal('not-json');
    expect(await wavecut.documents.findOne({ _id: 'cli-dead' })).to.equal(null);
  });

  it('redrive moves as many as it is told, and all without a number', async () => {
    const one = await run(['redrive', '--max', '1', '--json']);
    expect(JSON.parse(one.stdout).moved).to.equal(1);
    const rest = await run(['redrive']);
    expect(rest.stderr).to.match(/1 in the dead-letter queue of .*, 1 moved\./);
    expect(rest.exitCode).to.equal(0);
    await until(
      async () => (await wavecut.documents.findOne({ _id: 'cli-dead' }))?.status === 'CLIP_AVAILABLE',
    );
    // What can be no request is back where it was, after its receives.
    await until(async () =>
      (await wavecut.deadLetters.messages()).some(({ Body }) => Body === 'no clip at all'),
    );
  });

  it('redrive loses nothing when it is killed between sending and deleting', async () => {
    const { environment } = wavecut;
    let killed = false;
    const server = createServer(async (incoming, answer) => {
      const body = await buffer(incoming);
      if (incoming.headers['x-amz-target'] === 'AmazonSQS.DeleteMessage') {
        killed = redriving.kill('SIGKILL');
        return;
      }
      const { method, headers, url = '' } = incoming;
      request(new URL(url, environment.endpoint), { method, headers }, (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
    const proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const through = (url: string) => url.replace(environment.endpoint, proxy);
    await writeOutputs(through(environment.queueUrl), through(environment.deadLetterQueueUrl));

    await bury(requestFor('cli-killed'));
    const redriving = start(['redrive', '--max', '5', '--outputs', outputsFile], account());
    const { signal } = await redriving;
    expect({ killed, signal }).to.deep.equal({ killed: true, signal: 'SIGKILL' });
    await until(
      async () => (await wavecut.documents.findOne({ _id: 'cli-killed' }))?.status === 'CLIP_AVAILABLE',
    );
    // It is still there as well, hidden from others for a minute.
    const { QueueUrl, left } = await counts(environment.deadLetterQueueUrl);
    expect(left, QueueUrl).to.equal(1);
  });

  const counts = async (QueueUrl: string) => {
    const { GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
    const { Attributes = {} } = await wavecut.environment.clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: hidden } =
      Attributes;
    return { QueueUrl, left: Number(visible) + Number(hidden) };
  };

  it('work on a deployed stack, which the outputs of its deployment name', async () => {
    await writeOutputs(wavecut.environment.queueUrl, wavecut.environment.deadLetterQueueUrl);
    const { stdout, exitCode } = await run(
      [...clipArgs('cli-stack'), '--wait', '--outputs', outputsFile],
      account(),
    );
    expect(stdout).to.contain('cli-stack  CLIP_AVAILABLE');
    expect(exitCode).to.equal(0);
  });

  it('say what an outputs file lacks', async () => {
    await writeFile(outputsFile, '{"wavecut-prod": {"region": "eu-west-1"}}');
    const { stderr, exitCode } = await run(['status', 'x', '--outputs', outputsFile], account());
    expect(stderr).to.contain('lacks request_queue_url, dead_letter_queue_url');
    expect(exitCode).to.equal(2);
  });

  it('say what to do where no local environment runs', async () => {
    const text = await readFile(LOCAL_FILE, 'utf8');
    await rm(LOCAL_FILE);
    try {
      const { stdout, stderr, exitCode } = await run(['redrive']);
      expect({ stdout, exitCode }).to.deep.equal({ stdout: '', exitCode: 1 });
      expect(stderr).to.match(
        /^No local environment runs: start one with npm start, or name a deployed stack with --outputs/,
      );
    } finally {
      await writeFile(LOCAL_FILE, text);
    }
  });

  it('take a file that a killed environment left behind for none', async () => {
    const text = await readFile(LOCAL_FILE, 'utf8');
    const left = join(wavecut.folder, 'left.json');
    await writeFile(left, text.replace(/"pid": \d+/, '"pid": 2147483646'));
    expect(await readLocalFile(left)).to.equal(null);
    await writeFile(left, text.slice(0, 50));
    expect(await readLocalFile(left)).to.equal(null);
    expect((await readLocalFile())?.pid).to.equal(process.pid);
  });

  it('show their help', async () => {
    const commands = ['clip', 'status', 'watch', 'redrive'];
    const helps = await Promise.all(commands.map((command) => run([command, '--help'])));
    for (const [index, { stdout, stderr, exitCode }] of helps.entries()) {
      expect(stdout.startsWith(`npm run wavecut -- ${commands[index]} `)).to.equal(true);
      expect(stdout)
        .to.match(/--json.*\n/)
        .and.contain('Exit codes');
      expect({ stderr, exitCode }).to.deep.equal({ stderr: '', exitCode: 0 });
    }
  });

  it('refuse an option that they do not know', async () => {
    const { stderr, exitCode } = await run(['redrive', '--nonsense']);
    expect(stderr).to.contain("Unknown option '--nonsense'").and.contain('redrive --help lists the options.');
    expect(exitCode).to.equal(2);
  });
});
