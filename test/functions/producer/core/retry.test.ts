import { expect } from 'chai';
import { backoffSeconds, secondsUntilRetry } from '../../../../functions/producer/core/retry.ts';

const failed = { receives: 1, maxReceives: 5, isHopeless: false, retryInMs: null, chance: 0.5 };

describe('a message that failed', () => {
  it('comes back after 5 s, doubled with each further failure', () => {
    expect([1, 2, 3, 4].map((receives) => secondsUntilRetry({ ...failed, receives }))).to.deep.equal([
      5, 10, 20, 40,
    ]);
  });

  it('comes back up to half of that earlier or later', () => {
    expect([0, 1].map((chance) => backoffSeconds(3, chance))).to.deep.equal([10, 30]);
  });

  it('never waits longer than five minutes, and half of that by chance, however often it failed', () => {
    expect([8, 100, 1e9].map((receives) => backoffSeconds(receives, 1))).to.deep.equal([450, 450, 450]);
  });

  it('goes to the dead-letter queue at once after its last try, or where no try can help', () => {
    expect(secondsUntilRetry({ ...failed, receives: 5 })).to.equal(0);
    expect(secondsUntilRetry({ ...failed, isHopeless: true })).to.equal(0);
  });

  it('looks again before long where another delivery is at it, but keeps its last try until that one is over', () => {
    const busy = { ...failed, retryInMs: 170_000 };
    expect([1, 2, 3, 4].map((receives) => secondsUntilRetry({ ...busy, receives }))).to.deep.equal([
      5, 10, 20, 171,
    ]);
    expect(secondsUntilRetry({ ...busy, retryInMs: 1_500 })).to.equal(3);
    expect(secondsUntilRetry({ ...busy, retryInMs: -9_000 })).to.equal(1);
  });
});
