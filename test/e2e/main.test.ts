import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { execa } from 'execa';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** main.ts as cdktf runs it: by the command of cdktf.json, with its context and its output folder. */
describe('main.ts', () => {
  let output: string;

  before(async () => {
    output = await mkdtemp(join(tmpdir(), 'wavecut-synth-'));
  });
  after(() => rm(output, { recursive: true }));

  async function run(variables: Record<string, string>) {
    const { app, context } = JSON.parse(await readFile(join(ROOT, 'cdktf.json'), 'utf8'));
    const [command, ...argv] = (app as string).split(' ') as [string, ...string[]];
    const { PATH, HOME } = process.env;
    return execa(command, argv, {
      cwd: ROOT,
      reject: false,
      extendEnv: false,
      env: { PATH, HOME, CDKTF_OUTDIR: output, CDKTF_CONTEXT_JSON: JSON.stringify(context), ...variables },
    });
  }

  it('answers a wrong setting with one error that names it, and no stack trace', async () => {
    const { exitCode, stderr, stdout } = await run({ WAVECUT_ENV: 'prod', WAVECUT_MEMORY_MB: '64' });
    expect({ exitCode, stdout, stderr }).to.deep.equal({
      exitCode: 1,
      stdout: '',
      stderr:
        'The settings of prod cannot be deployed:\n' +
        '  WAVECUT_MEMORY_MB must be a whole number from 512 to 10240, got "64"',
    });
  });
});
