import { expect } from 'chai';
import {
  ARCHIVE_MS,
  LONGEST_CLIP_MS,
  noRecording,
  refuseOverlong,
} from '../../../../functions/producer/core/limits.ts';
import { requestOf, T0, thrownBy } from '../samples.ts';

const END = T0 + 10_000;

describe('a window that is too long', () => {
  it('is one of more than five minutes', () => {
    expect(LONGEST_CLIP_MS).to.equal(300_000);
    expect(() => refuseOverlong({ startMs: T0, endMs: T0 + 300_000 })).not.to.throw();
    expect(thrownBy(() => refuseOverlong({ startMs: T0, endMs: T0 + 300_001 }))).to.deep.include({
      status: 'CLIP_TOO_LONG',
      code: 'too-long',
      message: 'the window is 300001 ms long, a clip may be 300000 ms long',
    });
  });
});

describe('a window that nothing covers', () => {
  it('is not available as long as the archive reaches back to it', () => {
    expect(ARCHIVE_MS).to.equal(259_200_000);
    expect(noRecording(requestOf(), END + 259_200_000)).to.deep.include({
      status: 'CLIP_NOT_AVAILABLE',
      code: 'not-recorded',
      message: 'camera cam has no recording of 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:10.000Z',
    });
  });

  it('is out of range once it is older than the archive', () => {
    expect(noRecording(requestOf(), END + 259_200_001)).to.deep.include({
      status: 'CLIP_OUT_OF_RANGE',
      code: 'older-than-archive',
      message:
        'camera cam has no recording of 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:10.000Z, ' +
        "which is older than the archive's 3 days",
    });
  });

  it('is not available where it lies in the future', () => {
    expect(noRecording(requestOf(), T0 - 86_400_000).status).to.equal('CLIP_NOT_AVAILABLE');
  });

  it('names its gaps where it was to be covered wholly', () => {
    const gaps = [
      { startMs: T0, endMs: T0 + 1000 },
      { startMs: T0 + 5000, endMs: T0 + 6500 },
    ];
    expect(noRecording(requestOf({ gapPolicy: 'fail' }), END, gaps)).to.deep.include({
      status: 'CLIP_NOT_AVAILABLE',
      code: 'not-wholly-recorded',
      message:
        'camera cam has gaps in 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:10.000Z: ' +
        '2026-01-01T00:00:00.000Z to 2026-01-01T00:00:01.000Z, 2026-01-01T00:00:05.000Z to 2026-01-01T00:00:06.500Z',
    });
  });

  it('names the gaps of a recording by offsets where that was to be covered wholly', () => {
    const request = requestOf({
      source: { kind: 'recording', key: 'cam/front.mp4' },
      range: { startMs: 0, endMs: 10_000 },
      gapPolicy: 'fail',
    });
    expect(noRecording(request, END, [{ startMs: 5000, endMs: 6500 }])).to.deep.include({
      status: 'CLIP_NOT_AVAILABLE',
      code: 'not-wholly-recorded',
      message: 'recording cam/front.mp4 has gaps in 0 to 10000: 5000 to 6500',
    });
    const outside = { code: 'outside-recording' };
    expect(noRecording(request, END, [request.range])).to.deep.include(outside);
  });

  it('is outside of the recording that was named', () => {
    const request = requestOf({
      source: { kind: 'recording', key: 'cam/front.mp4' },
      range: { startMs: 60_000, endMs: 61_000 },
    });
    // However old: a recording has no age, only a length.
    expect(noRecording(request, END + 1e12)).to.deep.include({
      status: 'CLIP_NOT_AVAILABLE',
      code: 'outside-recording',
      message: 'startMs 60000 to endMs 61000 lies outside of recording cam/front.mp4',
    });
  });
});
