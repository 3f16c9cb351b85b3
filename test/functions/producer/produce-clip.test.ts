import { expect } from 'chai';
import { stub } from 'sinon';
import { ClipRefused } from '../../../functions/producer/core/errors.ts';
import type { MemoryPorts } from '../../fixtures/memory/ports.ts';
import { availableResult, bodyOf, identityOfSample, recordingOf, T0 } from './samples.ts';
import { NOW, useCaseForEach } from './use-case.ts';

const CLIP_KEYS = ['put cam/clip-1.mp4', 'put cam/clip-1_300.jpg', 'put cam/clip-1_640.jpg'];

describe('a clip', () => {
  const useCase = useCaseForEach();

  describe('that can be made', () => {
    it('is cut, verified, stored, written down and told of, in this order', async () => {
      expect(await useCase.produce()).to.equal('CLIP_AVAILABLE');
      expect(useCase.ports.happened).to.deep.equal([
        'claim',
        'find',
        'cut copy',
        'stamp 2026-01-01T00:00:00.000Z',
        'verify',
        'send the rest',
        'thumbnails',
        ...CLIP_KEYS,
        'close archive',
        'remove workspace',
        'finish CLIP_AVAILABLE',
        'publish CLIP_AVAILABLE',
        'mark notified',
      ]);
    });

    it('is told of with all that is stored', async () => {
      await useCase.produce();
      expect(useCase.ports.topic.notifications).to.deep.equal([
        { ...identityOfSample(), ...availableResult() },
      ]);
    });

    it('is told of with fresh signatures each time, where its objects are private, and keeps none', async () => {
      useCase.ports.assets.isPrivate = true;
      await useCase.produce();
      useCase.ports.clock.nowMs += 5000;
      await useCase.produce({ messageId: 'm2' });
      const expiries = useCase.ports.topic.notifications.map(
        (told) => (told as { urlsExpireAt?: number }).urlsExpireAt,
      );
      expect(expiries).to.have.length(2);
      expect((expiries[1] ?? 0) - (expiries[0] ?? 0)).to.equal(5000);
      expect(useCase.ports.topic.notifications[1]?.clip.url).to.equal(
        'https://clips.example/cam/clip-1.mp4?signed',
      );
      expect(useCase.document()?.clip.url).to.equal('https://clips.example/cam/clip-1.mp4');
    });

    it('has a document that tells how it came to be', async () => {
      await useCase.produce();
      expect(useCase.document()).to.deep.include({
        ...useCase.ports.topic.notifications[0],
        attempts: 1,
        createdAt: NOW,
        availableAt: NOW,
        notifiedAt: NOW,
        lease: null,
        sources: [
          {
            key: 'cam/front.20260101T000000.mp4',
            etag: '"etag-1"',
            fromMs: 0,
            toMs: 10_000,
            bytesRead: 1000,
            size: 6_000_000,
          },
        ],
        cutMode: 'copy',
        cutReason: 'starts on a keyframe',
        timings: { queueMs: 1500, planMs: 0, cutMs: 0, uploadMs: 0, totalMs: 0 },
        tool: { wavecut: '1.2.3', ffmpeg: '7.1' },
      });
      expect(useCase.document()?.cost).to.deep.include({ s3Gets: 7, s3Puts: 6 });
    });

    it('is stored with the types of its files', async () => {
      await useCase.produce();
      expect([...useCase.ports.assets.objects]).to.deep.equal([
        ['cam/clip-1.mp4', 'video/mp4'],
        ['cam/clip-1_300.jpg', 'image/jpeg'],
        ['cam/clip-1_640.jpg', 'image/jpeg'],
      ]);
    });

    it('is stored under its own name where its camera is not known', async () => {
      const upload = recordingOf({ key: 'upload.mp4', startMs: 0 });
      useCase.ports.archive.contents.splice(0, 1, {
        found: upload,
        inspection: { kind: 'recording', recording: upload },
      });
      await useCase.produce({
        body: JSON.stringify({
          clipId: 'clip-1',
          recording: { key: 'upload.mp4' },
          startMs: 0,
          endMs: 10_000,
        }),
      });
      expect([...useCase.ports.assets.objects.keys()][0]).to.equal('clip-1.mp4');
      expect(useCase.ports.topic.messages[0]?.attributes).not.to.have.property('cameraId');
    });

    it('has its queue time never below 0, whatever the clocks say', async () => {
      await useCase.produce({ sentAtMs: NOW + 5000 });
      expect(useCase.document()?.timings?.queueMs).to.equal(0);
    });

    it('tells its gaps, which are skipped unless it is asked otherwise', async () => {
      await useCase.produce({ body: bodyOf({ startTimestampInMs: T0 - 5000 }) });
      expect(useCase.ports.topic.notifications[0]).to.deep.include({
        status: 'CLIP_AVAILABLE',
        covered: [[T0, T0 + 10_000]],
        gaps: [[T0 - 5000, T0]],
      });
    });

    it('logs each step with figures, and never the body', async () => {
      await useCase.produce({ body: bodyOf({ retryTimestamps: [1234567] }) });
      expect(useCase.ports.logged.map(({ level, step }) => `${level} ${step}`)).to.deep.equal([
        'info received',
        'info claimed',
        'info found',
        'info planned',
        'info cut',
        'info verified',
        'info stored',
        'info recorded',
        'info told',
      ]);
      expect(useCase.ports.logged[0]?.figures).to.deep.equal({
        clipId: 'clip-1',
        cameraId: 'cam',
        range: { startMs: T0, endMs: T0 + 10_000 },
        queueMs: 1500,
      });
      expect(JSON.stringify(useCase.ports.logged)).not.to.contain('1234567');
    });
  });

  describe('however it ends', () => {
    const ends: [end: string, arrange: (ports: MemoryPorts) => unknown][] = [
      ['available', () => undefined],
      ['not found', ({ archive }) => archive.contents.splice(0)],
      [
        'refused',
        ({ producer }) =>
          stub(producer, 'cut').rejects(new ClipRefused('CLIP_REJECTED', 'unsupported-media', 'x')),
      ],
      ['unverified', ({ producer }) => producer.problems.push('bad', 'worse')],
      ['failed in cutting', ({ producer }) => stub(producer, 'cut').rejects(new Error('x'))],
      ['failed in storing', ({ assets }) => stub(assets, 'put').rejects(new Error('x'))],
    ];
    it('is answered, though what it leaves behind cannot be cleared away', async () => {
      const { workspaces } = useCase.ports;
      stub(workspaces, 'open').resolves({
        path: '/workspace',
        remove: () => Promise.reject(new Error('ENOTEMPTY')),
      });
      expect(await useCase.produce()).to.equal('CLIP_AVAILABLE');
      expect(useCase.ports.logged).to.deep.include({
        level: 'warn',
        step: 'not cleared',
        figures: { reason: { code: 'Error', message: 'ENOTEMPTY' } },
      });
      stub(useCase.ports.producer, 'cut').rejects(new ClipRefused('CLIP_REJECTED', 'unsupported-media', 'x'));
      expect(await useCase.produce({ body: bodyOf({ clipId: 'clip-2' }) })).to.equal('CLIP_REJECTED');
    });

    for (const [end, arrange] of ends) {
      it(`leaves neither an open archive nor a workspace: ${end}`, async () => {
        arrange(useCase.ports);
        await useCase.produce().catch(() => undefined);
        const count = (what: string) => useCase.ports.happened.filter((one) => one === what).length;
        expect([count('close archive'), count('remove workspace')]).to.deep.equal([1, 1]);
      });
    }
  });
});
