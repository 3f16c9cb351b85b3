import { expect } from 'chai';
import { run } from './program.ts';

describe('the commands for a Wavecut that runs', () => {
  it('show their help', async () => {
    const commands = ['clip', 'status', 'watch', 'redrive'];
    const helps = await Promise.all(commands.map((command) => run([command, '--help'])));
    for (const [index, { stdout, stderr, exitCode }] of helps.entries()) {
      expect(stdout.startsWith(`npm run wavecut -- ${commands[index]} `)).to.equal(true);
      expect(stdout)
        .to.match(/--json.*\n/)
        .and.contain('Exit codes');
      expect({ stderr, exitCode }).to.deep.equal({ stderr: '', exitCode: 0 });
    }
  });

  it('refuse an option that they do not know', async () => {
    const { stderr, exitCode } = await run(['redrive', '--nonsense']);
    expect(stderr).to.contain("Unknown option '--nonsense'").and.contain('redrive --help lists the options.');
    expect(exitCode).to.equal(2);
  });
});
