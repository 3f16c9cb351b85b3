import { expect } from 'chai';
import { identityOfSample, T0 } from '../../functions/producer/samples.ts';
import { type Deliveries, NOT_AVAILABLE, REJECTED } from './deliveries.ts';

/** What is written down of a request that breaks a rule. */
export function invalidRequestContract(deliveries: Deliveries): void {
  const { claim, finish, documentOf, expectUntouched } = deliveries;

  describe('an invalid request', () => {
    it('is written down with its reason', async () => {
      expect(
        await deliveries.clips.recordInvalid(identityOfSample({ cameraId: null }), REJECTED, T0),
      ).to.equal(true);
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
      await deliveries.clips.recordInvalid(identityOfSample(), REJECTED, T0);
      await deliveries.clips.markNotified('clip-1', T0 + 1);
      const reason = { code: 'unknown-field', message: 'unknown field "speed"' };
      expect(
        await deliveries.clips.recordInvalid(identityOfSample(), { ...REJECTED, reason }, T0 + 1000),
      ).to.equal(true);
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
          expect(
            await deliveries.clips.recordInvalid(identityOfSample({ cameraId: null }), REJECTED, T0 + 1),
          ).to.equal(false);
        });
      });
    }
  });
}
