import { expect } from 'chai';
import { costOf } from '../../../../functions/producer/core/cost.ts';

describe('the cost of a clip', () => {
  it('is that of compute and of requests, by the list prices that it names', () => {
    expect(costOf({ durationMs: 3600, memoryMb: 1024, s3Gets: 30, s3Puts: 4 })).to.deep.equal({
      gbSeconds: 3.6,
      s3Gets: 30,
      s3Puts: 4,
      // 3.6 x 0.0000166667 + 0.0000002 + 30 x 0.0000004 + 4 x 0.000005
      usd: 0.0000922,
      prices: 'us-east-1 list prices, 2026-01',
    });
  });

  it('is that of the invocation where nothing else was used', () => {
    expect(costOf({ durationMs: 0, memoryMb: 1024, s3Gets: 0, s3Puts: 0 })).to.deep.include({
      gbSeconds: 0,
      usd: 0.0000002,
    });
  });
});
