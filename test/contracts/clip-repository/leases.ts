import { expect } from 'chai';
import { T0 } from '../../functions/producer/samples.ts';
import { type Deliveries, MINUTE_MS } from './deliveries.ts';

/** Who may work on a clip, and for how long. */
export function leaseContract(deliveries: Deliveries): void {
  const { claim, otherClaim, finish, documentOf, expectUntouched } = deliveries;

  describe('a claim', () => {
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
      expect(await deliveries.clips.deaths('clip-1', 'm')).to.equal(0);
      await claim();
      expect(await deliveries.clips.deaths('clip-1', 'm')).to.equal(1);
      expect(await deliveries.clips.deaths('clip-1', 'n')).to.equal(0);
      const again = await claim({ leaseBy: 'a again', deaths: 1 });
      expect(again).to.have.nested.property('document.lease.deaths', 1);
      expect(await deliveries.clips.deaths('clip-1', 'm')).to.equal(2);
      await deliveries.clips.release('clip-1', 'a again', T0 + 1);
      expect(await deliveries.clips.deaths('clip-1', 'm')).to.equal(0);
    });

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

  describe('the question who holds a lease', () => {
    it('is answered by the document', async () => {
      expect(await deliveries.clips.holds('clip-1', 'a')).to.equal(false);
      await claim();
      expect(await deliveries.clips.holds('clip-1', 'a')).to.equal(true);
      expect(await deliveries.clips.holds('clip-1', 'b')).to.equal(false);
      await otherClaim({ nowMs: T0 + MINUTE_MS, leaseUntilMs: T0 + 3 * MINUTE_MS });
      expect(await deliveries.clips.holds('clip-1', 'a')).to.equal(false);
      await finish({ leaseBy: 'b' });
      expect(await deliveries.clips.holds('clip-1', 'b')).to.equal(false);
    });
  });

  describe('a release', () => {
    it('lets the next delivery claim at once', async () => {
      await claim();
      await deliveries.clips.release('clip-1', 'a', T0 + 100);
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
      await expectUntouched(() => deliveries.clips.release('clip-1', 'b', T0 + 100));
    });

    it('makes no document', async () => {
      await deliveries.clips.release('clip-1', 'a', T0);
      expect(await documentOf('clip-1')).to.equal(null);
    });
  });
}
