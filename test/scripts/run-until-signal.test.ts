import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import sinon from 'sinon';
import { type Command, runUntilSignal } from '../../scripts/run-until-signal.ts';
import { UsageError } from '../../scripts/usage-error.ts';

describe('a command', () => {
  afterEach(() => sinon.restore());

  /** Runs it. @returns its exit code, and what it wrote. */
  const run = async (changes: Partial<Command<string>>) => {
    const written = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      sinon.stub(process[name], 'write').callsFake((text) => {
        written[name] += text;
        return true;
      });
    }
    const command = { typed: 'npm run x --', help: 'Help.\n', parse: () => 'wanted', work: async () => 0 };
    try {
      return { code: await runUntilSignal({ ...command, ...changes }), ...written };
    } finally {
      sinon.restore();
    }
  };
  const fails = (error: Error) => async () => {
    throw error;
  };
  /** As Ctrl-C does; mocha itself listens to SIGINT. */
  const untilHangup = async (signal: AbortSignal) => {
    setTimeout(1).then(() => process.emit('SIGHUP', 'SIGHUP'));
    await setTimeout(60_000, undefined, { signal }).catch(() => undefined);
  };

  it('ends with the exit code of its work, which gets its arguments', async () => {
    const work = async (wanted: string) => (wanted === 'wanted' ? 7 : 8);
    expect(await run({ work })).to.deep.equal({ code: 7, stdout: '', stderr: '' });
  });

  it('shows its help, and does nothing, where that is asked for', async () => {
    const end = await run({ parse: () => null, work: fails(new Error('it worked')) });
    expect(end).to.deep.equal({ code: 0, stdout: 'Help.\n', stderr: '' });
  });

  it('ends with 2 for a wrong argument, whether it shows at once or later', async () => {
    const wrong = new UsageError('--n is wrong');
    const stderr = '--n is wrong\nnpm run x -- --help lists the options.\n';
    const parse = () => {
      throw wrong;
    };
    expect(await run({ parse })).to.deep.equal({ code: 2, stdout: '', stderr });
    expect(await run({ work: fails(wrong) })).to.deep.equal({ code: 2, stdout: '', stderr });
  });

  it('ends with 1 for a failure, told in its own words where it has some', async () => {
    const work = fails(new Error('broken'));
    expect(await run({ work })).to.include({ code: 1, stderr: 'broken\n' });
    const inWords = () => 'mend it';
    expect(await run({ work, inWords })).to.include({ code: 1, stderr: 'mend it\n' });
  });

  it('is told of a signal, and ends as it says where that makes its work throw', async () => {
    const work = async (_: string, signal: AbortSignal) => {
      await untilHangup(signal);
      signal.throwIfAborted();
      return 0;
    };
    expect(await run({ work, interrupted: 130 })).to.deep.equal({ code: 130, stdout: '', stderr: '' });
  });

  it('that serves until a signal tells of what fails after it', async () => {
    const work = async (_: string, signal: AbortSignal) => {
      await untilHangup(signal);
      throw new Error('it did not stop cleanly');
    };
    expect(await run({ work })).to.include({ code: 1, stderr: 'it did not stop cleanly\n' });
  });

  it('leaves no listener behind', async () => {
    const before = process.listenerCount('SIGINT');
    await run({ work: fails(new Error('broken')) });
    expect(process.listenerCount('SIGINT')).to.equal(before);
  });
});
