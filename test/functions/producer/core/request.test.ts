import { expect } from 'chai';
import { parseRequest, requestJsonSchema } from '../../../../functions/producer/core/request.ts';
import { NO_EDITS } from '../../../../functions/producer/core/request-edits.ts';
import { RECORDING, requestIn, WINDOW } from '../requests.ts';
import { fits } from './json-schema.ts';

const DEFAULTS = {
  cut: 'exact',
  gapPolicy: 'skip',
  edits: NO_EDITS,
  thumbnails: { widths: [300, 640, 1500, 3000], at: 0.25 },
  preview: 'none',
  sprite: false,
  retryTimestamps: [],
};

const parse = (fields: object) => parseRequest(JSON.stringify(fields));

describe('a request', () => {
  it('names a window of a camera by epoch milliseconds', () => {
    expect(parse(WINDOW)).to.deep.equal({
      ok: true,
      request: {
        clipId: '507f1f77bcf86cd799439011',
        source: { kind: 'window', cameraId: '5834046d5a2d6b1d2c8a7b9e' },
        range: { startMs: 1_537_119_363_000, endMs: 1_537_119_423_000 },
        ...DEFAULTS,
      },
    });
  });

  it('names a recording by its key, and offsets into it', () => {
    expect(parse(RECORDING)).to.deep.equal({
      ok: true,
      request: {
        clipId: 'clip-1',
        source: { kind: 'recording', key: 'cam/front.20260101T000000.mp4' },
        range: { startMs: 500, endMs: 2500 },
        ...DEFAULTS,
      },
    });
  });

  it("may be the older contract's single-quoted literal", () => {
    const body =
      "{'clipId': '507f1f77bcf86cd799439011', 'retryTimestamps': [], 'cameraId': '5834046d5a2d6b1d2c8a7b9e', " +
      "'startTimestampInMs': 1537119363000, 'endTimestampInMs': 1537119423000}";
    expect(requestIn(body)).to.deep.equal(requestIn(JSON.stringify(WINDOW)));
  });

  it('keeps the quotes within a single-quoted literal as they are', () => {
    const body = `{'clipId': 'clip-1', 'recording': {'key': 'cam/"it\\'s".mp4'}, 'startMs': 0, 'endMs': 1}`;
    expect(requestIn(body).source).to.deep.equal({ kind: 'recording', key: `cam/"it's".mp4` });
  });

  it('may write its times as strings of digits', () => {
    const written = {
      ...WINDOW,
      startTimestampInMs: '1537119363000',
      endTimestampInMs: '1537119423000',
      retryTimestamps: ['1537119360000', 1_537_119_361_000],
    };
    expect(requestIn(JSON.stringify(written))).to.deep.include({
      range: { startMs: 1_537_119_363_000, endMs: 1_537_119_423_000 },
      retryTimestamps: [1_537_119_360_000, 1_537_119_361_000],
    });
  });

  it('keeps what it asks for instead of the defaults', () => {
    const asked = {
      ...WINDOW,
      cut: 'keyframe',
      gapPolicy: 'fail',
      thumbnails: { widths: [640, 16, 8192], at: 1 },
    };
    expect(requestIn(JSON.stringify(asked))).to.deep.include({
      cut: 'keyframe',
      gapPolicy: 'fail',
      thumbnails: { widths: [640, 16, 8192], at: 1 },
    });
  });

  it('has a default for each part of the thumbnails', () => {
    expect(requestIn(JSON.stringify({ ...WINDOW, thumbnails: { widths: [200] } })).thumbnails).to.deep.equal({
      widths: [200],
      at: 0.25,
    });
    expect(requestIn(JSON.stringify({ ...WINDOW, thumbnails: { at: 0 } })).thumbnails).to.deep.equal({
      widths: [300, 640, 1500, 3000],
      at: 0,
    });
  });

  it('reaches from the epoch to the end of the year 9999', () => {
    const range = { startTimestampInMs: 0, endTimestampInMs: 253_402_300_799_999 };
    expect(requestIn(JSON.stringify({ ...WINDOW, ...range })).range).to.deep.equal({
      startMs: 0,
      endMs: 253_402_300_799_999,
    });
  });

  it('may name itself with 128 of the allowed characters', () => {
    const clipId = 'Az09_-'.padEnd(128, 'x');
    expect(requestIn(JSON.stringify({ ...WINDOW, clipId })).clipId).to.equal(clipId);
  });
});

describe("the request's JSON Schema", () => {
  const schema = requestJsonSchema();
  const samples: object[] = [
    WINDOW,
    RECORDING,
    { ...WINDOW, startTimestampInMs: '1537119363000', retryTimestamps: ['5', 6] },
    { ...WINDOW, cut: 'keyframe', gapPolicy: 'fail', thumbnails: { widths: [16, 8192], at: 1 } },
    { ...RECORDING, startMs: '0', thumbnails: {} },
  ];

  it('accepts what is a request', () => {
    for (const sample of samples) {
      expect(parse(sample).ok).to.equal(true);
      expect(fits(schema, sample), JSON.stringify(sample)).to.equal(true);
    }
  });

  it('refuses what lacks a field, has one too many or breaks a rule that a schema can say', () => {
    const refused: object[] = [
      {},
      { ...WINDOW, clipId: undefined },
      { ...WINDOW, speed: 2 },
      { ...WINDOW, clipId: 'a/b' },
      { ...WINDOW, startTimestampInMs: -1 },
      { ...WINDOW, startTimestampInMs: 'now' },
      { ...WINDOW, cut: 'fast' },
      { ...WINDOW, thumbnails: { widths: [15] } },
      { ...RECORDING, recording: { key: 'a', bucket: 'b' } },
    ];
    for (const sample of refused) {
      expect(fits(schema, JSON.parse(JSON.stringify(sample))), JSON.stringify(sample)).to.equal(false);
      expect(parse(sample).ok).to.equal(false);
    }
  });
});
