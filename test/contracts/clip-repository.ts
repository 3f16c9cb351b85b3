import { expect } from 'chai';
import { clipDocument } from '../../functions/producer/core/clip-contract.ts';
import type { ClipDocument, ClipProvenance } from '../../functions/producer/core/clip-document.ts';
import { failedResult, PROCESSING, pendingResult } from '../../functions/producer/core/clip-document.ts';
import type { Claim, ClipRepository } from '../../functions/producer/ports.ts';
import { availableResult, identityOfSample, T0 } from '../functions/producer/samples.ts';

/** A repository, and a way to look at what it holds. */
export interface OpenedRepository {
  readonly clips: ClipRepository;
  documentOf(clipId: string): Promise<ClipDocument | null>;
}

const MINUTE_MS = 60_000;
const REJECTED = failedResult('CLIP_REJECTED', { code: 'invalid-field', message: 'cut must be ...' });
const NOT_AVAILABLE = failedResult('CLIP_NOT_AVAILABLE', { code: 'not-recorded', message: 'nothing there' });

const PROVENANCE: ClipProvenance = {
  sources: [{ key: 'cam/a.mp4', etag: '"e"', fromMs: 0, toMs: 10_000, bytesRead: 1000, size: 5000 }],
  cutMode: 'smart',
  cutReason: 'starts between keyframes',
  timings: { queueMs: 1, planMs: 2, cutMs: 3, uploadMs: 4, totalMs: 9 },
  cost: { gbSeconds: 3.6, s3Gets: 7, s3Puts: 4, usd: 0.0001, prices: 'list' },
  tool: { wavecut: '1.2.3', ffmpeg: '7.1' },
};

/**
 * What every repository of clips has to do.
 *
 * @param open an empty one; a repository keeps its documents for one test.
 */
