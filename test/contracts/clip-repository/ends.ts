import { expect } from 'chai';
import { availableResult, identityOfSample, T0 } from '../../functions/producer/samples.ts';
import { type Deliveries, MINUTE_MS, NOT_AVAILABLE, PROVENANCE } from './deliveries.ts';

/** What is written down at the end of a request, and of its being told. */
export function endContract(deliveries: Deliveries): void {
  const { claim, otherClaim, finish, documentOf, expectUntouched } = deliveries;

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

  describe('the mark that a clip was told of', () => {
    it('is all that changes', async () => {
      await claim();
      await finish();
      const before = await documentOf('clip-1');
      await deliveries.clips.markNotified('clip-1', T0 + 6000);
      expect(await documentOf('clip-1')).to.deep.equal({ ...before, notifiedAt: T0 + 6000 });
    });

    it('makes no document', async () => {
      await deliveries.clips.markNotified('clip-1', T0);
      expect(await documentOf('clip-1')).to.equal(null);
    });
  });
}
