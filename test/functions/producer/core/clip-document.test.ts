import { expect } from 'chai';
import {
  bytesReadOf,
  failedResult,
  identityOf,
  identityOfInvalid,
  PROCESSING,
  toTuple,
} from '../../../../functions/producer/core/clip-document.ts';
import { parseRequest } from '../../../../functions/producer/core/request.ts';
import { bodyOf, requestOf, T0 } from '../samples.ts';

describe('the identity of a clip', () => {
  it('is the camera and the window that were asked for', () => {
    expect(identityOf(requestOf(), 'archive/')).to.deep.equal({
      clipId: 'clip-1',
      cameraId: 'cam',
      startTimestampInMs: T0,
      endTimestampInMs: T0 + 10_000,
    });
  });

  it('is the moment on the wall clock, where the name of the recording tells its time', () => {
    const key = 'archive/cam/front.20260101T000000.mp4';
    const request = requestOf({ source: { kind: 'recording', key }, range: { startMs: 500, endMs: 2500 } });
    expect(identityOf(request, 'archive/')).to.deep.equal({
      clipId: 'clip-1',
      cameraId: 'cam',
      startTimestampInMs: T0 + 500,
      endTimestampInMs: T0 + 2500,
      recording: { key },
      startMs: 500,
      endMs: 2500,
    });
  });

  it('has no camera and no wall clock where the name tells none', () => {
    const request = requestOf({
      source: { kind: 'recording', key: 'upload.mp4' },
      range: { startMs: 0, endMs: 1 },
    });
    expect(identityOf(request, '')).to.deep.equal({
      clipId: 'clip-1',
      cameraId: null,
      startTimestampInMs: null,
      endTimestampInMs: null,
      recording: { key: 'upload.mp4' },
      startMs: 0,
      endMs: 1,
    });
  });

  it('is as much as could be read of an invalid request', () => {
    const identity = (body: string) => {
      const parsed = parseRequest(body);
      if (parsed.ok) throw new Error('the sample is valid');
      return identityOfInvalid({ ...parsed, clipId: parsed.clipId ?? 'none' });
    };
    expect(identity(bodyOf({ cut: 'fast' }))).to.deep.equal({
      clipId: 'clip-1',
      cameraId: 'cam',
      startTimestampInMs: T0,
      endTimestampInMs: T0 + 10_000,
    });
    expect(identity(bodyOf({ cameraId: 'a/b', startTimestampInMs: -1 }))).to.deep.equal({
      clipId: 'clip-1',
      cameraId: null,
      startTimestampInMs: null,
      endTimestampInMs: null,
    });
  });
});

describe('the result of a request', () => {
  const nothing = {
    bucket: null,
    clip: { key: null, url: null },
    thumbnail: { key: null, url: null, sizes: [] },
    preview: null,
    sprite: null,
    covered: [],
    gaps: [],
    media: null,
    expectedAt: null,
  };

  it('names nothing that is stored while it is worked on', () => {
    expect(PROCESSING).to.deep.equal({ status: 'CLIP_PROCESSING', ...nothing, reason: null });
  });

  it('names nothing that is stored but a reason when it failed', () => {
    const reason = { code: 'too-long', message: 'too long' };
    expect(failedResult('CLIP_TOO_LONG', reason)).to.deep.equal({
      status: 'CLIP_TOO_LONG',
      ...nothing,
      reason,
    });
  });

  it('has ranges as pairs of numbers', () => {
    expect(toTuple({ startMs: 1, endMs: 2 })).to.deep.equal([1, 2]);
  });
});

describe('what a clip was read from', () => {
  const source = (key: string, bytesRead: number) => ({
    ...{ key, bytesRead, etag: '"e"', size: 5000 },
    ...{ fromMs: 0, toMs: 1000 },
  });

  it('counts a recording once that lies on both sides of a hole', () => {
    expect(bytesReadOf([source('a', 700), source('a', 700), source('b', 30)])).to.equal(730);
    expect(bytesReadOf([])).to.equal(0);
  });
});