export function clipRepositoryContract(open: () => Promise<OpenedRepository>): void {
  let clips: ClipRepository;
  let documentOf: OpenedRepository['documentOf'];

  beforeEach(async () => {
    const opened = await open();
    clips = opened.clips;
    documentOf = async (clipId) => {
      const document = await opened.documentOf(clipId);
      return document && clipDocument.parse(document);
    };
  });

  /** A claim of `clip-1` by delivery `a` of message `m`, at `T0`, for a minute. */
  const claim = (changes: Partial<Parameters<ClipRepository['claim']>[0]> = {}): Promise<Claim> =>
    clips.claim({
      identity: identityOfSample(),
      requestHash: 'hash-1',
      leaseBy: 'a',
      messageId: 'm',
      leaseUntilMs: T0 + MINUTE_MS,
      deaths: 0,
      nowMs: T0,
      ...changes,
    });

  /** The same by delivery `b` of another message. */
  const otherClaim = (changes: Partial<Parameters<ClipRepository['claim']>[0]> = {}): Promise<Claim> =>
    claim({ leaseBy: 'b', messageId: 'n', ...changes });

  const finish = (changes: Partial<Parameters<ClipRepository['finish']>[0]> = {}): Promise<boolean> =>
    clips.finish({ clipId: 'clip-1', leaseBy: 'a', nowMs: T0 + 5000, result: availableResult(), ...changes });

  /** What a change that should not be leaves as it was. */
  async function expectUntouched(change: () => Promise<unknown>): Promise<void> {
    const before = await documentOf('clip-1');
    await change();
    expect(await documentOf('clip-1')).to.deep.equal(before);
  }

  describe('a claim', () => {
    it('gets a clip that nobody has asked for', async () => {
      const expected = {
        _id: 'clip-1',
        clipId: 'clip-1',
        cameraId: 'cam',
        startTimestampInMs: T0,
        endTimestampInMs: T0 + 10_000,
        ...PROCESSING,
        requestHash: 'hash-1',
        lease: { until: T0 + MINUTE_MS, by: 'a', messageId: 'm' },
        attempts: 1,
        createdAt: T0,
        updatedAt: T0,
        availableAt: null,
        notifiedAt: null,
      };
      expect(await claim()).to.deep.equal({ kind: 'claimed', document: expected });
      expect(await documentOf('clip-1')).to.deep.equal(expected);
    });

    it('keeps the recording and the offsets of a request by recording', async () => {
      const recording = { recording: { key: 'upload.mp4' }, startMs: 500, endMs: 2500 };
      await claim({ identity: identityOfSample({ cameraId: null, startTimestampInMs: null, ...recording }) });
      expect(await documentOf('clip-1')).to.deep.include({
        cameraId: null,
        startTimestampInMs: null,
        ...recording,
      });
    });

    it('concerns no other clip', async () => {
      await claim();
      const other = await claim({ identity: identityOfSample({ clipId: 'clip-2' }), requestHash: 'hash-2' });
      expect(other.kind).to.equal('claimed');
      expect(await documentOf('clip-1')).to.deep.include({ requestHash: 'hash-1', attempts: 1 });
    });

    it('has to wait for a delivery that is at it', async () => {
      await claim();
      await expectUntouched(async () => {
        expect(
          await otherClaim({ nowMs: T0 + MINUTE_MS - 1, leaseUntilMs: T0 + 9 * MINUTE_MS }),
        ).to.deep.equal({
          kind: 'busy',
          untilMs: T0 + MINUTE_MS,
        });
      });
    });

    it('takes over once the lease has ended, and counts the attempt', async () => {
      await claim();
      const claimed = await otherClaim({ nowMs: T0 + MINUTE_MS, leaseUntilMs: T0 + 3 * MINUTE_MS });
      expect(claimed.kind).to.equal('claimed');
      expect(await documentOf('clip-1')).to.deep.include({
        lease: { until: T0 + 3 * MINUTE_MS, by: 'b', messageId: 'n' },
        attempts: 2,
        createdAt: T0,
        updatedAt: T0 + MINUTE_MS,
      });
    });

    it('takes over at once from an earlier delivery of its own message, whose process is gone', async () => {
      await claim();
      const again = await claim({ leaseBy: 'a again', nowMs: T0 + 1, leaseUntilMs: T0 + 2 * MINUTE_MS });
      expect(again.kind).to.equal('claimed');
      expect(await documentOf('clip-1')).to.deep.include({
        lease: { until: T0 + 2 * MINUTE_MS, by: 'a again', messageId: 'm' },
        attempts: 2,
      });
    });

    it('knows how many deliveries of its message died in a row, and forgets them with the lease', async () => {
      expect(await clips.deaths('clip-1', 'm')).to.equal(0);
      await claim();
      expect(await clips.deaths('clip-1', 'm')).to.equal(1);
      expect(await clips.deaths('clip-1', 'n')).to.equal(0);
      const again = await claim({ leaseBy: 'a again', deaths: 1 });
      expect(again).to.have.nested.property('document.lease.deaths', 1);
      expect(await clips.deaths('clip-1', 'm')).to.equal(2);
      await clips.release('clip-1', 'a again', T0 + 1);
      expect(await clips.deaths('clip-1', 'm')).to.equal(0);
    });

    it('gets a clip that is available for the same request, with all of its document', async () => {
      await claim();
      await finish({ provenance: PROVENANCE });
      const document = await documentOf('clip-1');
      await expectUntouched(async () => {
        expect(await otherClaim({ nowMs: T0 + 9 * MINUTE_MS })).to.deep.equal({
          kind: 'available',
          document,
        });
      });
    });

    it('tries again what ended without a clip', async () => {
      await claim();
      await finish({ result: NOT_AVAILABLE });
      await clips.markNotified('clip-1', T0 + 6000);
      expect((await otherClaim({ nowMs: T0 + 7000 })).kind).to.equal('claimed');
      expect(await documentOf('clip-1')).to.deep.include({
        status: 'CLIP_PROCESSING',
        reason: null,
        attempts: 2,
        createdAt: T0,
        notifiedAt: null,
      });
    });

    it("gets an invalid request's clip once that is put right", async () => {
      await clips.recordInvalid(identityOfSample({ cameraId: null }), REJECTED, T0 - 1000);
      expect((await claim()).kind).to.equal('claimed');
      expect(await documentOf('clip-1')).to.deep.include({
        status: 'CLIP_PROCESSING',
        reason: null,
        cameraId: 'cam',
        requestHash: 'hash-1',
        attempts: 2,
        createdAt: T0 - 1000,
      });
    });

    const states: [state: string, reach: () => Promise<unknown>][] = [
      ['is worked on', async () => undefined],
      ['has been given up by a killed delivery', async () => undefined],
      ['is available', () => finish()],
      ['ended without a clip', () => finish({ result: NOT_AVAILABLE })],
      ['was released', () => clips.release('clip-1', 'a', T0 + 1)],
    ];
    for (const [state, reach] of states) {
      it(`never gets a clip of another request that ${state}`, async () => {
        await claim();
        await reach();
        const nowMs = state.includes('killed') ? T0 + 9 * MINUTE_MS : T0 + 1;
        await expectUntouched(async () => {
          expect(await otherClaim({ requestHash: 'hash-2', nowMs })).to.deep.equal({ kind: 'taken' });
        });
      });
    }

    /** Fifty deliveries that claim the same clip at once. */
    const crowd = (nowMs: number) =>
      Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          claim({
            leaseBy: `crowd-${index}`,
            messageId: `m-${index}`,
            nowMs,
            leaseUntilMs: nowMs + MINUTE_MS,
          }),
        ),
      );

    it('is got by one of fifty that come at once', async () => {
      const claims = await crowd(T0);
      expect(claims.filter(({ kind }) => kind === 'claimed')).to.have.lengthOf(1);
      expect(claims.filter(({ kind }) => kind === 'busy')).to.have.lengthOf(49);
      expect(await documentOf('clip-1')).to.deep.include({ attempts: 1 });
    });

    it('is taken over by one of fifty that come at once', async () => {
      await claim();
      const claims = await crowd(T0 + MINUTE_MS);
      expect(claims.filter(({ kind }) => kind === 'claimed')).to.have.lengthOf(1);
      expect(await documentOf('clip-1')).to.deep.include({ attempts: 2 });
    });
  });

  describe('an end', () => {
    it('writes the clip down and ends the lease', async () => {
      await claim();
      expect(await finish({ provenance: PROVENANCE })).to.equal(true);
      expect(await documentOf('clip-1')).to.deep.equal({
        _id: 'clip-1',
        ...identityOfSample(),
        ...availableResult(),
        ...PROVENANCE,
        requestHash: 'hash-1',
        lease: null,
        attempts: 1,
        createdAt: T0,
        updatedAt: T0 + 5000,
        availableAt: T0 + 5000,
        notifiedAt: null,
      });
    });

    it('writes down a failure, which is never available', async () => {
      await claim();
      expect(await finish({ result: NOT_AVAILABLE })).to.equal(true);
      expect(await documentOf('clip-1')).to.deep.include({
        ...NOT_AVAILABLE,
        lease: null,
        availableAt: null,
      });
    });

    it('is still its to write when its lease is over, as long as nobody has taken over', async () => {
      await claim();
      expect(await finish({ nowMs: T0 + 9 * MINUTE_MS })).to.equal(true);
    });

    it('is none of its business once another has taken over', async () => {
      await claim();
      await otherClaim({ nowMs: T0 + MINUTE_MS, leaseUntilMs: T0 + 2 * MINUTE_MS });
      await expectUntouched(async () => expect(await finish()).to.equal(false));
      expect(await finish({ leaseBy: 'b' })).to.equal(true);
    });

    it('is written once', async () => {
      await claim();
      await finish();
      await expectUntouched(async () => expect(await finish({ result: NOT_AVAILABLE })).to.equal(false));
    });

    it('is not written where nothing was claimed', async () => {
      expect(await finish()).to.equal(false);
      expect(await documentOf('clip-1')).to.equal(null);
    });
  });

  describe('a clip that has to wait', () => {
    const PENDING = pendingResult({ code: 'not-recorded-yet', message: 'nothing there' }, T0 + 60_000);
    const state = { firstSentAt: T0 - 1000, toldAt: null, sendings: 0 };
    const postpone = (changes: Partial<Parameters<ClipRepository['postpone']>[0]> = {}) =>
      clips.postpone({
        clipId: 'clip-1',
        leaseBy: 'a',
        nowMs: T0 + 100,
        result: PENDING,
        pending: state,
        ...changes,
      });

    it('is written down with its lease kept', async () => {
      await claim();
      expect(await postpone()).to.equal(true);
      expect(await documentOf('clip-1')).to.deep.include({
        status: 'CLIP_PENDING',
        expectedAt: T0 + 60_000,
        pending: state,
        lease: { until: T0 + MINUTE_MS, by: 'a', messageId: 'm' },
        updatedAt: T0 + 100,
      });
      expect((await otherClaim({ nowMs: T0 + 200 })).kind).to.equal('busy');
    });

    it('remembers its waiting through further claims, until it ends', async () => {
      await claim();
      const told = { ...state, toldAt: T0 + 50, sendings: 1 };
      expect(await finish({ result: PENDING, pending: told })).to.equal(true);
      const again = await otherClaim({ nowMs: T0 + MINUTE_MS });
      expect(again).to.have.nested.property('document.pending').that.deep.equals(told);
      expect(await documentOf('clip-1')).to.deep.include({ status: 'CLIP_PROCESSING', expectedAt: null });
      await finish({ leaseBy: 'b' });
      expect(await documentOf('clip-1')).not.to.have.property('pending');
    });

    it('was told of when it is said to be', async () => {
      await claim();
      await postpone({ pending: { ...state, toldAt: T0 + 90 } });
      expect(await documentOf('clip-1')).to.deep.include({ notifiedAt: T0 + 90 });
      await finish({ result: PENDING, pending: { ...state, toldAt: T0 + 90 } });
      expect(await documentOf('clip-1')).to.deep.include({ notifiedAt: T0 + 90, lease: null });
    });

    it("is never written by who has lost the clip's lease", async () => {
      await claim();
      await expectUntouched(async () => expect(await postpone({ leaseBy: 'b' })).to.equal(false));
    });
  });

  describe('the question who holds a lease', () => {
    it('is answered by the document', async () => {
      expect(await clips.holds('clip-1', 'a')).to.equal(false);
      await claim();
      expect(await clips.holds('clip-1', 'a')).to.equal(true);
      expect(await clips.holds('clip-1', 'b')).to.equal(false);
      await otherClaim({ nowMs: T0 + MINUTE_MS, leaseUntilMs: T0 + 3 * MINUTE_MS });
      expect(await clips.holds('clip-1', 'a')).to.equal(false);
      await finish({ leaseBy: 'b' });
      expect(await clips.holds('clip-1', 'b')).to.equal(false);
    });
  });

  describe('a release', () => {
    it('lets the next delivery claim at once', async () => {
      await claim();
      await clips.release('clip-1', 'a', T0 + 100);
      expect(await documentOf('clip-1')).to.deep.include({
        status: 'CLIP_PROCESSING',
        lease: null,
        attempts: 1,
        updatedAt: T0 + 100,
      });
      expect((await otherClaim({ nowMs: T0 + 101 })).kind).to.equal('claimed');
    });

    it("never ends another's lease", async () => {
      await claim();
      await expectUntouched(() => clips.release('clip-1', 'b', T0 + 100));
    });

    it('makes no document', async () => {
      await clips.release('clip-1', 'a', T0);
      expect(await documentOf('clip-1')).to.equal(null);
    });
  });

  describe('an invalid request', () => {
    it('is written down with its reason', async () => {
      expect(await clips.recordInvalid(identityOfSample({ cameraId: null }), REJECTED, T0)).to.equal(true);
      expect(await documentOf('clip-1')).to.deep.equal({
        _id: 'clip-1',
        ...identityOfSample({ cameraId: null }),
        ...REJECTED,
        requestHash: null,
        lease: null,
        attempts: 1,
        createdAt: T0,
        updatedAt: T0,
        availableAt: null,
        notifiedAt: null,
      });
    });

    it('replaces an earlier invalid one, and counts the attempt', async () => {
      await clips.recordInvalid(identityOfSample(), REJECTED, T0);
      await clips.markNotified('clip-1', T0 + 1);
      const reason = { code: 'unknown-field', message: 'unknown field "speed"' };
      expect(await clips.recordInvalid(identityOfSample(), { ...REJECTED, reason }, T0 + 1000)).to.equal(
        true,
      );
      expect(await documentOf('clip-1')).to.deep.include({
        reason,
        attempts: 2,
        createdAt: T0,
        updatedAt: T0 + 1000,
        notifiedAt: null,
      });
    });

    const states: [state: string, reach: () => Promise<unknown>][] = [
      ['is worked on', async () => undefined],
      ['is available', () => finish()],
      ['ended without a clip', () => finish({ result: NOT_AVAILABLE })],
    ];
    for (const [state, reach] of states) {
      it(`never touches a valid one's clip that ${state}`, async () => {
        await claim();
        await reach();
        await expectUntouched(async () => {
          expect(await clips.recordInvalid(identityOfSample({ cameraId: null }), REJECTED, T0 + 1)).to.equal(
            false,
          );
        });
      });
    }
  });

  describe('the mark that a clip was told of', () => {
    it('is all that changes', async () => {
      await claim();
      await finish();
      const before = await documentOf('clip-1');
      await clips.markNotified('clip-1', T0 + 6000);
      expect(await documentOf('clip-1')).to.deep.equal({ ...before, notifiedAt: T0 + 6000 });
    });

    it('makes no document', async () => {
      await clips.markNotified('clip-1', T0);
      expect(await documentOf('clip-1')).to.equal(null);
    });
  });
}
