import { expect } from 'chai';
import fc from 'fast-check';
import { type EncodeJob, fitEncode } from '../../../../functions/producer/core/encode-time.ts';
import { ClipRefused } from '../../../../functions/producer/core/errors.ts';
import { thrownBy } from '../samples.ts';

/** Lambda's 0.58 vCPU. */
const MEMORY_MB = 1024;

const hd = (seconds: number): EncodeJob => ({
  width: 1280,
  height: 720,
  fps: 30,
  durationMs: seconds * 1000,
});
const fullHd = (seconds: number): EncodeJob => ({
  width: 1920,
  height: 1080,
  fps: 30,
  durationMs: seconds * 1000,
});

describe('an encode that has to fit its time', () => {
  it('keeps its size where that fits', () => {
    // A minute of 720p30 takes 28 s of CPU, and so 48 s here.
    expect(fitEncode(hd(60), 50_000, MEMORY_MB)).to.deep.equal({ smaller: null, preset: 'veryfast' });
    expect(fitEncode(fullHd(20), 50_000, MEMORY_MB)).to.deep.equal({ smaller: null, preset: 'veryfast' });
  });

  it('is scaled to 720 lines where its own size does not fit', () => {
    expect(fitEncode(fullHd(60), 105_000, MEMORY_MB)).to.deep.equal({
      smaller: { width: 1280, height: 720 },
      preset: 'veryfast',
    });
  });

  it('keeps its shape when it is scaled, in even pixels', () => {
    expect(fitEncode({ ...fullHd(60), width: 1440 }, 60_000, MEMORY_MB).smaller).to.deep.equal({
      width: 960,
      height: 720,
    });
    // The shorter side counts: 720p either way up.
    expect(fitEncode({ ...fullHd(60), width: 1000 }, 50_000, MEMORY_MB).smaller).to.deep.equal({
      width: 720,
      height: 778,
    });
  });

  it('is refused where neither fits, with the time it would take and a way out', () => {
    const refusal = thrownBy(() => fitEncode(fullHd(60), 40_000, MEMORY_MB));
    expect(refusal).to.be.instanceOf(ClipRefused);
    expect(refusal).to.deep.include({
      status: 'CLIP_REJECTED',
      code: 'too-heavy',
      message:
        'encoding 60000 ms of 1920x1080 at 30 frames a second takes about 108 s, and there are 40 s: ' +
        'ask for a shorter window or for "cut": "keyframe"',
    });
  });

  it('is never scaled up', () => {
    expect(fitEncode(hd(60), 47_000, MEMORY_MB)).to.deep.equal({ smaller: null, preset: 'superfast' });
    expect(thrownBy(() => fitEncode(hd(60), 38_000, MEMORY_MB))).to.deep.include({ code: 'too-heavy' });
  });

  it('fits where nothing is to be encoded', () => {
    expect(fitEncode(fullHd(0), 0, MEMORY_MB)).to.deep.equal({ smaller: null, preset: 'veryfast' });
  });

  it('fits all the more, the more time and memory there is', () => {
    const effort = (job: EncodeJob, budgetMs: number, memoryMb: number) => {
      try {
        const { smaller, preset } = fitEncode(job, budgetMs, memoryMb);
        return 1 + (smaller ? 0 : 2) + (preset === 'veryfast' ? 1 : 0);
      } catch {
        return 0;
      }
    };
    const job = fc.record({
      width: fc.integer({ min: 16, max: 4096 }),
      height: fc.integer({ min: 16, max: 2160 }),
      fps: fc.integer({ min: 1, max: 60 }),
      durationMs: fc.integer({ min: 0, max: 300_000 }),
    });
    const amount = fc.integer({ min: 0, max: 120_000 });
    fc.assert(
      fc.property(job, amount, amount, (wanted, budgetMs, moreMs) => {
        expect(effort(wanted, budgetMs + moreMs, 1024)).to.be.at.least(effort(wanted, budgetMs, 1024));
        expect(effort(wanted, budgetMs, 2048)).to.be.at.least(effort(wanted, budgetMs, 1024));
      }),
    );
  });
});
