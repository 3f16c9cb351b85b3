import { expect } from 'chai';
import fc from 'fast-check';
import {
  type ClipRequest,
  type InvalidRequest,
  parseRequest,
  requestJsonSchema,
} from '../../../../functions/producer/core/request.ts';
import { NO_EDITS } from '../../../../functions/producer/core/request-edits.ts';
import { fits } from './json-schema.ts';

const WINDOW = {
  clipId: '507f1f77bcf86cd799439011',
  cameraId: '5834046d5a2d6b1d2c8a7b9e',
  startTimestampInMs: 1_537_119_363_000,
  endTimestampInMs: 1_537_119_423_000,
};
const RECORDING = {
  clipId: 'clip-1',
  recording: { key: 'cam/front.20260101T000000.mp4' },
  startMs: 500,
  endMs: 2500,
};
const DEFAULTS = {
  cut: 'exact',
  gapPolicy: 'skip',
  edits: NO_EDITS,
  thumbnails: { widths: [300, 640, 1500, 3000], at: 0.25 },
  preview: 'none',
  sprite: false,
  retryTimestamps: [],
};

/** Characters that a terminal, a log or a browser would obey or hide instead of showing: controls, bidi, separators. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

const parse = (fields: object) => parseRequest(JSON.stringify(fields));

function requestIn(body: string): ClipRequest {
  const parsed = parseRequest(body);
  if (!parsed.ok) throw new Error(`refused: ${parsed.reason.message}`);
  return parsed.request;
}

function refusalOf(body: string): InvalidRequest {
  const parsed = parseRequest(body);
  if (parsed.ok) throw new Error(`not refused: ${body.slice(0, 200)}`);
  return parsed;
}

const reasonOf = (fields: object) => refusalOf(JSON.stringify(fields)).reason;

/** Lists so deep in one another that whoever follows them by recursion runs out of stack. */
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

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

const ID = 'must be 1 to 128 of A-Z a-z 0-9 _ -';
const MS = 'must be a whole number of milliseconds from 0 to 253402300799999';
const KEY = 'must be an object key of 1 to 1024 bytes without control characters, "//", "./" or "../"';
const WIDTHS = 'must be 1 to 10 different whole numbers of pixels from 16 to 8192';
const AT = 'must be a number from 0 to 1';

