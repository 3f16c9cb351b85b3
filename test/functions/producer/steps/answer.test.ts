import { expect } from 'chai';
import { stub } from 'sinon';
import { RetryableFailure } from '../../../../functions/producer/core/errors.ts';
import type { MemoryPorts } from '../../../fixtures/memory/ports.ts';
import { bodyOf, rejectionOf } from '../samples.ts';
import { NOW, useCaseForEach } from '../use-case.ts';

describe('a clip', () => {
  const useCase = useCaseForEach();

  describe('of an invalid request', () => {
    it('is rejected with a reason, written down and told of, and nothing else happens', async () => {
      expect(await useCase.produce({ body: bodyOf({ cut: 'fast' }) })).to.equal('CLIP_REJECTED');
      expect(useCase.ports.happened).to.deep.equal([
        'record invalid',
        'publish CLIP_REJECTED',
        'mark notified',
      ]);
      expect(useCase.ports.topic.notifications[0]).to.deep.include({
        clipId: 'clip-1',
        cameraId: 'cam',
        reason: { code: 'invalid-field', message: 'cut must be "exact" or "keyframe", got "fast"' },
      });
      expect(useCase.document()).to.deep.include({ status: 'CLIP_REJECTED', requestHash: null });
    });

    it('leaves the document of a valid request of the same name as it is', async () => {
      await useCase.produce();
      const document = useCase.document();
      useCase.ports.happened.length = 0;
      expect(await useCase.produce({ body: bodyOf({ cut: 'fast' }) })).to.equal('CLIP_REJECTED');
      expect(useCase.document()).to.deep.equal(document);
      expect(useCase.ports.happened).to.deep.equal(['publish CLIP_REJECTED']);
    });

    it('is told of at the last receive where the database fails, and its message is left to the dead-letter queue', async () => {
      const down = new Error('MongoDB is down');
      stub(useCase.ports.clips, 'recordInvalid').rejects(down);
      const body = bodyOf({ cut: 'fast' });
      expect(await rejectionOf(useCase.produce({ body }))).to.equal(down);
      expect(useCase.ports.topic.messages).to.deep.equal([]);
      expect(await rejectionOf(useCase.produce({ body, isLastReceive: true }))).to.equal(down);
      expect(
        useCase.ports.topic.notifications.map(({ status, reason }) => [status, reason?.code]),
      ).to.deep.equal([['CLIP_REJECTED', 'invalid-field']]);
    });

    it('fails where it has no name, and nobody is told', async () => {
      for (const body of ['give me a clip', '{}', bodyOf({ clipId: 'a/b' })]) {
        const error = await rejectionOf(useCase.produce({ body }));
        expect(error).to.be.instanceOf(RetryableFailure);
        expect(error).to.have.property('code', 'no-clip-id');
      }
      expect(useCase.ports.happened).to.deep.equal([]);
    });
  });

  describe('that something outside keeps from being made', () => {
    const failure = new Error('S3 is down');

    const places: [where: string, fail: (ports: MemoryPorts) => unknown][] = [
      ['finding recordings', ({ archive }) => stub(archive, 'find').rejects(failure)],
      ['looking into a recording', ({ archive }) => stub(archive, 'inspect').rejects(failure)],
      ['locating its frames', ({ archive }) => stub(archive, 'locate').rejects(failure)],
      ['cutting', ({ producer }) => stub(producer, 'cut').rejects(failure)],
      ['verifying', ({ producer }) => stub(producer, 'verify').rejects(failure)],
      ['making thumbnails', ({ producer }) => stub(producer, 'thumbnails').rejects(failure)],
      ['storing', ({ assets }) => stub(assets, 'put').rejects(failure)],
      ['writing it down', ({ clips }) => stub(clips, 'finish').rejects(failure)],
    ];
    for (const [where, fail] of places) {
      it(`comes back when ${where} fails, its lease ended and nobody told`, async () => {
        fail(useCase.ports);
        expect(await rejectionOf(useCase.produce())).to.equal(failure);
        expect(useCase.document()).to.deep.include({ status: 'CLIP_PROCESSING', lease: null });
        expect(useCase.ports.happened.at(-1)).to.equal('release');
        expect(useCase.ports.topic.messages).to.deep.equal([]);
      });
    }

    it('fails with its first error where its lease cannot be ended either', async () => {
      stub(useCase.ports.assets, 'put').rejects(failure);
      stub(useCase.ports.clips, 'release').rejects(new Error('MongoDB is down'));
      expect(await rejectionOf(useCase.produce())).to.equal(failure);
    });

    it('is stored and not written down when storing fails, and not told when writing fails', async () => {
      const put = stub(useCase.ports.assets, 'put').rejects(failure);
      await rejectionOf(useCase.produce());
      expect(useCase.ports.happened).not.to.include('finish CLIP_AVAILABLE');
      put.restore();
      stub(useCase.ports.clips, 'finish').rejects(failure);
      await rejectionOf(useCase.produce());
      expect(useCase.ports.happened).to.include('put cam/clip-1.mp4');
      expect(useCase.ports.topic.messages).to.deep.equal([]);
    });

    it('comes back when its claim fails', async () => {
      stub(useCase.ports.clips, 'claim').rejects(failure);
      expect(await rejectionOf(useCase.produce())).to.equal(failure);
      expect(useCase.ports.happened).to.deep.equal([]);
    });

    it('comes back when it could not be told, and is told then', async () => {
      const publish = stub(useCase.ports.topic, 'publish').rejects(failure);
      expect(await rejectionOf(useCase.produce())).to.equal(failure);
      expect(useCase.document()).to.deep.include({ status: 'CLIP_AVAILABLE', notifiedAt: null });
      publish.restore();
      useCase.ports.happened.length = 0;
      expect(await useCase.produce()).to.equal('CLIP_AVAILABLE');
      expect(useCase.ports.happened).to.deep.equal(['publish CLIP_AVAILABLE', 'mark notified']);
    });

    it('stays available when it could not be told at the last receive', async () => {
      stub(useCase.ports.topic, 'publish').rejects(failure);
      await rejectionOf(useCase.produce({ isLastReceive: true }));
      expect(useCase.document()?.status).to.equal('CLIP_AVAILABLE');
    });

    it('is a fatal error at the last receive, told before it goes to the dead-letter queue', async () => {
      stub(useCase.ports.assets, 'put').rejects(failure);
      expect(await rejectionOf(useCase.produce({ isLastReceive: true }))).to.equal(failure);
      expect(useCase.ports.topic.notifications).to.have.lengthOf(1);
      expect(useCase.ports.topic.notifications[0]).to.deep.include({
        status: 'FATAL_ERROR',
        reason: { code: 'Error', message: 'S3 is down' },
        bucket: null,
      });
      expect(useCase.document()).to.deep.include({ status: 'FATAL_ERROR', lease: null, notifiedAt: NOW });
    });

    it('is a fatal error at the last receive, told without its document, where the database is what failed', async () => {
      const down = new Error('MongoDB is down');
      for (const method of ['claim', 'finish'] as const) {
        const broken = stub(useCase.ports.clips, method).rejects(down);
        expect(await rejectionOf(useCase.produce({ isLastReceive: true }))).to.equal(down);
        broken.restore();
        expect(useCase.ports.topic.notifications.at(-1)).to.deep.include({
          status: 'FATAL_ERROR',
          reason: { code: 'Error', message: 'MongoDB is down' },
        });
      }
    });

    it('is told once that it failed for good, though that cannot be noted', async () => {
      stub(useCase.ports.assets, 'put').rejects(failure);
      stub(useCase.ports.clips, 'markNotified').rejects(new Error('MongoDB is down'));
      expect(await rejectionOf(useCase.produce({ isLastReceive: true }))).to.equal(failure);
      expect(useCase.ports.topic.notifications.map(({ status }) => status)).to.deep.equal(['FATAL_ERROR']);
      expect(useCase.ports.logged.map(({ step }) => step))
        .to.include('told')
        .and.not.include('unwritten');
    });

    it('fails with its first error where not even a fatal error can be told', async () => {
      stub(useCase.ports.assets, 'put').rejects(failure);
      stub(useCase.ports.topic, 'publish').rejects(new Error('SNS is down'));
      expect(await rejectionOf(useCase.produce({ isLastReceive: true }))).to.equal(failure);
      expect(useCase.document()).to.deep.include({ status: 'FATAL_ERROR', notifiedAt: null });
    });

    it('is told of by whoever has taken over, and by nobody else', async () => {
      stub(useCase.ports.producer, 'cut').callsFake(async () => {
        const taken = { until: NOW + 300_000, by: 'request-2/m1', messageId: 'm1' };
        useCase.ports.clips.documents.set('clip-1', {
          ...(useCase.document() as NonNullable<ReturnType<typeof useCase.document>>),
          lease: taken,
        });
        return '/workspace/clip.mp4';
      });
      for (const isLastReceive of [false, true]) {
        const error = await rejectionOf(useCase.produce({ isLastReceive }));
        expect(error).to.be.instanceOf(RetryableFailure);
        expect(error).to.have.property('code', 'lease-lost');
        expect(useCase.document()?.lease?.by).to.equal('request-2/m1');
      }
      expect(useCase.ports.topic.messages).to.deep.equal([]);
    });

    it('comes back when storing fails, though the time for cutting is over by then', async () => {
      const abort = new AbortController();
      stub(useCase.ports.assets, 'put').callsFake(async () => {
        abort.abort();
        throw failure;
      });
      expect(await rejectionOf(useCase.produce({}, { cutDeadline: abort.signal }))).to.equal(failure);
      expect(useCase.ports.topic.messages).to.deep.equal([]);
    });
  });
});
