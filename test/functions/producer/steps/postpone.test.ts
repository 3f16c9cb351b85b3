import { expect } from 'chai';
import { stub } from 'sinon';
import { bodyOf, recordingOf, rejectionOf, T0 } from '../samples.ts';
import { useCaseForEach } from '../use-case.ts';

const END = T0 + 10_000;

describe('a clip whose recording is still to come', () => {
  const useCase = useCaseForEach();

  beforeEach(() => {
    useCase.ports.archive.contents.length = 0;
    useCase.ports.clock.nowMs = END + 5_000;
  });

  /** A delivery of the message that was sent again last. */
  const redeliver = (messageId: string) => {
    const body = JSON.stringify(useCase.ports.queue.sent.at(-1)?.body);
    return useCase.produce({ messageId, body, sentAtMs: useCase.ports.clock.nowMs });
  };
  const sentAtMs = END + 4_000;

  it('is told to be pending and by when it is expected, sent again, and then acknowledged', async () => {
    expect(await useCase.produce({ sentAtMs })).to.equal('CLIP_PENDING');
    expect(useCase.ports.topic.notifications).to.have.lengthOf(1);
    expect(useCase.ports.topic.notifications[0]).to.deep.include({
      status: 'CLIP_PENDING',
      expectedAt: END + 60_000,
      bucket: null,
      reason: {
        code: 'not-recorded-yet',
        message:
          'nothing of camera cam from 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:10.000Z is recorded',
      },
    });
    expect(useCase.ports.queue.sent).to.deep.equal([
      { delayS: 55, body: { ...JSON.parse(bodyOf()), retryTimestamps: [sentAtMs] } },
    ]);
    expect(useCase.ports.happened.filter((one) => !/archive|workspace/.test(one))).to.deep.equal([
      'claim',
      'find',
      'postpone, not told',
      'publish CLIP_PENDING',
      'postpone, told',
      'send again',
      'finish CLIP_PENDING',
    ]);
    expect(useCase.document()).to.deep.include({
      status: 'CLIP_PENDING',
      lease: null,
      notifiedAt: END + 5_000,
      pending: { firstSentAt: sentAtMs, toldAt: END + 5_000, sendings: 1 },
    });
  });

  it('is told so once, however often it is looked for', async () => {
    await useCase.produce({ sentAtMs });
    for (const messageId of ['m2', 'm3', 'm4']) {
      useCase.ports.clock.nowMs += 60_000;
      expect(await redeliver(messageId)).to.equal('CLIP_PENDING');
    }
    expect(useCase.ports.topic.messages).to.have.lengthOf(1);
    expect(
      useCase.ports.queue.sent.map(({ body }) => (body.retryTimestamps as number[]).length),
    ).to.deep.equal([1, 2, 3, 4]);
    expect(useCase.document()?.pending?.firstSentAt).to.equal(sentAtMs);
  });

  it('is made when the recording has arrived, and nothing of the waiting is left', async () => {
    await useCase.produce({ sentAtMs });
    const recording = recordingOf();
    useCase.ports.archive.contents.push({ found: recording, inspection: { kind: 'recording', recording } });
    useCase.ports.clock.nowMs += 60_000;
    expect(await redeliver('m2')).to.equal('CLIP_AVAILABLE');
    expect(useCase.document()).not.to.have.property('pending');
    expect(useCase.document()).to.deep.include({ status: 'CLIP_AVAILABLE', expectedAt: null, reason: null });
  });

  it('is CLIP_RETRY_TIMEOUT a quarter of an hour after it was first sent', async () => {
    await useCase.produce({ sentAtMs });
    useCase.ports.clock.nowMs = sentAtMs + 899_999;
    expect(await redeliver('m2')).to.equal('CLIP_PENDING');
    expect(useCase.ports.queue.sent.at(-1)?.delayS).to.equal(10);
    useCase.ports.clock.nowMs = sentAtMs + 900_000;
    expect(await redeliver('m3')).to.equal('CLIP_RETRY_TIMEOUT');
    expect(useCase.reasonTold()).to.deep.equal({
      code: 'not-recorded-in-time',
      message:
        'nothing of camera cam from 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:10.000Z is recorded, ' +
        'and the time to wait for it is over',
    });
    expect(useCase.document()).to.deep.include({ status: 'CLIP_RETRY_TIMEOUT', lease: null });
    expect(useCase.document()).not.to.have.property('pending');
  });

  it('is CLIP_RETRY_TIMEOUT where its own retry times say that it was sent a quarter of an hour ago', async () => {
    const body = bodyOf({ retryTimestamps: [END + 5_000 - 900_000] });
    expect(await useCase.produce({ body, sentAtMs })).to.equal('CLIP_RETRY_TIMEOUT');
  });

  it('begins to wait anew when it is asked for again after that', async () => {
    await useCase.produce({ body: bodyOf({ retryTimestamps: [T0 - 900_000] }), sentAtMs });
    expect(await useCase.produce({ messageId: 'm2', sentAtMs })).to.equal('CLIP_PENDING');
    expect(useCase.document()?.pending?.firstSentAt).to.equal(sentAtMs);
  });

  it('is sent again before its message is acknowledged, so that a crash loses nothing and tells no more', async () => {
    const end = stub(useCase.ports.clips, 'finish').rejects(new Error('killed'));
    await rejectionOf(useCase.produce({ sentAtMs }));
    end.restore();
    expect(useCase.ports.queue.sent).to.have.lengthOf(1);
    expect(await useCase.produce({ sentAtMs })).to.equal('CLIP_PENDING');
    expect(useCase.ports.topic.messages).to.have.lengthOf(1);
    // Both arrive: one goes on, the other ends.
    const [first, second] = useCase.ports.queue.sent.map(({ body }) => JSON.stringify(body));
    await useCase.produce({ messageId: 'm2', body: first as string, sentAtMs });
    await useCase.produce({ messageId: 'm3', body: second as string, sentAtMs });
    expect(useCase.ports.queue.sent).to.have.lengthOf(3);
  });

  it('is not sent again by a duplicate of a message that was', async () => {
    await useCase.produce({ sentAtMs });
    expect(await useCase.produce({ messageId: 'm2', sentAtMs })).to.equal('CLIP_PENDING');
    expect(useCase.ports.queue.sent).to.have.lengthOf(1);
    expect(useCase.ports.topic.messages).to.have.lengthOf(1);
  });

  it('is sent again each time, though its message takes no further retry time', async () => {
    const times = Array.from({ length: 1000 }, (_, index) => T0 + index);
    const first = await useCase.produce({ body: bodyOf({ retryTimestamps: times }), sentAtMs });
    expect([first, await redeliver('m2'), useCase.ports.queue.sent.length]).to.deep.equal([
      'CLIP_PENDING',
      'CLIP_PENDING',
      2,
    ]);
  });

  it('comes back when it could not be told or sent again', async () => {
    const failure = new Error('down');
    const publish = stub(useCase.ports.topic, 'publish').rejects(failure);
    expect(await rejectionOf(useCase.produce({ sentAtMs }))).to.equal(failure);
    publish.restore();
    const send = stub(useCase.ports.queue, 'sendAgain').rejects(failure);
    expect(await rejectionOf(useCase.produce({ sentAtMs }))).to.equal(failure);
    send.restore();
    expect(useCase.document()).to.deep.include({ status: 'CLIP_PENDING', lease: null });
    expect(await useCase.produce({ sentAtMs })).to.equal('CLIP_PENDING');
    expect(useCase.ports.topic.messages).to.have.lengthOf(1);
    expect(useCase.ports.queue.sent).to.have.lengthOf(1);
  });

  it('is pending where its window lies in the future, up to a quarter of an hour', async () => {
    useCase.ports.clock.nowMs = END - 900_000;
    expect(await useCase.produce({ sentAtMs: useCase.ports.clock.nowMs })).to.equal('CLIP_PENDING');
    expect(useCase.ports.queue.sent[0]?.delayS).to.equal(900);
  });

  it('is CLIP_NOT_AVAILABLE where its window lies further in the future', async () => {
    useCase.ports.clock.nowMs = END - 900_001;
    expect(await useCase.produce({ sentAtMs: useCase.ports.clock.nowMs })).to.equal('CLIP_NOT_AVAILABLE');
    expect(useCase.reasonTold()?.code).to.equal('in-the-future');
    expect(useCase.ports.queue.sent).to.deep.equal([]);
  });

  it('is pending where the recording of its end is still being written', async () => {
    const message = 'recording cam/a.mp4 cannot be cut: it has no index';
    useCase.ports.archive.addBroken({ key: 'cam/a.mp4', code: 'no-moov', message, startMs: T0 });
    expect(await useCase.produce({ sentAtMs })).to.equal('CLIP_PENDING');
    expect(useCase.reasonTold()).to.deep.equal({ code: 'not-recorded-yet', message });
  });

  it('is CLIP_REJECTED where its recording is broken in any other way', async () => {
    useCase.ports.archive.addBroken({ key: 'cam/a.mp4', code: 'truncated', message: 'cut off', startMs: T0 });
    expect(await useCase.produce({ sentAtMs })).to.equal('CLIP_REJECTED');
  });

  describe('in part', () => {
    beforeEach(() => {
      const recording = recordingOf({ durationUs: 6_000_000 });
      useCase.ports.archive.contents.push({ found: recording, inspection: { kind: 'recording', recording } });
    });

    it('is pending until its end is recorded too', async () => {
      expect(await useCase.produce({ sentAtMs })).to.equal('CLIP_PENDING');
      expect(useCase.reasonTold()?.message).to.equal(
        'camera cam from 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:10.000Z is recorded up to 2026-01-01T00:00:06.000Z only',
      );
      // The recording before it took 6 s; the next one should be there 15 s behind its end.
      expect(useCase.ports.topic.notifications[0]?.expectedAt).to.equal(T0 + 12_000 + 15_000);
    });

    it('is made of what there is when the time is over, as it is for whoever asks later', async () => {
      useCase.ports.clock.nowMs = sentAtMs + 900_000;
      expect(await useCase.produce({ sentAtMs })).to.equal('CLIP_AVAILABLE');
      expect(useCase.document()?.gaps).to.deep.equal([[T0 + 6_000, T0 + 10_000]]);
    });

    it('is CLIP_RETRY_TIMEOUT then where gaps were not to be skipped', async () => {
      useCase.ports.clock.nowMs = sentAtMs + 900_000;
      expect(await useCase.produce({ sentAtMs, body: bodyOf({ gapPolicy: 'fail' }) })).to.equal(
        'CLIP_RETRY_TIMEOUT',
      );
    });
  });
});
