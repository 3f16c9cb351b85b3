import { expect } from 'chai';
import { stub } from 'sinon';
import { ClipRefused, RetryableFailure } from '../../../functions/producer/core/errors.ts';
import { parseRequest } from '../../../functions/producer/core/request.ts';
import { requestHash } from '../../../functions/producer/core/request-hash.ts';
import { type ClipMessage, type Delivery, produceClip } from '../../../functions/producer/produce-clip.ts';
import { type MemoryPorts, memoryPorts } from '../../fixtures/memory-ports.ts';
import { bodyOf, mediaOf, pointsOf, recordingOf, rejectionOf, SOUND, T0 } from './samples.ts';

const NOW = T0 + 3_600_000;

const CLIP_KEYS = ['put cam/clip-1.mp4', 'put cam/clip-1_300.jpg', 'put cam/clip-1_640.jpg'];

/** The hash of the request that a body holds. */
function hashOf(body: string): string {
  const parsed = parseRequest(body);
  if (!parsed.ok) throw new Error(parsed.reason.message);
  return requestHash(parsed.request);
}

describe('a clip', () => {
  let ports: MemoryPorts;

  beforeEach(() => {
    ports = memoryPorts({ recordings: [recordingOf()], points: pointsOf(), media: mediaOf(), nowMs: NOW });
  });

  function produce(
    { messageId = 'm1', body = bodyOf(), ...message }: Partial<ClipMessage> = {},
    delivery: Partial<Delivery> = {},
  ) {
    return produceClip(
      { messageId, body, sentAtMs: NOW - 1500, receives: 1, isLastReceive: false, ...message },
      {
        id: `request-1/${messageId}`,
        leaseUntilMs: NOW + 120_000,
        cutBudgetMs: 105_000,
        cutDeadline: new AbortController().signal,
        ...delivery,
      },
      ports,
    );
  }

  const documentOf = (clipId = 'clip-1') => ports.clips.documents.get(clipId);
  const reasonTold = () => ports.topic.notifications.at(-1)?.reason;

  describe('that can be made', () => {
    it('is cut, verified, stored, written down and told of, in this order', async () => {
      expect(await produce()).to.equal('CLIP_AVAILABLE');
      expect(ports.happened).to.deep.equal([
        'claim',
        'find',
        'cut copy',
        'stamp 2026-01-01T00:00:00.000Z',
        'verify',
        // The clip's last bytes go up while its images are made.
        CLIP_KEYS[0],
        'thumbnails',
        ...CLIP_KEYS.slice(1),
        'close archive',
        'remove workspace',
        'finish CLIP_AVAILABLE',
        'publish CLIP_AVAILABLE',
        'mark notified',
      ]);
    });

    it('is told of with all that is stored', async () => {
      await produce();
      expect(ports.topic.notifications).to.deep.equal([
        {
          clipId: 'clip-1',
          cameraId: 'cam',
          startTimestampInMs: T0,
          endTimestampInMs: T0 + 10_000,
          status: 'CLIP_AVAILABLE',
          bucket: 'clips',
          clip: { key: 'cam/clip-1.mp4', url: 'https://clips.example/cam/clip-1.mp4' },
          thumbnail: {
            key: 'cam/clip-1_{size}.jpg',
            url: 'https://clips.example/cam/clip-1_{size}.jpg',
            sizes: [300, 640],
          },
          preview: null,
          sprite: null,
          covered: [[T0, T0 + 10_000]],
          gaps: [],
          media: mediaOf(),
          reason: null,
          expectedAt: null,
        },
      ]);
    });

    it('is told of with fresh signatures each time, where its objects are private, and keeps none', async () => {
      ports.assets.isPrivate = true;
      await produce();
      ports.clock.nowMs += 5000;
      await produce({ messageId: 'm2' });
      const expiries = ports.topic.notifications.map(
        (told) => (told as { urlsExpireAt?: number }).urlsExpireAt,
      );
      expect(expiries).to.have.length(2);
      expect((expiries[1] ?? 0) - (expiries[0] ?? 0)).to.equal(5000);
      expect(ports.topic.notifications[1]?.clip.url).to.equal('https://clips.example/cam/clip-1.mp4?signed');
      expect(documentOf()?.clip.url).to.equal('https://clips.example/cam/clip-1.mp4');
    });

    it('has a document that tells how it came to be', async () => {
      await produce();
      expect(documentOf()).to.deep.include({
        ...ports.topic.notifications[0],
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
      expect(documentOf()?.cost).to.deep.include({ s3Gets: 7, s3Puts: 3 });
    });

    it('is stored with the types of its files', async () => {
      await produce();
      expect([...ports.assets.objects]).to.deep.equal([
        ['cam/clip-1.mp4', 'video/mp4'],
        ['cam/clip-1_300.jpg', 'image/jpeg'],
        ['cam/clip-1_640.jpg', 'image/jpeg'],
      ]);
    });

    it('is stored under its own name where its camera is not known', async () => {
      const upload = recordingOf({ key: 'upload.mp4', startMs: 0 });
      ports.archive.contents.splice(0, 1, {
        found: upload,
        inspection: { kind: 'recording', recording: upload },
      });
      await produce({
        body: JSON.stringify({
          clipId: 'clip-1',
          recording: { key: 'upload.mp4' },
          startMs: 0,
          endMs: 10_000,
        }),
      });
      expect([...ports.assets.objects.keys()][0]).to.equal('clip-1.mp4');
      expect(ports.topic.messages[0]?.attributes).not.to.have.property('cameraId');
    });

    it('has its queue time never below 0, whatever the clocks say', async () => {
      await produce({ sentAtMs: NOW + 5000 });
      expect(documentOf()?.timings?.queueMs).to.equal(0);
    });

    it('tells its gaps, which are skipped unless it is asked otherwise', async () => {
      await produce({ body: bodyOf({ startTimestampInMs: T0 - 5000 }) });
      expect(ports.topic.notifications[0]).to.deep.include({
        status: 'CLIP_AVAILABLE',
        covered: [[T0, T0 + 10_000]],
        gaps: [[T0 - 5000, T0]],
      });
    });

    it('logs each step with figures, and never the body', async () => {
      await produce({ body: bodyOf({ retryTimestamps: [1234567] }) });
      expect(ports.logged.map(({ level, step }) => `${level} ${step}`)).to.deep.equal([
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
      expect(ports.logged[0]?.figures).to.deep.equal({
        clipId: 'clip-1',
        cameraId: 'cam',
        range: { startMs: T0, endMs: T0 + 10_000 },
        queueMs: 1500,
      });
      expect(JSON.stringify(ports.logged)).not.to.contain('1234567');
    });
  });

  describe('that fails its verification', () => {
    it('is encoded instead of copied', async () => {
      ports.producer.problems = ['it has 12 frames instead of 250'];
      expect(await produce()).to.equal('CLIP_AVAILABLE');
      const made = ports.happened.filter((one) => /^(cut|verify|thumbnails)/.test(one));
      expect(made).to.deep.equal(['cut copy', 'verify', 'cut encode', 'verify', 'thumbnails']);
      expect(documentOf()).to.deep.include({
        cutMode: 'encode',
        cutReason: 'a copy cut failed its verification: it has 12 frames instead of 250',
      });
    });

    it('is stored nowhere when the encode fails as well', async () => {
      ports.producer.problems = ['bad', 'worse'];
      expect(await produce()).to.equal('CLIP_REJECTED');
      expect(ports.assets.objects.size).to.equal(0);
      expect(reasonTold()).to.deep.equal({
        code: 'unsupported-media',
        message: 'the clip failed its verification: worse',
      });
    });

    it('is never encoded where a cut at keyframes was asked for', async () => {
      ports.producer.problems = ['bad'];
      expect(await produce({ body: bodyOf({ cut: 'keyframe' }) })).to.equal('CLIP_REJECTED');
      expect(ports.producer.plans.map(({ mode }) => mode)).to.deep.equal(['copy']);
      expect(reasonTold()?.message).to.equal('the clip failed its verification: bad');
    });

    it('is refused where the encode would not fit the time', async () => {
      ports.producer.problems = ['bad'];
      expect(await produce({}, { cutBudgetMs: 100 })).to.equal('CLIP_REJECTED');
      expect(reasonTold()?.code).to.equal('too-heavy');
      expect(ports.producer.plans).to.have.lengthOf(1);
    });
  });

  describe('that cannot be made', () => {
    /** Told, written down and acknowledged, with nothing stored. */
    async function expectRefused(status: string, code: string, body = bodyOf()): Promise<void> {
      expect(await produce({ body })).to.equal(status);
      expect(ports.topic.notifications).to.have.lengthOf(1);
      expect(ports.topic.notifications[0]).to.deep.include({
        status,
        bucket: null,
        clip: { key: null, url: null },
        thumbnail: { key: null, url: null, sizes: [] },
        media: null,
      });
      expect(reasonTold()?.code).to.equal(code);
      expect(documentOf()).to.deep.include({ status, lease: null, availableAt: null, notifiedAt: NOW });
      expect(ports.assets.objects.size).to.equal(0);
      expect(ports.happened.slice(-3)).to.deep.equal([
        `finish ${status}`,
        `publish ${status}`,
        'mark notified',
      ]);
    }

    it('is CLIP_TOO_LONG above five minutes, and nothing is looked for', async () => {
      await expectRefused('CLIP_TOO_LONG', 'too-long', bodyOf({ endTimestampInMs: T0 + 300_001 }));
      expect(ports.happened).not.to.include('find');
    });

    it('is CLIP_NOT_AVAILABLE where no recording is found', async () => {
      ports.archive.contents.length = 0;
      await expectRefused('CLIP_NOT_AVAILABLE', 'not-recorded');
    });

    it('is CLIP_NOT_AVAILABLE where the recordings hold none of the window', async () => {
      await expectRefused(
        'CLIP_NOT_AVAILABLE',
        'not-recorded',
        bodyOf({ startTimestampInMs: T0 + 60_000, endTimestampInMs: T0 + 70_000 }),
      );
    });

    it('is CLIP_NOT_AVAILABLE where no frame begins within the window', async () => {
      ports.archive.points = null;
      await expectRefused('CLIP_NOT_AVAILABLE', 'not-recorded');
    });

    it('is CLIP_NOT_AVAILABLE where the window has gaps that were not to be skipped', async () => {
      const body = bodyOf({ startTimestampInMs: T0 - 5000, gapPolicy: 'fail' });
      await expectRefused('CLIP_NOT_AVAILABLE', 'not-wholly-recorded', body);
      expect(ports.producer.plans).to.deep.equal([]);
    });

    it('is CLIP_OUT_OF_RANGE where the window is older than the archive', async () => {
      ports.archive.contents.length = 0;
      ports.clock.nowMs = T0 + 4 * 86_400_000;
      expect(await produce()).to.equal('CLIP_OUT_OF_RANGE');
      expect(reasonTold()?.code).to.equal('older-than-archive');
    });

    it('is CLIP_REJECTED where the recording that was named is not there', async () => {
      const message = 'recording.key: there is no recording cam/x.mp4';
      stub(ports.archive, 'find').rejects(new ClipRefused('CLIP_REJECTED', 'recording-not-found', message));
      await expectRefused('CLIP_REJECTED', 'recording-not-found');
      expect(reasonTold()?.message).to.equal(message);
    });

    it('is CLIP_REJECTED where the only recording is broken, by name and reason', async () => {
      ports.archive.contents.length = 0;
      const message = 'recording cam/a.mp4 cannot be cut: it is empty';
      ports.archive.addBroken({ key: 'cam/a.mp4', code: 'empty', message, startMs: T0 });
      await expectRefused('CLIP_REJECTED', 'empty');
      expect(reasonTold()?.message).to.equal(message);
    });

    it('is CLIP_REJECTED where a recording that begins within the window is broken', async () => {
      ports.archive.addBroken({
        key: 'cam/b.mp4',
        code: 'truncated',
        message: 'cut off',
        startMs: T0 + 5000,
      });
      await expectRefused('CLIP_REJECTED', 'truncated');
    });

    it('is made all the same where a broken recording begins before the window', async () => {
      ports.archive.addBroken({
        key: 'cam/b.mp4',
        code: 'truncated',
        message: 'cut off',
        startMs: T0 - 5000,
      });
      expect(await produce()).to.equal('CLIP_AVAILABLE');
    });

    it('is CLIP_REJECTED where a cut at keyframes cannot be copied', async () => {
      const odd = recordingOf({ audio: { ...SOUND, codec: 'ulaw' } });
      ports.archive.contents.splice(0, 1, { found: odd, inspection: { kind: 'recording', recording: odd } });
      await expectRefused('CLIP_REJECTED', 'cannot-copy', bodyOf({ cut: 'keyframe' }));
    });

    it('is CLIP_REJECTED where an encode would not fit the time, and nothing is cut', async () => {
      ports.archive.points = pointsOf({ firstFrameUs: 40_000, next: null });
      expect(await produce({}, { cutBudgetMs: 100 })).to.equal('CLIP_REJECTED');
      expect(reasonTold()?.code).to.equal('too-heavy');
      expect(ports.producer.plans).to.deep.equal([]);
    });

    it('is CLIP_REJECTED where the media cannot be cut', async () => {
      stub(ports.producer, 'cut').rejects(new ClipRefused('CLIP_REJECTED', 'unsupported-media', 'no codec'));
      await expectRefused('CLIP_REJECTED', 'unsupported-media');
    });

    it('is CLIP_REJECTED where cutting takes longer than the time there is', async () => {
      const abort = new AbortController();
      stub(ports.producer, 'cut').callsFake(async () => {
        abort.abort(new Error('the time is over'));
        throw abort.signal.reason;
      });
      expect(await produce({}, { cutDeadline: abort.signal })).to.equal('CLIP_REJECTED');
      expect(reasonTold()).to.deep.equal({
        code: 'too-heavy',
        message: 'cutting took longer than the 105 s there were: ask for a shorter window',
      });
    });
  });

  describe('whose recording is still to come', () => {
    const END = T0 + 10_000;

    beforeEach(() => {
      ports.archive.contents.length = 0;
      ports.clock.nowMs = END + 5_000;
    });

    /** A delivery of the message that was sent again last. */
    const redeliver = (messageId: string) => {
      const body = JSON.stringify(ports.queue.sent.at(-1)?.body);
      return produce({ messageId, body, sentAtMs: ports.clock.nowMs });
    };
    const sentAtMs = END + 4_000;

    it('is told to be pending and by when it is expected, sent again, and then acknowledged', async () => {
      expect(await produce({ sentAtMs })).to.equal('CLIP_PENDING');
      expect(ports.topic.notifications).to.have.lengthOf(1);
      expect(ports.topic.notifications[0]).to.deep.include({
        status: 'CLIP_PENDING',
        expectedAt: END + 60_000,
        bucket: null,
        reason: {
          code: 'not-recorded-yet',
          message:
            'nothing of camera cam from 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:10.000Z is recorded',
        },
      });
      expect(ports.queue.sent).to.deep.equal([
        { delayS: 55, body: { ...JSON.parse(bodyOf()), retryTimestamps: [sentAtMs] } },
      ]);
      expect(ports.happened.filter((one) => !/archive|workspace/.test(one))).to.deep.equal([
        'claim',
        'find',
        'postpone, not told',
        'publish CLIP_PENDING',
        'postpone, told',
        'send again',
        'finish CLIP_PENDING',
      ]);
      expect(documentOf()).to.deep.include({
        status: 'CLIP_PENDING',
        lease: null,
        notifiedAt: END + 5_000,
        pending: { firstSentAt: sentAtMs, toldAt: END + 5_000, sendings: 1 },
      });
    });

    it('is told so once, however often it is looked for', async () => {
      await produce({ sentAtMs });
      for (const messageId of ['m2', 'm3', 'm4']) {
        ports.clock.nowMs += 60_000;
        expect(await redeliver(messageId)).to.equal('CLIP_PENDING');
      }
      expect(ports.topic.messages).to.have.lengthOf(1);
      expect(ports.queue.sent.map(({ body }) => (body.retryTimestamps as number[]).length)).to.deep.equal([
        1, 2, 3, 4,
      ]);
      expect(documentOf()?.pending?.firstSentAt).to.equal(sentAtMs);
    });

    it('is made when the recording has arrived, and nothing of the waiting is left', async () => {
      await produce({ sentAtMs });
      const recording = recordingOf();
      ports.archive.contents.push({ found: recording, inspection: { kind: 'recording', recording } });
      ports.clock.nowMs += 60_000;
      expect(await redeliver('m2')).to.equal('CLIP_AVAILABLE');
      expect(documentOf()).not.to.have.property('pending');
      expect(documentOf()).to.deep.include({ status: 'CLIP_AVAILABLE', expectedAt: null, reason: null });
    });

    it('is CLIP_RETRY_TIMEOUT a quarter of an hour after it was first sent', async () => {
      await produce({ sentAtMs });
      ports.clock.nowMs = sentAtMs + 899_999;
      expect(await redeliver('m2')).to.equal('CLIP_PENDING');
      expect(ports.queue.sent.at(-1)?.delayS).to.equal(10);
      ports.clock.nowMs = sentAtMs + 900_000;
      expect(await redeliver('m3')).to.equal('CLIP_RETRY_TIMEOUT');
      expect(reasonTold()).to.deep.equal({
        code: 'not-recorded-in-time',
        message:
          'nothing of camera cam from 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:10.000Z is recorded, ' +
          'and the time to wait for it is over',
      });
      expect(documentOf()).to.deep.include({ status: 'CLIP_RETRY_TIMEOUT', lease: null });
      expect(documentOf()).not.to.have.property('pending');
    });

    it('is CLIP_RETRY_TIMEOUT where its own retry times say that it was sent a quarter of an hour ago', async () => {
      const body = bodyOf({ retryTimestamps: [END + 5_000 - 900_000] });
      expect(await produce({ body, sentAtMs })).to.equal('CLIP_RETRY_TIMEOUT');
    });

    it('begins to wait anew when it is asked for again after that', async () => {
      await produce({ body: bodyOf({ retryTimestamps: [T0 - 900_000] }), sentAtMs });
      expect(await produce({ messageId: 'm2', sentAtMs })).to.equal('CLIP_PENDING');
      expect(documentOf()?.pending?.firstSentAt).to.equal(sentAtMs);
    });

    it('is sent again before its message is acknowledged, so that a crash loses nothing and tells no more', async () => {
      const end = stub(ports.clips, 'finish').rejects(new Error('killed'));
      await rejectionOf(produce({ sentAtMs }));
      end.restore();
      expect(ports.queue.sent).to.have.lengthOf(1);
      expect(await produce({ sentAtMs })).to.equal('CLIP_PENDING');
      expect(ports.topic.messages).to.have.lengthOf(1);
      // Both arrive: one goes on, the other ends.
      const [first, second] = ports.queue.sent.map(({ body }) => JSON.stringify(body));
      await produce({ messageId: 'm2', body: first as string, sentAtMs });
      await produce({ messageId: 'm3', body: second as string, sentAtMs });
      expect(ports.queue.sent).to.have.lengthOf(3);
    });

    it('is not sent again by a duplicate of a message that was', async () => {
      await produce({ sentAtMs });
      expect(await produce({ messageId: 'm2', sentAtMs })).to.equal('CLIP_PENDING');
      expect(ports.queue.sent).to.have.lengthOf(1);
      expect(ports.topic.messages).to.have.lengthOf(1);
    });

    it('comes back when it could not be told or sent again', async () => {
      const failure = new Error('down');
      const publish = stub(ports.topic, 'publish').rejects(failure);
      expect(await rejectionOf(produce({ sentAtMs }))).to.equal(failure);
      publish.restore();
      const send = stub(ports.queue, 'sendAgain').rejects(failure);
      expect(await rejectionOf(produce({ sentAtMs }))).to.equal(failure);
      send.restore();
      expect(documentOf()).to.deep.include({ status: 'CLIP_PENDING', lease: null });
      expect(await produce({ sentAtMs })).to.equal('CLIP_PENDING');
      expect(ports.topic.messages).to.have.lengthOf(1);
      expect(ports.queue.sent).to.have.lengthOf(1);
    });

    it('is pending where its window lies in the future, up to a quarter of an hour', async () => {
      ports.clock.nowMs = END - 900_000;
      expect(await produce({ sentAtMs: ports.clock.nowMs })).to.equal('CLIP_PENDING');
      expect(ports.queue.sent[0]?.delayS).to.equal(900);
    });

    it('is CLIP_NOT_AVAILABLE where its window lies further in the future', async () => {
      ports.clock.nowMs = END - 900_001;
      expect(await produce({ sentAtMs: ports.clock.nowMs })).to.equal('CLIP_NOT_AVAILABLE');
      expect(reasonTold()?.code).to.equal('in-the-future');
      expect(ports.queue.sent).to.deep.equal([]);
    });

    it('is pending where the recording of its end is still being written', async () => {
      const message = 'recording cam/a.mp4 cannot be cut: it has no index';
      ports.archive.addBroken({ key: 'cam/a.mp4', code: 'no-moov', message, startMs: T0 });
      expect(await produce({ sentAtMs })).to.equal('CLIP_PENDING');
      expect(reasonTold()).to.deep.equal({ code: 'not-recorded-yet', message });
    });

    it('is CLIP_REJECTED where its recording is broken in any other way', async () => {
      ports.archive.addBroken({ key: 'cam/a.mp4', code: 'truncated', message: 'cut off', startMs: T0 });
      expect(await produce({ sentAtMs })).to.equal('CLIP_REJECTED');
    });

    describe('in part', () => {
      beforeEach(() => {
        const recording = recordingOf({ durationUs: 6_000_000 });
        ports.archive.contents.push({ found: recording, inspection: { kind: 'recording', recording } });
      });

      it('is pending until its end is recorded too', async () => {
        expect(await produce({ sentAtMs })).to.equal('CLIP_PENDING');
        expect(reasonTold()?.message).to.equal(
          'camera cam from 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:10.000Z is recorded up to 2026-01-01T00:00:06.000Z only',
        );
        // The recording before it took 6 s; the next one should be there 15 s behind its end.
        expect(ports.topic.notifications[0]?.expectedAt).to.equal(T0 + 12_000 + 15_000);
      });

      it('is made of what there is when the time is over, as it is for whoever asks later', async () => {
        ports.clock.nowMs = sentAtMs + 900_000;
        expect(await produce({ sentAtMs })).to.equal('CLIP_AVAILABLE');
        expect(documentOf()?.gaps).to.deep.equal([[T0 + 6_000, T0 + 10_000]]);
      });

      it('is CLIP_RETRY_TIMEOUT then where gaps were not to be skipped', async () => {
        ports.clock.nowMs = sentAtMs + 900_000;
        expect(await produce({ sentAtMs, body: bodyOf({ gapPolicy: 'fail' }) })).to.equal(
          'CLIP_RETRY_TIMEOUT',
        );
      });
    });
  });

  describe('that two hosts work on whose clocks differ by a minute', () => {
    it('is not taken over from one that may still run', async () => {
      const claim = stub(ports.producer, 'verify').rejects(new Error('killed'));
      stub(ports.clips, 'release').resolves();
      await rejectionOf(produce({}, { leaseUntilMs: NOW + 120_000 + 60_000 }));
      claim.restore();
      // The other host is ahead: by its clock, 100 s are 160.
      ports.clock.nowMs = NOW + 160_000;
      expect(await rejectionOf(produce({ messageId: 'm2' }))).to.have.property('code', 'busy');
    });

    it('is not stored by one that was taken for dead', async () => {
      stub(ports.producer, 'verify').callsFake(async () => {
        const document = documentOf() as NonNullable<ReturnType<typeof documentOf>>;
        const lease = { until: NOW + 300_000, by: 'request-2/m2', messageId: 'm2' };
        ports.clips.documents.set('clip-1', { ...document, lease });
        return { media: mediaOf(), problem: null, stills: [] };
      });
      expect(await rejectionOf(produce())).to.have.property('code', 'lease-lost');
      expect(ports.assets.objects.size).to.equal(0);
    });
  });

  describe('of an invalid request', () => {
    it('is rejected with a reason, written down and told of, and nothing else happens', async () => {
      expect(await produce({ body: bodyOf({ cut: 'fast' }) })).to.equal('CLIP_REJECTED');
      expect(ports.happened).to.deep.equal(['record invalid', 'publish CLIP_REJECTED', 'mark notified']);
      expect(ports.topic.notifications[0]).to.deep.include({
        clipId: 'clip-1',
        cameraId: 'cam',
        reason: { code: 'invalid-field', message: 'cut must be "exact" or "keyframe", got "fast"' },
      });
      expect(documentOf()).to.deep.include({ status: 'CLIP_REJECTED', requestHash: null });
    });

    it('leaves the document of a valid request of the same name as it is', async () => {
      await produce();
      const document = documentOf();
      ports.happened.length = 0;
      expect(await produce({ body: bodyOf({ cut: 'fast' }) })).to.equal('CLIP_REJECTED');
      expect(documentOf()).to.deep.equal(document);
      expect(ports.happened).to.deep.equal(['publish CLIP_REJECTED']);
    });

    it('fails where it has no name, and nobody is told', async () => {
      for (const body of ['give me a clip', '{}', bodyOf({ clipId: 'a/b' })]) {
        const error = await rejectionOf(produce({ body }));
        expect(error).to.be.instanceOf(RetryableFailure);
        expect(error).to.have.property('code', 'no-clip-id');
      }
      expect(ports.happened).to.deep.equal([]);
    });
  });

  describe('that was asked for before', () => {
    it('is told of again when it is available, and nothing else is touched', async () => {
      await produce();
      const document = documentOf();
      const [told] = ports.topic.messages;
      ports.happened.length = 0;
      ports.clock.nowMs += 60_000;

      expect(await produce({ messageId: 'm2', body: bodyOf({ retryTimestamps: [1] }) })).to.equal(
        'CLIP_AVAILABLE',
      );
      expect(ports.topic.messages[1]).to.deep.equal(told);
      expect(ports.happened).to.deep.equal(['publish CLIP_AVAILABLE', 'mark notified']);
      expect(documentOf()).to.deep.equal({ ...document, notifiedAt: NOW + 60_000 });
    });

    it('is rejected when its name belongs to another request, whose clip stays as it is', async () => {
      await produce();
      const document = documentOf();
      ports.happened.length = 0;

      expect(await produce({ body: bodyOf({ cameraId: 'other' }) })).to.equal('CLIP_REJECTED');
      expect(ports.topic.notifications[1]).to.deep.include({
        cameraId: 'other',
        reason: {
          code: 'clip-id-taken',
          message: 'clipId clip-1 belongs to a different request; its clip is untouched',
        },
      });
      expect(ports.happened).to.deep.equal(['publish CLIP_REJECTED']);
      expect(documentOf()).to.deep.equal(document);
    });

    it('comes back while another delivery is at it, and nobody is told', async () => {
      await ports.clips.claim({
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
      ports.happened.length = 0;

      const error = await rejectionOf(produce());
      expect(error).to.be.instanceOf(RetryableFailure);
      expect(error).to.deep.include({
        code: 'busy',
        message: 'another delivery works on it until 2026-01-01T01:01:00.000Z',
      });
      expect(ports.happened).to.deep.equal([]);
    });

    it('is made when an earlier try ended without it', async () => {
      const found = ports.archive.contents.splice(0);
      await produce();
      ports.archive.contents.push(...found);
      expect(await produce({ messageId: 'm2' })).to.equal('CLIP_AVAILABLE');
      expect(documentOf()).to.deep.include({ attempts: 2, reason: null });
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
        fail(ports);
        expect(await rejectionOf(produce())).to.equal(failure);
        expect(documentOf()).to.deep.include({ status: 'CLIP_PROCESSING', lease: null });
        expect(ports.happened.at(-1)).to.equal('release');
        expect(ports.topic.messages).to.deep.equal([]);
      });
    }

    describe('because its process dies', () => {
      /** As a process leaves the document behind that is killed while it cuts. */
      const die = async (receives: number) => {
        const ends = ['release', 'finish'] as const;
        const stubs = ends.map((name) => stub(ports.clips, name).rejects(failure));
        const cutting = stub(ports.producer, 'cut').rejects(failure);
        await rejectionOf(produce({ receives, isLastReceive: false }));
        for (const one of [...stubs, cutting]) one.restore();
      };
      const last = { receives: 5, isLastReceive: true };

      it('is not tried on the last receive, and told of, where the two before it died', async () => {
        for (const receives of [3, 4]) await die(receives);
        ports.topic.messages.length = 0;
        const cut = stub(ports.producer, 'cut').rejects(failure);
        expect(await rejectionOf(produce(last))).to.have.property('code', 'killed-repeatedly');
        expect(cut.callCount).to.equal(0);
        expect(ports.topic.notifications.at(-1)).to.deep.include({
          status: 'FATAL_ERROR',
          reason: {
            code: 'killed-repeatedly',
            message: 'the last 2 deliveries of this request died without an answer: it is not tried again',
          },
        });
        expect(documentOf()).to.deep.include({ status: 'FATAL_ERROR', lease: null });
      });

      it('is tried on the last receive where only the one before it died', async () => {
        await die(4);
        expect(await produce(last)).to.equal('CLIP_AVAILABLE');
      });

      it('is tried on the last receive where the deaths are not in a row', async () => {
        for (const receives of [1, 2]) await die(receives);
        const cut = stub(ports.producer, 'cut').rejects(failure);
        await rejectionOf(produce({ receives: 3 }));
        cut.restore();
        await die(4);
        expect(await produce(last)).to.equal('CLIP_AVAILABLE');
      });

      it('is tried before that, however often it died', async () => {
        for (const receives of [1, 2, 3]) await die(receives);
        expect(await produce({ receives: 4 })).to.equal('CLIP_AVAILABLE');
      });

      it('is tried anew when it is asked for again', async () => {
        for (const receives of [3, 4]) await die(receives);
        await rejectionOf(produce(last));
        expect(await produce({ messageId: 'm2' })).to.equal('CLIP_AVAILABLE');
      });
    });

    it('fails with its first error where its lease cannot be ended either', async () => {
      stub(ports.assets, 'put').rejects(failure);
      stub(ports.clips, 'release').rejects(new Error('MongoDB is down'));
      expect(await rejectionOf(produce())).to.equal(failure);
    });

    it('is stored and not written down when storing fails, and not told when writing fails', async () => {
      const put = stub(ports.assets, 'put').rejects(failure);
      await rejectionOf(produce());
      expect(ports.happened).not.to.include('finish CLIP_AVAILABLE');
      put.restore();
      stub(ports.clips, 'finish').rejects(failure);
      await rejectionOf(produce());
      expect(ports.happened).to.include('put cam/clip-1.mp4');
      expect(ports.topic.messages).to.deep.equal([]);
    });

    it('comes back when its claim fails', async () => {
      stub(ports.clips, 'claim').rejects(failure);
      expect(await rejectionOf(produce())).to.equal(failure);
      expect(ports.happened).to.deep.equal([]);
    });

    it('comes back when it could not be told, and is told then', async () => {
      const publish = stub(ports.topic, 'publish').rejects(failure);
      expect(await rejectionOf(produce())).to.equal(failure);
      expect(documentOf()).to.deep.include({ status: 'CLIP_AVAILABLE', notifiedAt: null });
      publish.restore();
      ports.happened.length = 0;
      expect(await produce()).to.equal('CLIP_AVAILABLE');
      expect(ports.happened).to.deep.equal(['publish CLIP_AVAILABLE', 'mark notified']);
    });

    it('stays available when it could not be told at the last receive', async () => {
      stub(ports.topic, 'publish').rejects(failure);
      await rejectionOf(produce({ isLastReceive: true }));
      expect(documentOf()?.status).to.equal('CLIP_AVAILABLE');
    });

    it('is a fatal error at the last receive, told before it goes to the dead-letter queue', async () => {
      stub(ports.assets, 'put').rejects(failure);
      expect(await rejectionOf(produce({ isLastReceive: true }))).to.equal(failure);
      expect(ports.topic.notifications).to.have.lengthOf(1);
      expect(ports.topic.notifications[0]).to.deep.include({
        status: 'FATAL_ERROR',
        reason: { code: 'Error', message: 'S3 is down' },
        bucket: null,
      });
      expect(documentOf()).to.deep.include({ status: 'FATAL_ERROR', lease: null, notifiedAt: NOW });
    });

    it('is a fatal error at the last receive, told without its document, where the database is what failed', async () => {
      const down = new Error('MongoDB is down');
      for (const method of ['claim', 'finish'] as const) {
        const broken = stub(ports.clips, method).rejects(down);
        expect(await rejectionOf(produce({ isLastReceive: true }))).to.equal(down);
        broken.restore();
        expect(ports.topic.notifications.at(-1)).to.deep.include({
          status: 'FATAL_ERROR',
          reason: { code: 'Error', message: 'MongoDB is down' },
        });
      }
    });

    it('fails with its first error where not even a fatal error can be told', async () => {
      stub(ports.assets, 'put').rejects(failure);
      stub(ports.topic, 'publish').rejects(new Error('SNS is down'));
      expect(await rejectionOf(produce({ isLastReceive: true }))).to.equal(failure);
      expect(documentOf()).to.deep.include({ status: 'FATAL_ERROR', notifiedAt: null });
    });

    it('is told of by whoever has taken over, and by nobody else', async () => {
      stub(ports.producer, 'cut').callsFake(async () => {
        const taken = { until: NOW + 300_000, by: 'request-2/m1', messageId: 'm1' };
        ports.clips.documents.set('clip-1', {
          ...(documentOf() as NonNullable<ReturnType<typeof documentOf>>),
          lease: taken,
        });
        return '/workspace/clip.mp4';
      });
      for (const isLastReceive of [false, true]) {
        const error = await rejectionOf(produce({ isLastReceive }));
        expect(error).to.be.instanceOf(RetryableFailure);
        expect(error).to.have.property('code', 'lease-lost');
        expect(documentOf()?.lease?.by).to.equal('request-2/m1');
      }
      expect(ports.topic.messages).to.deep.equal([]);
    });

    it('comes back when storing fails, though the time for cutting is over by then', async () => {
      const abort = new AbortController();
      stub(ports.assets, 'put').callsFake(async () => {
        abort.abort();
        throw failure;
      });
      expect(await rejectionOf(produce({}, { cutDeadline: abort.signal }))).to.equal(failure);
      expect(ports.topic.messages).to.deep.equal([]);
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
    for (const [end, arrange] of ends) {
      it(`leaves neither an open archive nor a workspace: ${end}`, async () => {
        arrange(ports);
        await produce().catch(() => undefined);
        const count = (what: string) => ports.happened.filter((one) => one === what).length;
        expect([count('close archive'), count('remove workspace')]).to.deep.equal([1, 1]);
      });
    }
  });
});
