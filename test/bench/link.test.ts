import { expect } from 'chai';
import { Link } from '../../bench/storage/link.ts';

describe('Link', () => {
  it('takes as long for a body as its bandwidth says, however it is cut up', () => {
    const whole = new Link(60e6);
    expect(whole.reserve(6e6, 0)).to.equal(100);

    const pieces = new Link(60e6);
    let nowMs = 0;
    for (let sent = 0; sent < 6e6; sent += 60_000) nowMs += pieces.reserve(60_000, nowMs);
    expect(nowMs).to.be.closeTo(100, 2);
  });

  it('is shared by all who send at the same time', () => {
    const link = new Link(1e6);
    expect([link.reserve(10_000, 0), link.reserve(10_000, 0), link.reserve(10_000, 5)]).to.deep.equal([
      10, 20, 25,
    ]);
  });

  it('saves nothing up while it is idle', () => {
    const link = new Link(1e6);
    link.reserve(10_000, 0);
    expect(link.reserve(10_000, 60_000)).to.equal(10);
  });

  it('does not wait for what is shorter than a timer is exact', () => {
    expect(new Link(60e6).reserve(64 * 1024, 0)).to.equal(0);
  });
});
