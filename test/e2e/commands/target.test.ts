import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { LOCAL_FILE, readLocalFile } from '../../../scripts/target/local-file.ts';
import { announced, clipArgs } from './announced.ts';
import { run } from './program.ts';
import { account, writeOutputs } from './stack-outputs.ts';

describe('the commands for a Wavecut that runs', () => {
  const wavecut = announced();

  it('work on a deployed stack, which the outputs of its deployment name', async () => {
    const outputsFile = await writeOutputs(wavecut());
    const { stdout, exitCode } = await run(
      [...clipArgs('cli-stack'), '--wait', '--outputs', outputsFile],
      account(wavecut()),
    );
    expect(stdout).to.contain('cli-stack  CLIP_AVAILABLE');
    expect(exitCode).to.equal(0);
  });

  it('say what an outputs file lacks', async () => {
    const outputsFile = join(wavecut().folder, 'outputs.json');
    await writeFile(outputsFile, '{"wavecut-prod": {"region": "eu-west-1"}}');
    const { stderr, exitCode } = await run(['status', 'x', '--outputs', outputsFile], account(wavecut()));
    expect(stderr).to.contain('lacks request_queue_url, dead_letter_queue_url');
    expect(exitCode).to.equal(2);
  });

  it('say what to do where no local environment runs', async () => {
    const text = await readFile(LOCAL_FILE, 'utf8');
    await rm(LOCAL_FILE);
    try {
      const { stdout, stderr, exitCode } = await run(['redrive']);
      expect({ stdout, exitCode }).to.deep.equal({ stdout: '', exitCode: 1 });
      expect(stderr).to.match(
        /^No local environment runs: start one with npm start, or name a deployed stack with --outputs/,
      );
    } finally {
      await writeFile(LOCAL_FILE, text);
    }
  });

  it('take a file that a killed environment left behind for none', async () => {
    const text = await readFile(LOCAL_FILE, 'utf8');
    const left = join(wavecut().folder, 'left.json');
    await writeFile(left, text.replace(/"pid": \d+/, '"pid": 2147483646'));
    expect(await readLocalFile(left)).to.equal(null);
    await writeFile(left, text.slice(0, 50));
    expect(await readLocalFile(left)).to.equal(null);
    expect((await readLocalFile())?.pid).to.equal(process.pid);
  });
});