describe('a body that is no request is refused with the field, the rule and the value:', () => {
  const bodies: [what: string, body: string, code: string, message: string][] = [
    [
      'nothing',
      '',
      'not-json',
      'the message body must be a JSON object, got neither JSON nor JSON5 of 0 characters',
    ],
    [
      'text',
      'give me a clip',
      'not-json',
      'the message body must be a JSON object, got neither JSON nor JSON5 of 14 characters',
    ],
    ['null', 'null', 'not-json', 'the message body must be a JSON object, got a null of 4 characters'],
    ['a list', '[1]', 'not-json', 'the message body must be a JSON object, got a list of 3 characters'],
    ['a number', '42', 'not-json', 'the message body must be a JSON object, got a number of 2 characters'],
    [
      'half an object',
      '{"clipId":',
      'not-json',
      'the message body must be a JSON object, got neither JSON nor JSON5 of 10 characters',
    ],
  ];
  for (const [what, body, code, message] of bodies) {
    it(what, () => {
      expect(parseRequest(body)).to.deep.equal({
        ok: false,
        clipId: null,
        cameraId: null,
        range: null,
        reason: { code, message },
      });
    });
  }

  const fields: [what: string, fields: object, code: string, message: string][] = [
    ['no field at all', {}, 'missing-field', `clipId is missing: it ${ID}`],
    ['no camera', { clipId: 'a' }, 'missing-field', `cameraId is missing: it ${ID}`],
    [
      'no start',
      { ...WINDOW, startTimestampInMs: undefined },
      'missing-field',
      `startTimestampInMs is missing: it ${MS}`,
    ],
    [
      'no end',
      { ...WINDOW, endTimestampInMs: undefined },
      'missing-field',
      `endTimestampInMs is missing: it ${MS}`,
    ],
    [
      'no offset to end at',
      { ...RECORDING, endMs: undefined },
      'missing-field',
      `endMs is missing: it ${MS}`,
    ],
    [
      'no key of the recording',
      { ...RECORDING, recording: {} },
      'missing-field',
      `recording.key is missing: it ${KEY}`,
    ],

    ['an id with slashes', { ...WINDOW, clipId: 'a/b' }, 'invalid-field', `clipId ${ID}, got "a/b"`],
    ['an id with dots', { ...WINDOW, cameraId: '..' }, 'invalid-field', `cameraId ${ID}, got ".."`],
    [
      'an id with control characters',
      { ...WINDOW, cameraId: 'a\n\u0007' },
      'invalid-field',
      `cameraId ${ID}, got "a\\n\\u0007"`,
    ],
    [
      'an id in letters of another script',
      { ...WINDOW, clipId: 'clip-\u0430' },
      'invalid-field',
      `clipId ${ID}, got "clip-\u0430"`,
    ],
    ['an empty id', { ...WINDOW, clipId: '' }, 'invalid-field', `clipId ${ID}, got ""`],
    [
      'an id of 129 characters',
      { ...WINDOW, clipId: 'x'.repeat(129) },
      'invalid-field',
      `clipId ${ID}, got "${'x'.repeat(76)}...`,
    ],
    ['an id that is a number', { ...WINDOW, clipId: 7 }, 'invalid-field', `clipId ${ID}, got 7`],
    [
      'an id with a line end behind it',
      { ...WINDOW, clipId: 'a\n' },
      'invalid-field',
      `clipId ${ID}, got "a\\n"`,
    ],

    [
      'a start at the end',
      { ...WINDOW, endTimestampInMs: 1_537_119_363_000 },
      'invalid-field',
      'startTimestampInMs must be before endTimestampInMs, got 1537119363000',
    ],
    [
      'a start behind the end',
      { ...RECORDING, startMs: 2501 },
      'invalid-field',
      'startMs must be before endMs, got 2501',
    ],
    [
      'a time before the epoch',
      { ...WINDOW, startTimestampInMs: -1 },
      'invalid-field',
      `startTimestampInMs ${MS}, got -1`,
    ],
    [
      'a time within a millisecond',
      { ...WINDOW, startTimestampInMs: 1.5 },
      'invalid-field',
      `startTimestampInMs ${MS}, got 1.5`,
    ],
    [
      'a huge time',
      { ...WINDOW, endTimestampInMs: 1e300 },
      'invalid-field',
      `endTimestampInMs ${MS}, got 1e+300`,
    ],
    [
      'a time past the year 9999',
      { ...WINDOW, endTimestampInMs: 253_402_300_800_000 },
      'invalid-field',
      `endTimestampInMs ${MS}, got 253402300800000`,
    ],
    [
      'a time past the year 9999 in digits',
      { ...WINDOW, endTimestampInMs: '253402300800000' },
      'invalid-field',
      `endTimestampInMs ${MS}, got "253402300800000"`,
    ],
    [
      'a time that is null',
      { ...WINDOW, endTimestampInMs: null },
      'invalid-field',
      `endTimestampInMs ${MS}, got null`,
    ],
    [
      'a time in words',
      { ...WINDOW, endTimestampInMs: 'now' },
      'invalid-field',
      `endTimestampInMs ${MS}, got "now"`,
    ],
    [
      'a time in digits with a sign',
      { ...WINDOW, endTimestampInMs: '-5' },
      'invalid-field',
      `endTimestampInMs ${MS}, got "-5"`,
    ],
    [
      'a time in digits with an exponent',
      { ...WINDOW, endTimestampInMs: '1e9' },
      'invalid-field',
      `endTimestampInMs ${MS}, got "1e9"`,
    ],
    [
      'a time that is an empty string',
      { ...WINDOW, endTimestampInMs: '' },
      'invalid-field',
      `endTimestampInMs ${MS}, got ""`,
    ],
    [
      'a time that is a list',
      { ...WINDOW, endTimestampInMs: [1] },
      'invalid-field',
      `endTimestampInMs ${MS}, got [1]`,
    ],

    [
      'a key that climbs out',
      { ...RECORDING, recording: { key: 'cam/../x.mp4' } },
      'invalid-field',
      `recording.key ${KEY}, got "cam/../x.mp4"`,
    ],
    [
      'a key that stays in place',
      { ...RECORDING, recording: { key: './x.mp4' } },
      'invalid-field',
      `recording.key ${KEY}, got "./x.mp4"`,
    ],
    [
      'a key from the root',
      { ...RECORDING, recording: { key: '/x.mp4' } },
      'invalid-field',
      `recording.key ${KEY}, got "/x.mp4"`,
    ],
    [
      'a key with an empty part',
      { ...RECORDING, recording: { key: 'cam//x.mp4' } },
      'invalid-field',
      `recording.key ${KEY}, got "cam//x.mp4"`,
    ],
    [
      'a key that is empty',
      { ...RECORDING, recording: { key: '' } },
      'invalid-field',
      `recording.key ${KEY}, got ""`,
    ],
    [
      'a key with a control character',
      { ...RECORDING, recording: { key: 'cam/\u0000' } },
      'invalid-field',
      `recording.key ${KEY}, got "cam/\\u0000"`,
    ],
    [
      'a key written from right to left',
      { ...RECORDING, recording: { key: 'cam/\u202e4pm' } },
      'invalid-field',
      `recording.key ${KEY}, got "cam/\\u{202e}4pm"`,
    ],
    [
      'a key of two lines',
      { ...RECORDING, recording: { key: 'cam/\u2028b' } },
      'invalid-field',
      `recording.key ${KEY}, got "cam/\\u{2028}b"`,
    ],
    [
      'a key of 1025 bytes',
      { ...RECORDING, recording: { key: '\u00e4'.repeat(513) } },
      'invalid-field',
      `recording.key ${KEY}, got "${'\u00e4'.repeat(76)}...`,
    ],
    [
      'a recording that is a string',
      { ...RECORDING, recording: 'cam/x.mp4' },
      'invalid-field',
      'recording must be an object {key}, got "cam/x.mp4"',
    ],

    [
      'another cut',
      { ...WINDOW, cut: 'fast' },
      'invalid-field',
      'cut must be "exact" or "keyframe", got "fast"',
    ],
    [
      'another policy for gaps',
      { ...WINDOW, gapPolicy: null },
      'invalid-field',
      'gapPolicy must be "skip" or "fail", got null',
    ],
    [
      'no width',
      { ...WINDOW, thumbnails: { widths: [] } },
      'invalid-field',
      `thumbnails.widths ${WIDTHS}, got []`,
    ],
    [
      'eleven widths',
      { ...WINDOW, thumbnails: { widths: [16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26] } },
      'invalid-field',
      `thumbnails.widths ${WIDTHS}, got [16,17,18,19,20,21,22,23,24,25,26]`,
    ],
    [
      'the same width twice',
      { ...WINDOW, thumbnails: { widths: [300, 300] } },
      'invalid-field',
      `thumbnails.widths ${WIDTHS}, got [300,300]`,
    ],
    [
      'a width of 15',
      { ...WINDOW, thumbnails: { widths: [300, 15] } },
      'invalid-field',
      `thumbnails.widths.1 ${WIDTHS}, got 15`,
    ],
    [
      'a width of 8193',
      { ...WINDOW, thumbnails: { widths: [8193] } },
      'invalid-field',
      `thumbnails.widths.0 ${WIDTHS}, got 8193`,
    ],
    [
      'widths that are no list',
      { ...WINDOW, thumbnails: { widths: 300 } },
      'invalid-field',
      `thumbnails.widths ${WIDTHS}, got 300`,
    ],
    [
      'a place behind the end of the clip',
      { ...WINDOW, thumbnails: { at: 1.01 } },
      'invalid-field',
      `thumbnails.at ${AT}, got 1.01`,
    ],
    [
      'a place in words',
      { ...WINDOW, thumbnails: { at: 'middle' } },
      'invalid-field',
      `thumbnails.at ${AT}, got "middle"`,
    ],
    [
      'thumbnails that are null',
      { ...WINDOW, thumbnails: null },
      'invalid-field',
      'thumbnails must be an object {widths, at}, got null',
    ],
    [
      'retry times that are no list',
      { ...WINDOW, retryTimestamps: 'x' },
      'invalid-field',
      'retryTimestamps must be a list of times in milliseconds, got "x"',
    ],
    [
      'a retry time that is none',
      { ...WINDOW, retryTimestamps: [1, 'x'] },
      'invalid-field',
      `retryTimestamps.1 ${MS}, got "x"`,
    ],
    [
      '1001 retry times',
      { ...WINDOW, retryTimestamps: Array(1001).fill(1) },
      'invalid-field',
      `retryTimestamps must be a list of at most 1000 times, got [${'1,'.repeat(38)}...`,
    ],

    ['an unknown field', { ...WINDOW, speed: 2 }, 'unknown-field', 'unknown field "speed"'],
    [
      'two unknown fields',
      { ...WINDOW, speed: 2, zoom: 1 },
      'unknown-field',
      'unknown field "speed", "zoom"',
    ],
    [
      'an unknown field of the recording',
      { ...RECORDING, recording: { key: 'a.mp4', bucket: 'mine' } },
      'unknown-field',
      'unknown field "recording.bucket"',
    ],
    [
      'an unknown field of the thumbnails',
      { ...WINDOW, thumbnails: { size: 5 } },
      'unknown-field',
      'unknown field "thumbnails.size"',
    ],
    [
      'a camera besides a recording',
      { ...RECORDING, cameraId: 'cam' },
      'unknown-field',
      'unknown field "cameraId"',
    ],
    [
      'a field written from right to left',
      { ...WINDOW, 'a\u202eb': 1 },
      'unknown-field',
      'unknown field "a\\u{202e}b"',
    ],
  ];
  for (const [what, body, code, message] of fields) {
    it(what, () => {
      expect(reasonOf(body)).to.deep.equal({ code, message });
    });
  }

  it('NaN and Infinity, which the older contract could write', () => {
    const window =
      "{'clipId': 'a', 'cameraId': 'c', 'startTimestampInMs': NaN, 'endTimestampInMs': Infinity}";
    expect(refusalOf(window).reason.message).to.equal(`startTimestampInMs ${MS}, got NaN`);
  });
});

