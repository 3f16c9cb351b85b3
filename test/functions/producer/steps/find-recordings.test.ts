import { expect } from 'chai';
import { stub } from 'sinon';
import { ClipRefused } from '../../../../functions/producer/core/errors.ts';
import { bodyOf, pointsOf, recordingOf, SOUND, T0 } from '../samples.ts';
import { NOW, useCaseForEach } from '../use-case.ts';

describe('a clip that cannot be made', () => {
  const useCase = useCaseForEach();

  /** Told, written down and acknowledged, with nothing stored. */
  async function expectRefused(status: string, code: string, body = bodyOf()): Promise<void> {
    expect(await useCase.produce({ body })).to.equal(status);
    expect(useCase.ports.topic.notifications).to.have.lengthOf(1);
    expect(useCase.ports.topic.notifications[0]).to.deep.include({
      status,
      bucket: null,
      clip: { key: null, url: null },
      thumbnail: { key: null, url: null, sizes: [] },
      media: null,
    });
    expect(useCase.reasonTold()?.code).to.equal(code);
    expect(useCase.document()).to.deep.include({ status, lease: null, availableAt: null, notifiedAt: NOW });
    expect(useCase.ports.assets.objects.size).to.equal(0);
    expect(useCase.ports.happened.slice(-3)).to.deep.equal([
      `finish ${status}`,
      `publish ${status}`,
      'mark notified',
    ]);
  }

  it('is CLIP_TOO_LONG above five minutes, and nothing is looked for', async () => {
    await expectRefused('CLIP_TOO_LONG', 'too-long', bodyOf({ endTimestampInMs: T0 + 300_001 }));
    expect(useCase.ports.happened).not.to.include('find');
  });

  it('is CLIP_NOT_AVAILABLE where no recording is found', async () => {
    useCase.ports.archive.contents.length = 0;
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
    useCase.ports.archive.points = null;
    await expectRefused('CLIP_NOT_AVAILABLE', 'not-recorded');
  });

  it('is CLIP_NOT_AVAILABLE where the window has gaps that were not to be skipped', async () => {
    const body = bodyOf({ startTimestampInMs: T0 - 5000, gapPolicy: 'fail' });
    await expectRefused('CLIP_NOT_AVAILABLE', 'not-wholly-recorded', body);
    expect(useCase.ports.producer.plans).to.deep.equal([]);
  });

  it('is CLIP_OUT_OF_RANGE where the window is older than the archive', async () => {
    useCase.ports.archive.contents.length = 0;
    useCase.ports.clock.nowMs = T0 + 4 * 86_400_000;
    expect(await useCase.produce()).to.equal('CLIP_OUT_OF_RANGE');
    expect(useCase.reasonTold()?.code).to.equal('older-than-archive');
  });

  it('is CLIP_REJECTED where the recording that was named is not there', async () => {
    const message = 'recording.key: there is no recording cam/x.mp4';
    stub(useCase.ports.archive, 'find').rejects(
      new ClipRefused('CLIP_REJECTED', 'recording-not-found', message),
    );
    await expectRefused('CLIP_REJECTED', 'recording-not-found');
    expect(useCase.reasonTold()?.message).to.equal(message);
  });

  it('is CLIP_REJECTED where the only recording is broken, by name and reason', async () => {
    useCase.ports.archive.contents.length = 0;
    const message = 'recording cam/a.mp4 cannot be cut: it is empty';
    useCase.ports.archive.addBroken({ key: 'cam/a.mp4', code: 'empty', message, startMs: T0 });
    await expectRefused('CLIP_REJECTED', 'empty');
    expect(useCase.reasonTold()?.message).to.equal(message);
  });

  it('is CLIP_REJECTED where a recording that begins within the window is broken', async () => {
    useCase.ports.archive.addBroken({
      key: 'cam/b.mp4',
      code: 'truncated',
      message: 'cut off',
      startMs: T0 + 5000,
    });
    await expectRefused('CLIP_REJECTED', 'truncated');
  });

  it('is CLIP_REJECTED where a recording that begins with the window is broken, though others are not', async () => {
    useCase.ports.archive.addBroken({ key: 'cam/b.mp4', code: 'truncated', message: 'cut off', startMs: T0 });
    await expectRefused('CLIP_REJECTED', 'truncated');
  });

  it('is made all the same where a broken recording begins before the window', async () => {
    useCase.ports.archive.addBroken({
      key: 'cam/b.mp4',
      code: 'truncated',
      message: 'cut off',
      startMs: T0 - 5000,
    });
    expect(await useCase.produce()).to.equal('CLIP_AVAILABLE');
  });

  it('is CLIP_REJECTED where a cut at keyframes cannot be copied', async () => {
    const odd = recordingOf({ audio: { ...SOUND, codec: 'ulaw' } });
    useCase.ports.archive.contents.splice(0, 1, {
      found: odd,
      inspection: { kind: 'recording', recording: odd },
    });
    await expectRefused('CLIP_REJECTED', 'cannot-copy', bodyOf({ cut: 'keyframe' }));
  });

  it('is CLIP_REJECTED where an encode would not fit the time, and nothing is cut', async () => {
    useCase.ports.archive.points = pointsOf({ firstFrameUs: 40_000, next: null });
    expect(await useCase.produce({}, { cutBudgetMs: 100 })).to.equal('CLIP_REJECTED');
    expect(useCase.reasonTold()?.code).to.equal('too-heavy');
    expect(useCase.ports.producer.plans).to.deep.equal([]);
  });

  it('is CLIP_REJECTED where the media cannot be cut', async () => {
    stub(useCase.ports.producer, 'cut').rejects(
      new ClipRefused('CLIP_REJECTED', 'unsupported-media', 'no codec'),
    );
    await expectRefused('CLIP_REJECTED', 'unsupported-media');
  });

  it('is CLIP_REJECTED where cutting takes longer than the time there is', async () => {
    const abort = new AbortController();
    stub(useCase.ports.producer, 'cut').callsFake(async () => {
      abort.abort(new Error('the time is over'));
      throw abort.signal.reason;
    });
    expect(await useCase.produce({}, { cutDeadline: abort.signal })).to.equal('CLIP_REJECTED');
    expect(useCase.reasonTold()).to.deep.equal({
      code: 'too-heavy',
      message: 'cutting took longer than the 105 s there were: ask for a shorter window',
    });
  });
});
