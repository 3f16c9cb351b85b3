import { expect } from 'chai';
import type { ClipRequest } from '../../../../functions/producer/core/request.ts';
import { NO_EDITS } from '../../../../functions/producer/core/request-edits.ts';
import { requestHash } from '../../../../functions/producer/core/request-hash.ts';
import { requestIn, WINDOW } from '../requests.ts';
import { requestOf } from '../samples.ts';

describe("a request's hash", () => {
  it('is the same however the body was written', () => {
    const bodies = [
      JSON.stringify(WINDOW),
      JSON.stringify(Object.fromEntries(Object.entries(WINDOW).reverse()), null, 2),
      JSON.stringify(WINDOW).replaceAll('"', "'"),
      JSON.stringify({ ...WINDOW, startTimestampInMs: '1537119363000' }),
      JSON.stringify({ ...WINDOW, cut: 'exact', gapPolicy: 'skip', retryTimestamps: [1, 2] }),
      JSON.stringify({ ...WINDOW, thumbnails: { widths: [3000, 1500, 640, 300], at: 0.25 } }),
      JSON.stringify({ ...WINDOW, clipId: 'another' }),
    ];
    expect(new Set(bodies.map((body) => requestHash(requestIn(body)))).size).to.equal(1);
  });

  it('is hexadecimal SHA-256, and stays what it is from version to version', () => {
    expect(requestHash(requestIn(JSON.stringify(WINDOW)))).to.equal(
      'ad3a5d7bfe12f5b80ff31a534a45dc64e89bcc14fccb83e99df32a54182613ca',
    );
  });

  it('differs for every other clip', () => {
    const others: ClipRequest[] = [
      requestOf(),
      requestOf({ source: { kind: 'window', cameraId: 'cam2' } }),
      requestOf({ source: { kind: 'recording', key: 'cam' } }),
      requestOf({ range: { startMs: 1, endMs: 2 } }),
      requestOf({ range: { startMs: 1, endMs: 3 } }),
      requestOf({ range: { startMs: 0, endMs: 2 } }),
      requestOf({ cut: 'keyframe' }),
      requestOf({ gapPolicy: 'fail' }),
      requestOf({ thumbnails: { widths: [300], at: 0.25 } }),
      requestOf({ thumbnails: { widths: [300, 640, 1500, 3000], at: 0.5 } }),
      requestOf({ edits: { ...NO_EDITS, mute: true } }),
      requestOf({ edits: { ...NO_EDITS, speed: 2 } }),
      requestOf({ preview: 'gif' }),
      requestOf({ sprite: true }),
    ];
    expect(new Set(others.map(requestHash)).size).to.equal(others.length);
  });
});