describe('a refused body', () => {
  it('still tells who asked, and for when, as far as that can be read', () => {
    expect(refusalOf(JSON.stringify({ ...WINDOW, cut: 'fast' }))).to.deep.include({
      clipId: '507f1f77bcf86cd799439011',
      cameraId: '5834046d5a2d6b1d2c8a7b9e',
      range: { startMs: 1_537_119_363_000, endMs: 1_537_119_423_000 },
    });
    expect(refusalOf(JSON.stringify({ ...WINDOW, cameraId: 'a/b', endTimestampInMs: 'x' }))).to.deep.include({
      clipId: '507f1f77bcf86cd799439011',
      cameraId: null,
      range: null,
    });
  });

  it('never gives an id that breaks the rule for ids', () => {
    expect(refusalOf(JSON.stringify({ ...WINDOW, clipId: '../x', cameraId: {} }))).to.deep.include({
      clipId: null,
      cameraId: null,
    });
  });

  it('changes no prototype, whatever its fields are called', () => {
    for (const name of ['__proto__', 'constructor', 'prototype', 'toString']) {
      const body = `{"clipId":"a","cameraId":"c","startTimestampInMs":1,"endTimestampInMs":2,"${name}":{"polluted":true}}`;
      expect(refusalOf(body).reason.message).to.equal(`unknown field "${name}"`);
      expect(refusalOf(body.replaceAll('"', "'")).reason.message).to.equal(`unknown field "${name}"`);
    }
    expect(({} as { polluted?: boolean }).polluted).to.equal(undefined);
  });

  it('reads no field from the prototype that a body brings along', () => {
    const body = `{"clipId":"a","__proto__":{"cameraId":"c","startTimestampInMs":1,"endTimestampInMs":2}}`;
    expect(refusalOf(body).reason.message).to.equal(`cameraId is missing: it ${ID}`);
  });

  it('is told of in few words, whatever its size', () => {
    const megabyte = 1024 * 1024;
    const bodies = [
      'x'.repeat(megabyte),
      JSON.stringify('x'.repeat(megabyte)),
      JSON.stringify({ ...WINDOW, cameraId: '\u202e'.repeat(megabyte / 3) }),
      JSON.stringify({ ...WINDOW, ['x'.repeat(megabyte)]: 1 }),
      JSON.stringify({ ...WINDOW, thumbnails: { widths: Array(megabyte / 4).fill(1) } }),
    ];
    for (const body of bodies) expect(refusalOf(body).reason.message.length).to.be.below(10_000);
  });

  it('is told of in few words, however many unknown fields it has', () => {
    const names = Array.from({ length: 100_000 }, (_, index) => [`f${index}`, 0]);
    const { reason } = refusalOf(JSON.stringify({ ...WINDOW, ...Object.fromEntries(names) }));
    // SNS takes 256 KiB, and nobody reads more than a few lines.
    expect(reason.message.length).to.be.below(10_000);
  });

  for (const name of ['clipId', 'cut', 'startTimestampInMs', 'thumbnails', 'unheard-of']) {
    it(`is refused as any other when ${name} is nested ever so deep`, () => {
      const fields = Object.entries({ ...WINDOW, [name]: 0 }).map(
        ([key, value]) => `"${key}":${key === name ? nested(100_000) : JSON.stringify(value)}`,
      );
      expect(refusalOf(`{${fields.join(',')}}`).reason.message).to.contain(name);
    });
  }

  it('is refused as any other when it is nothing but nesting', () => {
    expect(refusalOf(nested(100_000)).reason.code).to.equal('not-json');
    expect(refusalOf('['.repeat(250_000)).reason.code).to.equal('not-json');
    expect(refusalOf('{"a":'.repeat(100_000)).reason.code).to.equal('not-json');
  });
});

