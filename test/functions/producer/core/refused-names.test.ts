import { ID_RULE, KEY_RULE, RECORDING, WINDOW } from '../requests.ts';
import { itRefuses } from './refused-fields.ts';

describe('a body that is no request is refused with the field, the rule and the value:', () => {
  itRefuses([
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
      'a key that climbs out',
      { ...RECORDING, recording: { key: 'cam/../x.mp4' } },
      'invalid-field',
      `recording.key ${KEY_RULE}, got "cam/../x.mp4"`,
    ],
    [
      'a key that stays in place',
      { ...RECORDING, recording: { key: './x.mp4' } },
      'invalid-field',
      `recording.key ${KEY_RULE}, got "./x.mp4"`,
    ],
    [
      'a key from the root',
      { ...RECORDING, recording: { key: '/x.mp4' } },
      'invalid-field',
      `recording.key ${KEY_RULE}, got "/x.mp4"`,
    ],
    [
      'a key with an empty part',
      { ...RECORDING, recording: { key: 'cam//x.mp4' } },
      'invalid-field',
      `recording.key ${KEY_RULE}, got "cam//x.mp4"`,
    ],
    [
      'a key that is empty',
      { ...RECORDING, recording: { key: '' } },
      'invalid-field',
      `recording.key ${KEY_RULE}, got ""`,
    ],
    [
      'a key with a control character',
      { ...RECORDING, recording: { key: 'cam/\u0000' } },
      'invalid-field',
      `recording.key ${KEY_RULE}, got "cam/\\u0000"`,
    ],
    [
      'a key written from right to left',
      { ...RECORDING, recording: { key: 'cam/\u202e4pm' } },
      'invalid-field',
      `recording.key ${KEY_RULE}, got "cam/\\u{202e}4pm"`,
    ],
    [
      'a key of two lines',
      { ...RECORDING, recording: { key: 'cam/\u2028b' } },
      'invalid-field',
      `recording.key ${KEY_RULE}, got "cam/\\u{2028}b"`,
    ],
    [
      'a key of 1025 bytes',
      { ...RECORDING, recording: { key: '\u00e4'.repeat(513) } },
      'invalid-field',
      `recording.key ${KEY_RULE}, got "${'\u00e4'.repeat(76)}...`,
    ],
    [
      'a recording that is a string',
      { ...RECORDING, recording: 'cam/x.mp4' },
      'invalid-field',
      'recording must be an object {key}, got "cam/x.mp4"',
    ],
  ]);
});
