import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { execa } from 'execa';
import { VARIANTS } from '../stacks/variants.ts';
import { type Commands, commands } from './cdktf.ts';
import { type Deployed, deployed } from './deployed.ts';
import { requireTools, type Tools } from './tools.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe("Terraform's plan", function () {
  this.timeout(900_000);
  let tools: Tools;
  let stack: Deployed;
  let folder: string;
  let run: Commands;

  before(async function () {
    tools = await requireTools(this);
    stack = await deployed();
    folder = await mkdtemp(join(tmpdir(), 'wavecut-plan-'));
    run = await commands(folder, tools.mirror, stack.moto.variables);
    await stack.clients.s3.send(new CreateBucketCommand({ Bucket: 'an-archive' }));
  });
  after(() => (folder ? rm(folder, { recursive: true }) : undefined));

  for (const [what, variables] of Object.entries(VARIANTS)) {
    it(`is valid for ${what}`, async () => {
      const output = join(folder, variables.WAVECUT_ENV ?? '');
      const project = join(output, 'stacks', `wavecut-${variables.WAVECUT_ENV}`);
      await mkdir(dirname(dirname(project)), { recursive: true });
      await execa('node', ['main.ts'], {
        cwd: ROOT,
        env: { ...variables, CDKTF_OUTDIR: output },
      });
      await run.terraform(project, 'init', '-no-color');
      // It validates what it plans. Nothing of that is made: whether it can be is what a plan finds out.
      const plan = await run.terraform(project, 'plan', '-no-color', '-lock=false');
      expect(plan)
        .to.match(/Plan: \d+ to add, 0 to change, 0 to destroy/)
        .and.not.contain('Warning');
    });
  }
});
