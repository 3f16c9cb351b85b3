import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { Turns } from '../../scripts/turns.ts';

/** Takes turns by these names, all at once. @returns who began in which order, and what ends one that has. */
function take(turns: Turns, ...names: string[]) {
  const began: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const taken = names.map((name) =>
    turns.take(async () => {
      began.push(name);
      await new Promise<void>((resolve, reject) =>
        ends.set(name, (error) => (error ? reject(error) : resolve())),
      );
    }),
  );
  for (const one of taken) one.catch(() => undefined);
  const end = async (name: string, error?: Error) => {
    ends.get(name)?.(error);
    await setImmediate();
  };
  return { began, end, taken };
}

describe('turns', () => {
  it('are as many at a time as may be, and the others in the order they came', async () => {
    const { began, end } = take(new Turns(2), 'a', 'b', 'c', 'd');
    expect(began).to.deep.equal(['a', 'b']);
    await end('b');
    await end('a');
    expect(began).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('are those of the latest first where that is wanted', async () => {
    const { began, end } = take(new Turns(1, true), 'a', 'b', 'c');
    await end('a');
    await end('c');
    expect(began).to.deep.equal(['a', 'c', 'b']);
  });

  it('go on though one fails, and tell its failure to who took it', async () => {
    const { began, end, taken } = take(new Turns(1), 'a', 'b');
    await end('a', new Error('no'));
    expect(began).to.deep.equal(['a', 'b']);
    expect((await Promise.allSettled(taken.slice(0, 1)))[0]).to.have.property('status', 'rejected');
    await end('b');
  });
});
