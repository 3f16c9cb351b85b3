import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import fc from 'fast-check';
import { DEMAND, LIMITS, MINUTE_CLIP, PRICES } from '../../../bench/load/scale-figures.ts';
import { scaleOf } from '../../../bench/load/scale-model.ts';
import { scaleTable } from '../../../bench/load/scale-table.ts';

const SCALE = fileURLToPath(new URL('../../../docs/scale.md', import.meta.url));

describe('the model of scale', () => {
  it('needs as many environments as clips come while one is made', () => {
    const demand = { clipsPerDay: 864_000, peakFactor: 3 };
    const scale = scaleOf(demand, { ...MINUTE_CLIP, durationS: 4 }, LIMITS, PRICES);
    expect(scale.clipsPerSAtPeak).to.equal(30);
    expect(scale.environmentsAtPeak).to.equal(120);
  });

  it('names the limit first that is used most', () => {
    const open = { ...LIMITS, clipsAtATime: 1000 };
    const scale = scaleOf(DEMAND, MINUTE_CLIP, { ...open, snsPublishesPerS: 10 }, PRICES);
    expect(scale.limits[0]?.limit).to.equal('SNS publishes a second');
    const held = scaleOf(DEMAND, MINUTE_CLIP, { ...open, lambdaConcurrency: 50 }, PRICES);
    expect(held.limits[0]).to.include({ limit: 'Lambda concurrency', allowed: 50 });
  });

  it('counts what a clip costs: compute, requests and messages', () => {
    const clip = {
      durationS: 3,
      memoryGb: 1,
      s3Gets: 10,
      s3Puts: 4,
      mongoOperations: 4,
      mongoConnections: 2,
    };
    // 3 GB-s, an invocation, 4 PUTs, 10 GETs, 3 requests of SQS and a publish.
    const usd = 3 * 0.0000166667 + 0.0000002 + 4 * 0.000005 + 10 * 0.0000004 + 3 * 0.0000004 + 0.0000005;
    expect(scaleOf(DEMAND, clip, LIMITS, PRICES).usdPerThousandClips).to.be.closeTo(1000 * usd, 1e-9);
  });

  it('never allows more than its first limit does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 10_000_000 }),
        fc.integer({ min: 1, max: 20 }),
        (clipsPerDay, peakFactor) => {
          const { mostClipsPerDay } = scaleOf({ clipsPerDay, peakFactor }, MINUTE_CLIP, LIMITS, PRICES);
          const at = scaleOf({ clipsPerDay: mostClipsPerDay, peakFactor }, MINUTE_CLIP, LIMITS, PRICES);
          // Environments are whole ones.
          for (const { needed, allowed } of at.limits)
            expect(needed).to.be.at.most(allowed + MINUTE_CLIP.mongoConnections);
        },
      ),
    );
  });

  it('is what docs/scale.md tells', async () => {
    expect(await readFile(SCALE, 'utf8')).to.contain(scaleTable(DEMAND, MINUTE_CLIP, LIMITS, PRICES));
  });
});
