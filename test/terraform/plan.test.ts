import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { execa } from 'execa';
import { type Commands, commands } from './cdktf.ts';
import { type Deployed, deployed } from './deployed.ts';
import { requireTools, type Tools } from './tools.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Settings that between them take every branch of the stack that the defaults do not. */
const SETTINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a private archive in a VPC, with its database behind the role': {
    WAVECUT_ENV: 'prod',
    WAVECUT_DESTINATION_ACCESS: 'private',
    WAVECUT_CLIPS_EXPIRE_DAYS: '30',
    WAVECUT_RECORDINGS_PREFIX: 'archive/',
    WAVECUT_RECORDINGS_EXPIRE_DAYS: '3',
    WAVECUT_VPC_SUBNET_IDS: 'subnet-0a1b,subnet-0c1d',
    WAVECUT_VPC_SECURITY_GROUP_IDS: 'sg-0e1f',
    WAVECUT_MONGODB_URI: 'mongodb+srv://cluster.example/?authMechanism=MONGODB-AWS&authSource=$external',
    WAVECUT_ALARM_EMAIL: 'operations@example.com',
  },
  'objects for everyone, out of recordings that are there': {
    WAVECUT_ENV: 'staging',
    WAVECUT_DESTINATION_ACCESS: 'public-objects',
    WAVECUT_CLIPS_BUCKET: 'clips-of-our-own',
    WAVECUT_RECORDINGS_BUCKET: 'an-archive',
    WAVECUT_MONGODB_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:uri-AbCdEf',
    WAVECUT_CAMERA_API_URL: 'https://cameras.example/',
    WAVECUT_PUBLIC_BASE_URL: 'https://cdn.example/',
    WAVECUT_ACCOUNT_ID: '123456789012',
  },
};

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

  for (const [what, variables] of Object.entries(SETTINGS)) {
    it(`is valid for ${what}`, async () => {
      const output = join(folder, variables.WAVECUT_ENV ?? '');
      const project = join(output, 'stacks', `wavecut-${variables.WAVECUT_ENV}`);
      await mkdir(dirname(dirname(project)), { recursive: true });
      await execa('node', ['--import', 'tsx', 'main.ts'], {
        cwd: ROOT,
        env: { ...variables, CDKTF_OUTDIR: output },
      });
      await run.terraform(project, 'init', '-no-color');
      expect(await run.terraform(project, 'validate', '-no-color')).to.contain('The configuration is valid');
      // Nothing of what it plans is made: whether it can be is what a plan finds out.
      const plan = await run.terraform(project, 'plan', '-no-color', '-lock=false');
      expect(plan)
        .to.match(/Plan: \d+ to add, 0 to change, 0 to destroy/)
        .and.not.contain('Warning');
    });
  }
});
