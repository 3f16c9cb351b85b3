import { expect } from 'chai';
import { RECORDING, refusalOf, TIME_RULE, WINDOW } from '../requests.ts';
import { itRefuses } from './refused-fields.ts';

describe('a body that is no request is refused with the field, the rule and the value:', () => {
  itRefuses([
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
      `startTimestampInMs ${TIME_RULE}, got -1`,
    ],
    [
      'a time within a millisecond',
      { ...WINDOW, startTimestampInMs: 1.5 },
      'invalid-field',
      `startTimestampInMs ${TIME_RULE}, got 1.5`,
    ],
    [
      'a huge time',
      { ...WINDOW, endTimestampInMs: 1e300 },
      'invalid-field',
      `endTimestampInMs ${TIME_RULE}, got 1e+300`,
    ],
    [
      'a time past the year 9999',
      { ...WINDOW, endTimestampInMs: 253_402_300_800_000 },
      'invalid-field',
      `endTimestampInMs ${TIME_RULE}, got 253402300800000`,
    ],
    [
      'a time past the year 9999 in digits',
      { ...WINDOW, endTimestampInMs: '253402300800000' },
      'invalid-field',
      `endTimestampInMs ${TIME_RULE}, got "253402300800000"`,
    ],
    [
      'a time that is null',
      { ...WINDOW, endTimestampInMs: null },
      'invalid-field',
      `endTimestampInMs ${TIME_RULE}, got null`,
    ],
    [
      'a time in words',
      { ...WINDOW, endTimestampInMs: 'now' },
      'invalid-field',
      `endTimestampInMs ${TIME_RULE}, got "now"`,
    ],
    [
      'a time in digits with a sign',
      { ...WINDOW, endTimestampInMs: '-5' },
      'invalid-field',
      `endTimestampInMs ${TIME_RULE}, got "-5"`,
    ],
    [
      'a time in digits with an exponent',
      { ...WINDOW, endTimestampInMs: '1e9' },
      'invalid-field',
      `endTimestampInMs ${TIME_RULE}, got "1e9"`,
    ],
    [
      'a time that is an empty string',
      { ...WINDOW, endTimestampInMs: '' },
      'invalid-field',
      `endTimestampInMs ${TIME_RULE}, got ""`,
    ],
    [
      'a time that is a list',
      { ...WINDOW, endTimestampInMs: [1] },
      'invalid-field',
      `endTimestampInMs ${TIME_RULE}, got [1]`,
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
      `retryTimestamps.1 ${TIME_RULE}, got "x"`,
    ],
    [
      '1001 retry times',
      { ...WINDOW, retryTimestamps: Array(1001).fill(1) },
      'invalid-field',
      `retryTimestamps must be a list of at most 1000 times, got [${'1,'.repeat(38)}...`,
    ],
  ]);

  it('NaN and Infinity, which the older contract could write', () => {
    const window =
      "{'clipId': 'a', 'cameraId': 'c', 'startTimestampInMs': NaN, 'endTimestampInMs': Infinity}";
    expect(refusalOf(window).reason.message).to.equal(`startTimestampInMs ${TIME_RULE}, got NaN`);
  });
});
