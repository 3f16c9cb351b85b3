import { expect } from 'chai';
import { decodeErrors, readFrames } from '../fixtures/read-back.ts';
import { type Cut, cutting, framesWithin, type Recorded, record } from './cut.ts';

/** A recording that begins with each second and is so many frames longer, with a keyframe at each tenth frame. */
const eachSecond = (count: number, more: number) =>
  Array.from({ length: count }, (_, second): Recorded => {
    return { fromS: second, toS: second + 1 + more / 25, gop: 10, bFrames: 2 };
  });

const encodes = ({ plan }: Cut) => plan.pieces.filter(({ how }) => how === 'encode').length;

describe('a clip out of many short recordings', () => {
  const { cut } = cutting();

  async function expectShown({ path, problem }: Cut, fromS: number, toS: number): Promise<void> {
    expect(problem).to.equal(null);
    expect((await readFrames(path)).map(({ frame }) => frame)).to.deep.equal(framesWithin(fromS, toS));
    expect(await decodeErrors(path)).to.deep.equal([]);
  }

  it('is copied but for its ends, however many there are', async () => {
    const made = await cut(await record(...eachSecond(32, 0)), [0.44, 31.48]);
    expect([made.plan.mode, encodes(made)]).to.deep.equal(['smart', 2]);
    await expectShown(made, 0.44, 31.48);
  });

  it('has an encode at each join where they overlap', async () => {
    const made = await cut(await record(...eachSecond(18, 2)), [0.44, 11.6]);
    expect([made.plan.mode, encodes(made)]).to.deep.equal(['smart', 12]);
    await expectShown(made, 0.44, 11.6);
  });

  it('is encoded as a whole where more would overlap than can be joined', async () => {
    const made = await cut(await record(...eachSecond(18, 2)), [0.44, 17.4]);
    expect(made.plan.mode).to.equal('encode');
    expect(made.plan.reason).to.match(/^it would be joined of \d\d encodes, and 16 are the most$/);
    await expectShown(made, 0.44, 17.4);
  });
});
