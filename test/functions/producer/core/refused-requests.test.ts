import { expect } from 'chai';
import { parseRequest } from '../../../../functions/producer/core/request.ts';
import { ID_RULE, KEY_RULE, RECORDING, TIME_RULE, WINDOW } from '../requests.ts';
import { itRefuses } from './refused-fields.ts';

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

  itRefuses([
    ['no field at all', {}, 'missing-field', `clipId is missing: it ${ID_RULE}`],
    ['no camera', { clipId: 'a' }, 'missing-field', `cameraId is missing: it ${ID_RULE}`],
    [
      'no start',
      { ...WINDOW, startTimestampInMs: undefined },
      'missing-field',
      `startTimestampInMs is missing: it ${TIME_RULE}`,
    ],
    [
      'no end',
      { ...WINDOW, endTimestampInMs: undefined },
      'missing-field',
      `endTimestampInMs is missing: it ${TIME_RULE}`,
    ],
    [
      'no offset to end at',
      { ...RECORDING, endMs: undefined },
      'missing-field',
      `endMs is missing: it ${TIME_RULE}`,
    ],
    [
      'no key of the recording',
      { ...RECORDING, recording: {} },
      'missing-field',
      `recording.key is missing: it ${KEY_RULE}`,
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
  ]);
});
