import { expect } from 'chai';
import { markdownReport, textReport } from '../../bench/report.ts';
import { type BenchResults, type ClipResult, medianRun, type WayResult } from '../../bench/results.ts';
import { isMet, targetsOf } from '../../bench/targets.ts';

const results: BenchResults = {
  date: '2026-01-01T07:14:00.000Z',
  machine: { cpu: 'A CPU', cores: 2, node: 'v22.0.0', ffmpeg: '4.1', loadBefore: 0 },
  storage: { latencyMs: 30, bytesPerSecond: 60e6 },
  recordingMinutes: 10,
  clips: [
    clip(10_000, 1, { original: 12_000, wavecut: 900 }),
    clip(10_000, 2, { original: 12_000, wavecut: 1000 }),
    clip(60_000, 2, { original: 84_000, wavecut: 1200 }),
    clip(300_000, 1, { original: 400_000, wavecut: 4500 }),
    clip(300_000, 2, { original: 400_000, wavecut: 11_000 }),
  ],
  growth: [
    { minutes: 1, bytesRead: 5_050_000, indexBytes: 50_000 },
    { minutes: 60, bytesRead: 8_500_000, indexBytes: 3_000_000 },
  ],
  coldStart: { importCpuMs: 251, zipBytes: 24_600_000 },
};

describe('the targets of the bench', () => {
  it('are held against the clips that they name, index aside', () => {
    const measured = targetsOf(results).map((target) => [target.measured, isMet(target)]);
    expect(measured).to.deep.equal([
      [70, true],
      [70, true],
      [75.6, true],
      [1.125, true],
      [1.1, true],
      [11, false],
      [251, false],
      [24.6, true],
    ]);
  });

  it('are neither met nor missed where nothing was measured', () => {
    const nothing = { ...results, clips: [], growth: [], coldStart: null };
    for (const target of targetsOf(nothing))
      expect([target.measured, isMet(target)]).to.deep.equal([null, null]);
  });
});

describe('the report of the bench', () => {
  it('shows figures, ratios and targets', () => {
    const report = textReport(results);
    expect(report).to.match(/60 s across two +original +84\.00 +84\.00 +756\.0 +7 /);
    expect(report).to.match(/original \/ Wavecut +70 x +70 x +76 x/);
    expect(report).to.match(/CPU of Wavecut, clip of 300 s \/ of 10 s +at most 10 x +11 x +not met/);
  });

  it('tells which clips the original would not have finished in Lambda', () => {
    expect(textReport(results)).to.match(
      /original way: 60 s across two \(at least 145 s\), 300 s \(at least 691 s\)/,
    );
  });

  it('is a table in Markdown, too', () => {
    expect(markdownReport(results)).to.contain(
      '| 10 s | original | 12.00 | 12.00 | 756.0 | 7 | 200.0 | 5.0 |',
    );
  });

  it('says when the machine was shared', () => {
    expect(textReport(results)).not.to.contain('shared');
    const busy = { ...results, machine: { ...results.machine, loadBefore: 1.8 } };
    expect(textReport(busy)).to.contain('shared with other work (load 1.8 before the start)');
  });
});

describe('medianRun', () => {
  it('is the run in the middle by CPU time, whatever their order', () => {
    const runs = [{ cpuMs: 30 }, { cpuMs: 10 }, { cpuMs: 20 }];
    expect(medianRun(runs)).to.equal(runs[2]);
    expect(() => medianRun([])).to.throw(RangeError);
  });
});

function clip(lengthMs: number, recordings: number, cpu: { original: number; wavecut: number }): ClipResult {
  const name = `${lengthMs / 1000} s${recordings > 1 ? ' across two' : ''}`;
  return {
    ...{ name, lengthMs, recordings, indexBytes: 1_000_000 },
    ways: {
      original: way(cpu.original, 756_000_000),
      wavecut: way(cpu.wavecut, 10_000_000),
      copy: way(100, 8_000_000),
    },
  };
}

function way(cpuMs: number, bytesRead: number): WayResult {
  const figures = { cpuMs, wallMs: cpuMs, bytesRead, requests: { GetObject: 1, PutObject: 6 } };
  const run = { ...figures, peakRssBytes: 200e6, peakDiskBytes: 5e6, clipBytes: 8_000_000, cutMode: 'smart' };
  return { median: run, runs: [run] };
}
