import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { execaNode } from 'execa';

const script = fileURLToPath(new URL('../../scripts/wavecut.ts', import.meta.url));

function wavecut(...args: string[]) {
  return execaNode(script, args, { reject: false, timeout: 30_000 });
}

describe('the command line', () => {
  it('lists its commands', async () => {
    for (const args of [[], ['--help']]) {
      const { stdout, exitCode } = await wavecut(...args);
      expect(stdout).to.match(/^ {2}demo .*\n {2}start /m);
      expect(exitCode).to.equal(0);
    }
  });

  it('names what it knows where it is asked for something else', async () => {
    for (const name of ['dmeo', 'toString']) {
      const { stdout, stderr, exitCode } = await wavecut(name);
      expect({ stdout, stderr, exitCode }).to.deep.equal({
        stdout: '',
        stderr: `There is no command "${name}"; there are: demo, start, studio, clip, status, watch, redrive.`,
        exitCode: 2,
      });
    }
  });

  it('shows the help of a command', async () => {
    const { stdout, exitCode } = await wavecut('demo', '--help');
    expect(stdout).to.match(/^npm run demo -- \[options\]/);
    expect(exitCode).to.equal(0);
  });

  it('ends with 2 for a wrong argument, and says what is wrong to stderr alone', async () => {
    const { stdout, stderr, exitCode } = await wavecut('demo', '--json', '--body', '/no/such/file.json');
    expect({ stdout, exitCode }).to.deep.equal({ stdout: '', exitCode: 2 });
    expect(stderr).to.equal('there is no file /no/such/file.json\nnpm run demo -- --help lists the options.');
  });
});
