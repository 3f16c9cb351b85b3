import { expect } from 'chai';
import {
  cutBudgetMs,
  FUNCTION_MEMORY_MB,
  FUNCTION_TIMEOUT_S,
  MAX_RECEIVES,
  visibilityTimeoutS,
} from '../../../../functions/producer/core/linked-numbers.ts';

describe('the numbers that hang together', () => {
  it('begin with the size, the time and the receives of the original', () => {
    expect([FUNCTION_MEMORY_MB, FUNCTION_TIMEOUT_S, MAX_RECEIVES]).to.deep.equal([1024, 120, 5]);
  });

  it('hide a message six times as long as the function may run', () => {
    expect(visibilityTimeoutS(120)).to.equal(720);
    expect(visibilityTimeoutS(900)).to.equal(5400);
  });

  it('leave fifteen seconds to tell, and no cut a time below none', () => {
    expect(cutBudgetMs(120_000)).to.equal(105_000);
    expect(cutBudgetMs(15_000)).to.equal(0);
    expect(cutBudgetMs(3)).to.equal(0);
  });
});
