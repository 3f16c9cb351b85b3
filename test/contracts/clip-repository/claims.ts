import { expect } from 'chai';
import { PROCESSING } from '../../../functions/producer/core/clip-document.ts';
import { identityOfSample, T0 } from '../../functions/producer/samples.ts';
import { type Deliveries, MINUTE_MS, NOT_AVAILABLE, PROVENANCE, REJECTED } from './deliveries.ts';

/** Whether a request gets its clip, by what is written down of it already. */
export function claimContract(deliveries: Deliveries): void {
  const { claim, otherClaim, finish, documentOf, expectUntouched } = deliveries;

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
      await deliveries.clips.markNotified('clip-1', T0 + 6000);
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
      await deliveries.clips.recordInvalid(identityOfSample({ cameraId: null }), REJECTED, T0 - 1000);
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
      ['was released', () => deliveries.clips.release('clip-1', 'a', T0 + 1)],
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
  });
}
