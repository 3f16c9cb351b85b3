import { expect } from 'chai';
import { pendingResult } from '../../../functions/producer/core/clip-document.ts';
import type { ClipRepository } from '../../../functions/producer/ports.ts';
import { T0 } from '../../functions/producer/samples.ts';
import { type Deliveries, MINUTE_MS } from './deliveries.ts';

/** What is written down of a clip that is not recorded yet. */
export function waitingContract(deliveries: Deliveries): void {
  const { claim, otherClaim, finish, documentOf, expectUntouched } = deliveries;

  describe('a clip that has to wait', () => {
    const PENDING = pendingResult({ code: 'not-recorded-yet', message: 'nothing there' }, T0 + 60_000);
    const state = { firstSentAt: T0 - 1000, toldAt: null, sendings: 0 };
    const postpone = (changes: Partial<Parameters<ClipRepository['postpone']>[0]> = {}) =>
      deliveries.clips.postpone({
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
}
