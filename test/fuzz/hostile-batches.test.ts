import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
import { ChangeMessageVisibilityCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import fc from 'fast-check';
import { mockedS3, mockedSns, mockedSqs, s3Error } from '../functions/producer/adapters/mocked-aws.ts';
import {
  type LoadedHandler,
  leaveHandler,
  loadHandler,
  type Message,
} from '../functions/producer/loaded-handler.ts';
import { FOUND_BODIES, hostileBody } from './hostile-bodies.ts';

/** How many bodies are handled; HOSTILE_BODIES asks for more, HOSTILE_SEED for others. */
const BODIES = Number(process.env.HOSTILE_BODIES ?? 1_000);
const SEED = Number(process.env.HOSTILE_SEED ?? 20_261_124);
/** So many at a time, for the function frees its memory after each batch. */
const BATCH = 250;
/** CloudWatch takes 256 KB, and nobody reads more than a few lines. */
const LONGEST_LINE_BYTES = 4096;
/** What a terminal, a log or a browser would obey or hide instead of showing it. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
const SECRET = 'AKIAFUZZSECRETSECRET';

/** Ways to hide a secret in a body where no field of the contract is. */
const hiding = fc.constantFrom<(body: string) => string>(
  (body) => body,
  (body) => `${body} // ${SECRET}`,
  (body) => `/* ${SECRET} */ ${body}`,
  (body) => body.replace('{', `{"note": {"token": "${SECRET}"}, `),
  (body) => `password=${SECRET}&${body}`,
  (body) => body.slice(0, -1) + SECRET,
);
const body = fc.tuple(hostileBody, hiding).map(([text, hide]) => hide(text));

describe('hostile messages, by the batch and with the real logger,', () => {
  const s3 = mockedS3();
  const sns = mockedSns();
  const sqs = mockedSqs();
  let loaded: LoadedHandler;

  before(async () => {
    loaded = await loadHandler();
  });
  after(leaveHandler);

  beforeEach(() => {
    s3.mock.on(ListObjectsV2Command).resolves({});
    s3.mock.on(GetObjectCommand).rejects(s3Error(404, 'NoSuchKey'));
    sns.mock.on(PublishCommand).resolves({});
    sqs.mock.on(ChangeMessageVisibilityCommand).resolves({}).on(SendMessageCommand).resolves({});
  });

  it('of earlier finds are told and logged like all others', () =>
    handleBatch(
      FOUND_BODIES.map((text, index) => messageOf(text, index)),
      {},
    ));

  it(`are each told once or left for the dead-letter queue, and logged short, plain and without secrets: ${BODIES}`, async function () {
    this.timeout(0);
    const rejections: unknown[] = [];
    const onRejection = (reason: unknown) => rejections.push(reason);
    process.on('unhandledRejection', onRejection);
    const outcomes: Record<string, number> = {};
    try {
      for (let at = 0; at < BODIES; at += BATCH) {
        const bodies = fc.sample(body, { numRuns: Math.min(BATCH, BODIES - at), seed: SEED + at });
        await handleBatch(
          bodies.map((text, index) => messageOf(text, at + index)),
          outcomes,
        );
      }
      // A rejection that nobody handles is told of a turn later.
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.off('unhandledRejection', onRejection);
    }
    expect(rejections).to.deep.equal([]);
    expect(outcomes).to.include.keys('CLIP_REJECTED', 'CLIP_OUT_OF_RANGE', 'no-clip-id');
    if (process.env.HOSTILE_BODIES) console.log('     ', JSON.stringify(outcomes));
  });

  /** Handles them, and counts what became of them. */
  async function handleBatch(messages: readonly Message[], outcomes: Record<string, number>): Promise<void> {
    sns.mock.resetHistory();
    sqs.mock.resetHistory();
    await loaded.client.db('wavecut').dropDatabase();
    const { answer, log } = await loaded.handle(...messages);
    const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const lines = linesOf(log);
    for (const message of messages) {
      const own = lines.get(message.messageId) ?? [];
      const outcome = own.findLast(({ status, reason }) => status ?? reason);
      const isFailed = failed.has(message.messageId);
      const kind = String(isFailed ? outcome?.reason?.code : (outcome?.status ?? 'CLIP_REJECTED'));
      outcomes[kind] = (outcomes[kind] ?? 0) + 1;
      if (isFailed) expect(kind, message.body).to.equal('no-clip-id');
      else expect(own.length, message.body).to.be.above(0);
    }
    const told = sns.mock.commandCalls(PublishCommand).length;
    expect(told, `notifications for ${messages.length} messages`).to.equal(messages.length - failed.size);
    expect(sqs.mock.commandCalls(ChangeMessageVisibilityCommand)).to.have.lengthOf(failed.size);
    expectPlain(log, messages);
  }

  /** Each with a clip of its own, or all but the first would be somebody else's. */
  function messageOf(text: string, number: number): Message {
    return { messageId: `message-${number}`, body: text.replaceAll('clip-1', `clip-${number}`) };
  }

  function expectPlain(log: string, messages: readonly Message[]): void {
    for (const line of log.trim().split('\n')) {
      expect(Buffer.byteLength(line), line).to.be.below(LONGEST_LINE_BYTES);
      if (INVISIBLE.test(line)) expect.fail(`something invisible in ${JSON.stringify(line)}`);
    }
    expect(log.includes(SECRET), 'a secret of a body').to.equal(false);
    expect(log.includes(loaded.mongodbUri), "the database's URI").to.equal(false);
    // A short body may be part of any line by chance.
    const logged = messages.find(({ body: text }) => text.length > 40 && log.includes(text));
    expect(logged?.body).to.equal(undefined);
  }
});

interface Line {
  readonly messageId: string;
  readonly status?: string;
  readonly reason?: { readonly code: string } | null;
}

/** By message: every line is one of JSON and names the message that it is of. */
function linesOf(log: string): Map<string, Line[]> {
  const lines = new Map<string, Line[]>();
  for (const text of log.trim().split('\n')) {
    const line = JSON.parse(text) as Line;
    lines.set(line.messageId, [...(lines.get(line.messageId) ?? []), line]);
  }
  return lines;
}
