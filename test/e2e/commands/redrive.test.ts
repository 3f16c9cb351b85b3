import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { until } from '../../support/until.ts';
import { announced, KEY } from './announced.ts';
import { run, start } from './program.ts';
import { account, writeOutputs } from './stack-outputs.ts';

describe('the commands for a Wavecut that runs', () => {
  const wavecut = announced();
  const cleanups: (() => unknown)[] = [];

  before(async () => {
    // What others have left there is none of this test's.
    await wavecut().deadLetters.messages();
  });
  after(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
  });

  const bury = async (body: string): Promise<string> => {
    const { clients, deadLetterQueueUrl: QueueUrl } = wavecut().environment;
    const { MessageId = '' } = await clients.sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: body }),
    );
    return MessageId;
  };
  const requestFor = (clipId: string) =>
    JSON.stringify({ clipId, recording: { key: KEY }, startMs: 2_000, endMs: 3_000 });
  /** Of this body, in the dead-letter queue, hidden from whoever receives or not: the embedded SQS tells. */
  const buried = async (body: string): Promise<number> => {
    const { endpoint, deadLetterQueueUrl } = wavecut().environment;
    const answer = await fetch(`${endpoint}/_fauxqs/queues/${basename(deadLetterQueueUrl)}`);
    const { messages } = (await answer.json()) as {
      messages: { ready: { body: string }[]; inflight: { message: { body: string } }[] };
    };
    const all = [...messages.ready, ...messages.inflight.map(({ message }) => message)];
    return all.filter((message) => message.body === body).length;
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
    expect(await wavecut().documents.findOne({ _id: 'cli-dead' })).to.equal(null);
  });

  it('redrive moves as many as it is told, and all without a number', async () => {
    const one = await run(['redrive', '--max', '1', '--json']);
    expect(JSON.parse(one.stdout).moved).to.equal(1);
    const rest = await run(['redrive']);
    expect(rest.stderr).to.match(/1 in the dead-letter queue of .*, 1 moved\./);
    expect(rest.exitCode).to.equal(0);
    await until(
      async () => (await wavecut().documents.findOne({ _id: 'cli-dead' }))?.status === 'CLIP_AVAILABLE',
    );
    // What can be no request is back where it was, after its receives.
    await until(async () =>
      (await wavecut().deadLetters.messages()).some(({ Body }) => Body === 'no clip at all'),
    );
  });

  it('redrive loses nothing when it is killed between sending and deleting', async () => {
    const { environment } = wavecut();
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
    const outputsFile = await writeOutputs(
      wavecut(),
      through(environment.queueUrl),
      through(environment.deadLetterQueueUrl),
    );

    await bury(requestFor('cli-killed'));
    const redriving = start(['redrive', '--max', '5', '--outputs', outputsFile], account(wavecut()));
    const { signal } = await redriving;
    expect({ killed, signal }).to.deep.equal({ killed: true, signal: 'SIGKILL' });
    await until(
      async () => (await wavecut().documents.findOne({ _id: 'cli-killed' }))?.status === 'CLIP_AVAILABLE',
    );
    // It is still there as well, hidden from others for a minute.
    expect(await buried(requestFor('cli-killed'))).to.equal(1);
  });
});
