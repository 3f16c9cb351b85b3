import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { parseStartOptions } from '../../scripts/commands/start.ts';
import { UsageError } from '../../scripts/usage-error.ts';
import { until } from '../support/until.ts';
import { fakeFunction, isGone } from './fake-function.ts';

const WAVECUT = fileURLToPath(new URL('../../scripts/wavecut.ts', import.meta.url));

/** Two ports that were free a moment ago. */
async function freePorts(): Promise<[number, number]> {
  const servers = [0, 0].map((port) => createServer().listen(port, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports as [number, number];
}

describe('npm start', () => {
  const cleanups: (() => unknown)[] = [];

  function start(
    ...args: string[]
  ): ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream } {
    const child = spawn(process.execPath, [WAVECUT, 'start', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: process.env.HOME },
    });
    cleanups.push(() => child.kill('SIGKILL'));
    return child;
  }

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  it('prints what a shell needs, serves it, tells each delivery, and ends with its children at Ctrl-C', async () => {
    const { zipPath, remove } = await fakeFunction(
      'export const handler = async () => { console.log(process.pid); await new Promise(() => setInterval(() => {}, 1000)); };',
    );
    cleanups.push(remove);
    const [awsPort, mongoPort] = await freePorts();
    const child = start('--aws-port', `${awsPort}`, '--mongo-port', `${mongoPort}`, '--zip', zipPath);
    let printed = '';
    let told = '';
    child.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    child.stderr.on('data', (chunk) => {
      told += chunk;
    });

    await until(() => told.includes('Ctrl-C'));
    const variables = Object.fromEntries(
      printed
        .trimEnd()
        .split('\n')
        .map((line) => /^export (\w+)='?(.*?)'?$/.exec(line)?.slice(1) ?? [line, '']),
    );
    expect(variables).to.deep.equal({
      AWS_ENDPOINT_URL: `http://127.0.0.1:${awsPort}`,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      REQUEST_QUEUE_URL: `http://127.0.0.1:${awsPort}/000000000000/clip-requests`,
      DEAD_LETTER_QUEUE_URL: `http://127.0.0.1:${awsPort}/000000000000/clip-requests-dlq`,
      NOTIFICATION_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:video_production',
      RECORDINGS_BUCKET: 'wavecut-recordings',
      CLIPS_BUCKET: 'wavecut-clips',
      MONGODB_URI: variables.MONGODB_URI,
      MONGODB_DATABASE: 'wavecut',
    });
    expect(variables.MONGODB_URI).to.contain(`mongodb://127.0.0.1:${mongoPort}/wavecut?`);

    const sqs = new SQSClient({
      endpoint: variables.AWS_ENDPOINT_URL ?? '',
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).to.include(variables.REQUEST_QUEUE_URL);
    await sqs.send(new SendMessageCommand({ QueueUrl: variables.REQUEST_QUEUE_URL, MessageBody: 'hello' }));
    await until(() => /^ {2}\d+$/m.test(told));
    const pid = Number(/^ {2}(\d+)$/m.exec(told)?.[1]);
    child.kill('SIGINT');
    child.kill('SIGINT');
    const [exitCode] = await once(child, 'exit');
    sqs.destroy();

    expect(exitCode).to.equal(0);
    expect(told).to.match(/message [\w-]+ {2}failed on receive 1 \(.*the host stopped.*\)/);
    await until(() => isGone(pid));
  });

  it('names the port that is taken and the option that chooses another', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    cleanups.push(() => blocker.close());
    await once(blocker, 'listening');
    const { port } = blocker.address() as { port: number };

    const child = start('--aws-port', `${port}`);
    const [said, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'exit')]);

    expect(said).to.contain(`${port}`).and.contain('--aws-port').and.not.contain('    at ');
    expect(exitCode).to.equal(1);
  });

  for (const argument of [
    '--aws-port=0',
    '--mongo-port=70000',
    '--aws-port=1e3',
    '--concurrency=two',
    '--visibility-timeout=-1',
    '--port=1',
  ]) {
    it(`refuses ${argument} and names the option`, () => {
      expect(() => parseStartOptions([argument])).to.throw(UsageError, argument.split('=')[0]);
    });
  }
});
