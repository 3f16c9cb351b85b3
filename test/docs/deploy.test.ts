import { expect } from 'chai';
import { MINUTE_CLIP, PRICES } from '../../bench/load/scale-figures.ts';
import { readDocument } from '../fixtures/documents.ts';

/** What a column's cell says first; nothing for `0.02 per GB`, which is none at rest. */
const usd = (cell = '') => (/per GB/.test(cell) ? 0 : Number(/[\d.]+/.exec(cell)?.[0]));

describe('the prices in docs/deploy.md', () => {
  let rows: { what: string; atRest: number; perThousand: number }[];

  before(async () => {
    const table =
      /\| what \| name \| USD.*\n.*\n((?:\|.*\n)+)/.exec(await readDocument('docs/deploy.md'))?.[1] ?? '';
    rows = table
      .trim()
      .split('\n')
      .map((row) => row.split('|').map((cell) => cell.trim()))
      .map(([, what = '', , atRest, perThousand]) => ({
        what,
        atRest: usd(atRest),
        perThousand: usd(perThousand),
      }));
    expect(rows).to.have.length.above(8);
  });

  const perThousand = (what: RegExp) => rows.find((row) => what.test(row.what))?.perThousand;

  it('add up', async () => {
    const [all, ...parts] = [...rows].reverse();
    const sum = (of: 'atRest' | 'perThousand') => parts.reduce((total, row) => total + row[of], 0);
    expect(all?.what).to.equal('**all**');
    expect(all?.atRest).to.be.closeTo(sum('atRest'), 0.001);
    expect(all?.perThousand).to.be.closeTo(sum('perThousand'), 0.001);
    const readme = await readDocument('README.md');
    expect(readme).to.contain(
      `cost ${all?.atRest} USD a month at rest, and ${all?.perThousand} USD per 1,000 clips`,
    );
  });

  it('are those of the model of scale', () => {
    const { durationS, memoryGb, s3Gets, s3Puts } = MINUTE_CLIP;
    const compute = 1000 * (durationS * memoryGb * PRICES.perGbSecond + PRICES.perMillionInvocations / 1e6);
    const written = perThousand(/^destination bucket/) ?? 0;
    const read = perThousand(/^recordings bucket/) ?? 0;
    const s3 = s3Puts * PRICES.perThousandPuts + s3Gets * PRICES.perThousandGets;
    expect(perThousand(/^function/)).to.be.closeTo(compute, 0.005);
    expect(written + read).to.be.closeTo(s3, 0.0051);
  });
});
