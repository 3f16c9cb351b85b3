import { expect } from 'chai';
import fc from 'fast-check';
import { describeError, RetryableFailure } from '../../functions/producer/core/errors.ts';
import { parseRequest } from '../../functions/producer/core/request.ts';
import { produceClip } from '../../functions/producer/produce-clip.ts';
import { memoryPorts } from '../fixtures/memory/ports.ts';
import { mediaOf, pointsOf, recordingOf, T0 } from '../functions/producer/samples.ts';
import { FOUND_BODIES, hostileBody } from './hostile-bodies.ts';

/** Of every hundred thousand; another seed for each run would find more, and tell nobody twice. */
const SEED = 20_261_124;
/** CloudWatch takes 256 KB, and nobody reads more than a few lines. */
const LONGEST_LINE = 4096;
const CODES = ['not-json', 'missing-field', 'invalid-field', 'unknown-field'];
/** What a terminal, a log or a browser would obey or hide instead of showing it. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
/** In every body, and never to be seen again. */
const SECRET = 'AKIAFUZZSECRETSECRET';

function expectClassified(body: string): void {
  const parsed = parseRequest(body);
  if (parsed.ok) {
    expect(parsed.request.clipId).to.match(/^[A-Za-z0-9_-]{1,128}$/);
    expect(parsed.request.range.startMs).to.be.below(parsed.request.range.endMs);
    return;
  }
  expect(CODES).to.include(parsed.reason.code);
  expect(parsed.reason.message.length).to.be.below(LONGEST_LINE / 2);
  expect(parsed.reason.message).not.to.match(INVISIBLE);
}

describe('hostile messages', () => {
  it('are each a request or refused with a reason that can be shown: 100,000 of them', function () {
    // They take a few seconds, and a busy machine takes its time.
    this.timeout(0);
    const pollution = Object.getOwnPropertyNames(Object.prototype).length;
    fc.assert(
      fc.property(hostileBody, (body) => {
        // Chai costs more than what it checks: it is asked where a body is no plain case.
        const parsed = parseRequest(body);
        if (parsed.ok || !CODES.includes(parsed.reason.code) || INVISIBLE.test(parsed.reason.message))
          expectClassified(body);
        return parsed.ok || parsed.reason.message.length < LONGEST_LINE / 2;
      }),
      { numRuns: 100_000, seed: SEED },
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).to.have.lengthOf(pollution);
  });

  it('of earlier finds are classified, too', () => {
    for (const body of FOUND_BODIES) expectClassified(body);
  });

  /** All that came of a message: its answer, and what was logged and told. */
  async function handled(body: string): Promise<{ lines: string[]; outcome: string }> {
    const ports = memoryPorts({
      recordings: [recordingOf()],
      points: pointsOf(),
      media: mediaOf(),
      nowMs: T0,
    });
    const deadline = new AbortController().signal;
    const delivery = { id: 'd1', leaseUntilMs: T0 + 60_000, cutBudgetMs: 60_000, cutDeadline: deadline };
    const message = { messageId: 'm1', body, sentAtMs: T0, receives: 1, isLastReceive: false };
    const lines = () =>
      ports.logged
        .map((line) => JSON.stringify(line))
        .concat(ports.topic.messages.map((one) => JSON.stringify(one)));
    try {
      const outcome = await produceClip(message, delivery, ports);
      expect(ports.topic.messages, 'notifications').to.have.lengthOf(1);
      return { lines: lines(), outcome };
    } catch (error) {
      expect(error).to.be.instanceOf(RetryableFailure).and.to.have.property('code', 'no-clip-id');
      return { lines: [...lines(), JSON.stringify(describeError(error))], outcome: 'no-clip-id' };
    }
  }

  it('are each answered by a status or left for the dead-letter queue; no line is long, and no body is in one', async () => {
    const rejections: unknown[] = [];
    const onRejection = (reason: unknown) => rejections.push(reason);
    process.on('unhandledRejection', onRejection);
    const outcomes = new Set<string>();
    try {
      await fc.assert(
        fc.asyncProperty(hostileBody, async (body) => {
          const { lines, outcome } = await handled(body);
          outcomes.add(outcome);
          for (const line of lines) {
            expect(line.length).to.be.below(LONGEST_LINE);
            // A short body may be part of any line by chance.
            if (body.length > 40) expect(line).not.to.contain(body);
          }
        }),
        { numRuns: 1_500, seed: SEED },
      );
    } finally {
      process.off('unhandledRejection', onRejection);
    }
    expect(rejections).to.deep.equal([]);
    expect([...outcomes]).to.include.members(['no-clip-id', 'CLIP_REJECTED', 'CLIP_AVAILABLE']);
  });

  it('have no secret of theirs logged that stands where no field is', async () => {
    for (const body of [
      `password=${SECRET}`,
      JSON.stringify([SECRET]),
      JSON.stringify({ clipId: 'a', note: { token: SECRET } }),
      JSON.stringify({
        clipId: 'a',
        cameraId: 'c',
        startTimestampInMs: 1,
        endTimestampInMs: 2,
        token: SECRET,
      }),
    ]) {
      const { lines } = await handled(body);
      for (const line of lines) expect(line).not.to.contain(SECRET);
    }
  });

  // Doubled eight times over: a pattern that backtracks would take 65,536 times as long, and never come back.
  const growing: [what: string, body: (length: number) => string][] = [
    ['letters', (length) => 'x'.repeat(length)],
    ['spaces', (length) => `${' '.repeat(length)}x`],
    ['quotes', (length) => "'".repeat(length)],
    ['a comment without an end', (length) => `/*${'*'.repeat(length)}`],
    [
      'digits and a letter',
      (length) => `{"clipId":"a","cameraId":"c","startTimestampInMs":"${'1'.repeat(length)}x"}`,
    ],
    ['an id and a sign', (length) => JSON.stringify({ clipId: `${'a'.repeat(length)}!` })],
    ['a key of slashes', (length) => JSON.stringify({ clipId: 'a', recording: { key: '/'.repeat(length) } })],
    [
      'a key of dots',
      (length) => JSON.stringify({ clipId: 'a', recording: { key: './'.repeat(length / 2) } }),
    ],
    ['a number without an end', (length) => `{a: ${'1'.repeat(length)}.e}`],
    ['escapes', (length) => `'${'\\u0041'.repeat(length / 6)}`],
  ];
  for (const [what, body] of growing) {
    it(`take no more than in proportion to their length: ${what}`, () => {
      expectClassified(body(4_096));
      expectClassified(body(1_048_576));
    });
  }
});
