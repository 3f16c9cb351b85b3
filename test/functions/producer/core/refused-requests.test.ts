import { expect } from 'chai';
import { parseRequest } from '../../../../functions/producer/core/request.ts';
import { ID_RULE, RECORDING, refusalOf, WINDOW } from '../requests.ts';

const reasonOf = (fields: object) => refusalOf(JSON.stringify(fields)).reason;

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
    ['no field at all', {}, 'missing-field', `clipId is missing: it ${ID_RULE}`],
    ['no camera', { clipId: 'a' }, 'missing-field', `cameraId is missing: it ${ID_RULE}`],
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

    ['an id with slashes', { ...WINDOW, clipId: 'a/b' }, 'invalid-field', `clipId ${ID_RULE}, got "a/b"`],
    ['an id with dots', { ...WINDOW, cameraId: '..' }, 'invalid-field', `cameraId ${ID_RULE}, got ".."`],
    [
      'an id with control characters',
      { ...WINDOW, cameraId: 'a\n\u0007' },
      'invalid-field',
      `cameraId ${ID_RULE}, got "a\\n\\u0007"`,
    ],
    [
      'an id in letters of another script',
      { ...WINDOW, clipId: 'clip-\u0430' },
      'invalid-field',
      `clipId ${ID_RULE}, got "clip-\u0430"`,
    ],
    ['an empty id', { ...WINDOW, clipId: '' }, 'invalid-field', `clipId ${ID_RULE}, got ""`],
    [
      'an id of 129 characters',
      { ...WINDOW, clipId: 'x'.repeat(129) },
      'invalid-field',
      `clipId ${ID_RULE}, got "${'x'.repeat(76)}...`,
    ],
    ['an id that is a number', { ...WINDOW, clipId: 7 }, 'invalid-field', `clipId ${ID_RULE}, got 7`],
    [
      'an id with a line end behind it',
      { ...WINDOW, clipId: 'a\n' },
      'invalid-field',
      `clipId ${ID_RULE}, got "a\\n"`,
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
