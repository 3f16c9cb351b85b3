import { expect } from 'chai';
import {
  byteWords,
  countdownWords,
  dayOf,
  dollarWords,
  lengthWords,
  timeOfDay,
} from '../../../scripts/studio/timeline/words.ts';

describe('words of the studio', () => {
  it('tell times of both clocks', () => {
    expect(timeOfDay(1_767_225_600_500)).to.equal('00:00:00.500');
    expect(timeOfDay(1_767_225_600_500, 13 * 3_600_000)).to.equal('13:00:00.500');
    expect(dayOf(1_767_225_600_500, -3_600_000)).to.equal('2025-12-31');
    expect(timeOfDay(Number.NaN)).to.equal('--:--:--.---');
  });

  it('tell lengths in the units that suit them', () => {
    const lengths = [4, 9_999, 59_500, 61_000, 3_723_000, 400_000_000].map(lengthWords);
    expect(lengths).to.deep.equal(['0.004 s', '9.999 s', '59.50 s', '1 min 1.0 s', '1 h 2 min', '4 days']);
  });

  it('tell amounts with figures that say something', () => {
    expect([0, 999, 1000, 4_000_000, 999_600, 273e6].map(byteWords)).to.deep.equal([
      '0 B',
      '999 B',
      '1.0 kB',
      '4.0 MB',
      '1.0 MB',
      '273 MB',
    ]);
    expect([0, 0.000073, 0.0012, 1.5].map(dollarWords)).to.deep.equal([
      '$0',
      '$0.000073',
      '$0.0012',
      '$1.50',
    ]);
    expect([65_000, 900, -5].map(countdownWords)).to.deep.equal(['1:05', '0:01', '0:00']);
  });
});
