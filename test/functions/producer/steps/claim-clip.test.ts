import { expect } from 'chai';
import { stub } from 'sinon';
import { RetryableFailure } from '../../../../functions/producer/core/errors.ts';
import { parseRequest } from '../../../../functions/producer/core/request.ts';
import { requestHash } from '../../../../functions/producer/core/request-hash.ts';
import { bodyOf, mediaOf, rejectionOf, T0 } from '../samples.ts';
import { NOW, useCaseForEach } from '../use-case.ts';

/** The hash of the request that a body holds. */
function hashOf(body: string): string {
  const parsed = parseRequest(body);
  if (!parsed.ok) throw new Error(parsed.reason.message);
  return requestHash(parsed.request);
}

describe('a clip', () => {
  const useCase = useCaseForEach();

  describe('that was asked for before', () => {
    it('is told of again when it is available, and nothing else is touched', async () => {
      await useCase.produce();
      const document = useCase.document();
      const [told] = useCase.ports.topic.messages;
      useCase.ports.happened.length = 0;
      useCase.ports.clock.nowMs += 60_000;

      expect(await useCase.produce({ messageId: 'm2', body: bodyOf({ retryTimestamps: [1] }) })).to.equal(
        'CLIP_AVAILABLE',
      );
      expect(useCase.ports.topic.messages[1]).to.deep.equal(told);
      expect(useCase.ports.happened).to.deep.equal(['publish CLIP_AVAILABLE', 'mark notified']);
      expect(useCase.document()).to.deep.equal({ ...document, notifiedAt: NOW + 60_000 });
    });

    it('is rejected when its name belongs to another request, whose clip stays as it is', async () => {
      await useCase.produce();
      const document = useCase.document();
      useCase.ports.happened.length = 0;

      expect(await useCase.produce({ body: bodyOf({ cameraId: 'other' }) })).to.equal('CLIP_REJECTED');
      expect(useCase.ports.topic.notifications[1]).to.deep.include({
        cameraId: 'other',
        reason: {
          code: 'clip-id-taken',
          message: 'clipId clip-1 belongs to a different request; its clip is untouched',
        },
      });
      expect(useCase.ports.happened).to.deep.equal(['publish CLIP_REJECTED']);
      expect(useCase.document()).to.deep.equal(document);
    });

    it('comes back while another delivery is at it, and nobody is told', async () => {
      await useCase.ports.clips.claim({
        identity: {
          clipId: 'clip-1',
          cameraId: 'cam',
          startTimestampInMs: T0,
          endTimestampInMs: T0 + 10_000,
        },
        requestHash: hashOf(bodyOf()),
        leaseBy: 'request-0/m0',
        messageId: 'm0',
        leaseUntilMs: NOW + 60_000,
        deaths: 0,
        nowMs: NOW - 1,
      });
      useCase.ports.happened.length = 0;

      const error = await rejectionOf(useCase.produce());
      expect(error).to.be.instanceOf(RetryableFailure);
      expect(error).to.deep.include({
        code: 'busy',
        message: 'another delivery works on it until 2026-01-01T01:01:00.000Z',
      });
      expect(useCase.ports.happened).to.deep.equal([]);
    });

    it('is made when an earlier try ended without it', async () => {
      const found = useCase.ports.archive.contents.splice(0);
      await useCase.produce();
      useCase.ports.archive.contents.push(...found);
      expect(await useCase.produce({ messageId: 'm2' })).to.equal('CLIP_AVAILABLE');
      expect(useCase.document()).to.deep.include({ attempts: 2, reason: null });
    });
  });

  describe('that two hosts work on whose clocks differ by a minute', () => {
    it('is not taken over from one that may still run', async () => {
      const claim = stub(useCase.ports.producer, 'verify').rejects(new Error('killed'));
      stub(useCase.ports.clips, 'release').resolves();
      await rejectionOf(useCase.produce({}, { leaseUntilMs: NOW + 120_000 + 60_000 }));
      claim.restore();
      // The other host is ahead: by its clock, 100 s are 160.
      useCase.ports.clock.nowMs = NOW + 160_000;
      expect(await rejectionOf(useCase.produce({ messageId: 'm2' }))).to.have.property('code', 'busy');
    });

    it('is not stored by one that was taken for dead', async () => {
      stub(useCase.ports.producer, 'verify').callsFake(async () => {
        const document = useCase.document() as NonNullable<ReturnType<typeof useCase.document>>;
        const lease = { until: NOW + 300_000, by: 'request-2/m2', messageId: 'm2' };
        useCase.ports.clips.documents.set('clip-1', { ...document, lease });
        return { media: mediaOf(), problem: null, stills: [] };
      });
      expect(await rejectionOf(useCase.produce())).to.have.property('code', 'lease-lost');
      expect(useCase.ports.assets.objects.size).to.equal(0);
    });
  });

  describe('whose process dies', () => {
    const failure = new Error('S3 is down');

    /** As a process leaves the document behind that is killed while it cuts. */
    const die = async (receives: number) => {
      const ends = ['release', 'finish'] as const;
      const stubs = ends.map((name) => stub(useCase.ports.clips, name).rejects(failure));
      const cutting = stub(useCase.ports.producer, 'cut').rejects(failure);
      await rejectionOf(useCase.produce({ receives, isLastReceive: false }));
      for (const one of [...stubs, cutting]) one.restore();
    };
    const last = { receives: 5, isLastReceive: true };

    it('is not tried on the last receive, and told of, where the two before it died', async () => {
      for (const receives of [3, 4]) await die(receives);
      useCase.ports.topic.messages.length = 0;
      const cut = stub(useCase.ports.producer, 'cut').rejects(failure);
      expect(await rejectionOf(useCase.produce(last))).to.have.property('code', 'killed-repeatedly');
      expect(cut.callCount).to.equal(0);
      expect(useCase.ports.topic.notifications.at(-1)).to.deep.include({
        status: 'FATAL_ERROR',
        reason: {
          code: 'killed-repeatedly',
          message: 'the last 2 deliveries of this request died without an answer: it is not tried again',
        },
      });
      expect(useCase.document()).to.deep.include({ status: 'FATAL_ERROR', lease: null });
    });

    it('is tried on the last receive where only the one before it died', async () => {
      await die(4);
      expect(await useCase.produce(last)).to.equal('CLIP_AVAILABLE');
    });

    it('is tried on the last receive where the deaths are not in a row', async () => {
      for (const receives of [1, 2]) await die(receives);
      const cut = stub(useCase.ports.producer, 'cut').rejects(failure);
      await rejectionOf(useCase.produce({ receives: 3 }));
      cut.restore();
      await die(4);
      expect(await useCase.produce(last)).to.equal('CLIP_AVAILABLE');
    });

    it('is tried before that, however often it died', async () => {
      for (const receives of [1, 2, 3]) await die(receives);
      expect(await useCase.produce({ receives: 4 })).to.equal('CLIP_AVAILABLE');
    });

    it('is tried anew when it is asked for again', async () => {
      for (const receives of [3, 4]) await die(receives);
      await rejectionOf(useCase.produce(last));
      expect(await useCase.produce({ messageId: 'm2' })).to.equal('CLIP_AVAILABLE');
    });
  });
});
