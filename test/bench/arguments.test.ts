import { expect } from 'chai';
import { parseBenchArguments } from '../../bench/arguments.ts';

describe('the arguments of the bench', () => {
  it('ask for everything unless told otherwise', () => {
    expect(parseBenchArguments([])).to.deep.equal({
      lengthsMs: [10_000, 60_000, 300_000],
      recordingMinutes: 10,
      growthMinutes: [1, 60],
      coldStart: true,
      runs: { original: 1, wavecut: 3, copy: 3 },
      json: false,
    });
  });

  it('ask for small recordings and short clips when it has to be quick', () => {
    const quick = parseBenchArguments(['--quick', '--json']);
    expect(quick).to.include({ recordingMinutes: 1, json: true });
    expect(quick?.lengthsMs).to.deep.equal([10_000]);
  });

  it('ask for what is named alone', () => {
    const some = parseBenchArguments(['--only', '60, cold-start']);
    expect(some).to.deep.include({ lengthsMs: [60_000], growthMinutes: [], coldStart: true });
  });

  it('are refused by name', () => {
    expect(() => parseBenchArguments(['--only', '60,90'])).to.throw('got "90"');
    expect(() => parseBenchArguments(['--fast'])).to.throw('--fast');
    expect(parseBenchArguments(['--help'])).to.equal(null);
  });
});