describe('any body at all', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json({ maxDepth: 3 }),
    fc
      .record(
        {
          clipId: fc.anything(),
          cameraId: fc.oneof(fc.constant('cam'), fc.anything()),
          startTimestampInMs: fc.oneof(fc.nat(), fc.anything()),
          endTimestampInMs: fc.oneof(fc.nat(), fc.anything()),
          recording: fc.oneof(fc.record({ key: fc.string({ unit: 'binary' }) }), fc.anything()),
          thumbnails: fc.oneof(fc.record({ widths: fc.anything(), at: fc.double() }), fc.anything()),
          cut: fc.oneof(fc.constantFrom('exact', 'keyframe'), fc.anything()),
          retryTimestamps: fc.array(fc.anything()),
        },
        { requiredKeys: ['clipId'] },
      )
      .map((fields) =>
        JSON.stringify(fields, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
      ),
  );

  it('is a request or a reason that can be shown to a person', () => {
    fc.assert(
      fc.property(anything, (body) => {
        const parsed = parseRequest(body);
        if (parsed.ok) return;
        expect(parsed.reason.code).to.be.oneOf([
          'not-json',
          'missing-field',
          'invalid-field',
          'unknown-field',
        ]);
        expect(parsed.reason.message).not.to.match(INVISIBLE);
        if (parsed.clipId !== null) expect(parsed.clipId).to.match(/^[A-Za-z0-9_-]{1,128}$/);
      }),
      { numRuns: 500 },
    );
  });

  it('means the same in JSON and in the older contract', () => {
    const fields = fc.record({
      clipId: fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/),
      cameraId: fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/),
      startTimestampInMs: fc.nat(),
      endTimestampInMs: fc.nat(),
    });
    fc.assert(
      fc.property(fields, (body) => {
        const json = JSON.stringify(body);
        expect(parseRequest(json.replaceAll('"', "'"))).to.deep.equal(parseRequest(json));
      }),
    );
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
