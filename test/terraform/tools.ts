import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** The provider that the stack asks for, where it lies in a mirror, and its version, unpacked or not. */
const PROVIDER = 'registry.terraform.io/hashicorp/aws';
const VERSION = /^(5\.100\.0|terraform-provider-aws_5\.100\.0_\w+\.zip)$/;

/** Where Terraform itself looks for providers of this machine. https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories */
const IMPLIED_MIRRORS = [
  join(homedir(), '.terraform.d/plugins'),
  join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local/share'), 'terraform/plugins'),
  '/usr/local/share/terraform/plugins',
  '/usr/share/terraform/plugins',
];

/** What the tests of the deployment need of this machine. */
export interface Tools {
  /** Folder of a filesystem mirror with the AWS provider. */
  readonly mirror: string;
}

/** The tools, or what lacks and how to get it, a line each. */
export async function findTools(): Promise<Tools | readonly string[]> {
  const mirror = [process.env.TERRAFORM_PROVIDER_MIRROR ?? '', ...IMPLIED_MIRRORS].find(
    (folder) => folder !== '' && namesIn(join(folder, PROVIDER)).some((name) => VERSION.test(name)),
  );
  const missing = [
    ...((await runs('terraform', ['version']))
      ? []
      : ['terraform: https://developer.hashicorp.com/terraform/install']),
    ...((await runs('python3', ['-c', 'import moto.server']))
      ? []
      : ["moto, Python's emulator of AWS: pip install 'moto[server]==5.2.1'"]),
    ...(mirror
      ? []
      : [
          'the AWS provider 5.100.0 in a mirror: terraform providers mirror FOLDER, in a folder of cdktf.out/stacks, ' +
            'and TERRAFORM_PROVIDER_MIRROR=FOLDER',
        ]),
  ];
  return mirror && missing.length === 0 ? { mirror } : missing;
}

/** Finds the tools for the tests of a suite: where they lack, the suite is left out by name, and fails on CI. */
export async function requireTools(suite: Mocha.Context): Promise<Tools> {
  const found = await findTools();
  if ('mirror' in found) return found;
  const list = found.map((line) => `      ${line}`).join('\n');
  if (process.env.CI) throw new Error(`the tests of the deployment lack\n${list}`);
  console.log(`    left out, for this machine lacks\n${list}`);
  return suite.skip();
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

async function runs(command: string, argv: readonly string[]): Promise<boolean> {
  const { exitCode } = await execa(command, argv, {
    reject: false,
    timeout: 60_000,
    // A CLI configuration that is not there would be warned of.
    env: { CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '' },
  });
  return exitCode === 0;
}
