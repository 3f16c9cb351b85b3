import { WINDOW } from '../requests.ts';
import { itRefuses } from './refused-fields.ts';

const WIDTHS = 'must be 1 to 10 different whole numbers of pixels from 16 to 8192';
const AT = 'must be a number from 0 to 1';

describe('a body that is no request is refused with the field, the rule and the value:', () => {
  itRefuses([
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
  ]);
});
