import { expect } from 'chai';
import { parseDemoArguments } from '../../../scripts/demo/arguments.ts';
import { UsageError } from '../../../scripts/usage-error.ts';

const parse = (line: string) => parseDemoArguments(line === '' ? [] : line.split(' '), '/home/me');

describe('arguments of the demo', () => {
  it('may all be left out', () => {
    expect(parse('')).to.deep.equal({
      recordings: [],
      startsAtMs: 1_767_225_600_000,
      bodies: [],
      range: null,
      cut: 'exact',
      outFolder: '/home/me/out',
      json: false,
    });
  });

  it('take recordings in their order, relative to where the command is typed', () => {
    const given = parse('--recording b.mp4 --recording /videos/a.ts --start-ms 1500 --end-ms 4000');
    expect(given?.recordings).to.deep.equal(['/home/me/b.mp4', '/videos/a.ts']);
    expect(given?.range).to.deep.equal({ startMs: 1500, endMs: 4000 });
  });

  it('take --cut, --out and --json', () => {
    const given = parse('--cut keyframe --out clips --json');
    expect(given).to.deep.include({ cut: 'keyframe', outFolder: '/home/me/clips', json: true });
  });

  it('take message bodies instead of a range', () => {
    const given = parse('--recording a.mp4 --body one.json --body two.txt');
    expect(given?.bodies).to.deep.equal(['/home/me/one.json', '/home/me/two.txt']);
    expect(given?.range).to.equal(null);
  });

  it('leave a reversed range to the function, which has a status for it', () => {
    expect(parse('--start-ms 5000 --end-ms 1000')?.range).to.deep.equal({ startMs: 5000, endMs: 1000 });
  });

  const times: [string, number][] = [
    ['2026-01-01T07:14:00Z', 1_767_251_640_000],
    ['2026-01-01T07:14:00', 1_767_251_640_000],
    ['2026-01-01T07:14:00.250Z', 1_767_251_640_250],
    ['2026-01-01T08:14+01:00', 1_767_251_640_000],
    ['2026-01-01', 1_767_225_600_000],
  ];
  for (const [text, epochMs] of times) {
    it(`read --starts-at ${text} as UTC unless it says otherwise`, () => {
      const given = parse(`--recording a.mp4 --start-ms 0 --end-ms 1 --starts-at ${text}`);
      expect(given?.startsAtMs).to.equal(epochMs);
    });
  }

  it('answer nothing but help when help is asked for', () => {
    expect(parse('--help --recording a.mp4')).to.equal(null);
    expect(parse('-h')).to.equal(null);
  });

  const wrong: [string, string][] = [
    ['--start-ms 0', '--end-ms is missing'],
    ['--start-ms 0 --end-ms 2.5', '--end-ms must be a whole number of ms, got "2.5"'],
    ['--start-ms zero --end-ms 1', '--start-ms must be a whole number of ms, got "zero"'],
    ['--start-ms 0 --end-ms 1 --cut rough', '--cut must be exact or keyframe, got "rough"'],
    ['--recording a.mp4', '--recording needs --start-ms and --end-ms, or --body'],
    ['--body a.json --cut exact', '--body says itself what is wanted'],
    ['--body a.json --start-ms 0 --end-ms 1', '--body says itself what is wanted'],
    ['--starts-at 2026-01-01', '--starts-at is for --recording'],
    ['--recording a.mp4 --body b --starts-at yesterday', '--starts-at must be a time like'],
    ['--recording a.mp4 --body b --starts-at 2026-02-30T25:00Z', 'got "2026-02-30T25:00Z"'],
    ['--recordings a.mp4', "Unknown option '--recordings'"],
    ['a.mp4', "Unexpected argument 'a.mp4'"],
    ['--recording', "Option '--recording <value>' argument missing"],
  ];
  for (const [line, message] of wrong) {
    it(`are refused with a reason: ${line}`, () => {
      expect(() => parse(line)).to.throw(UsageError, message);
    });
  }
});
