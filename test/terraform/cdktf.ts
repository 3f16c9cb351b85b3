import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Commands of cdktf and terraform, off line, whose output and state are in a folder of their own. */
export interface Commands {
  /** Runs `cdktf` on the checkout. @returns all that it printed. @throws where it fails, with the same. */
  cdktf(...argv: readonly string[]): Promise<string>;
  /** Runs `terraform` in a folder. */
  terraform(cwd: string, ...argv: readonly string[]): Promise<string>;
}

/**
 * @param folder for the CLI's configuration and its caches.
 * @param mirror where Terraform gets its provider: the only place, for nothing is to be fetched.
 * @param variables of the stack and of AWS; no other variable of this process but PATH and HOME goes in.
 */
export async function commands(
  folder: string,
  mirror: string,
  variables: Readonly<Record<string, string>>,
): Promise<Commands> {
  const config = join(folder, 'terraform.rc');
  await writeFile(
    config,
    `provider_installation {\n  filesystem_mirror { path = ${JSON.stringify(mirror)} }\n}\n`,
  );
  const { PATH = '', HOME = '' } = process.env;
  const env = {
    ...{ PATH, HOME },
    TF_CLI_CONFIG_FILE: config,
    CHECKPOINT_DISABLE: '1',
    CDKTF_HOME: folder,
    // Providers are linked to where they lie; a cache would copy hundreds of megabytes.
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1',
    CI: '1',
    ...variables,
  };
  const run = async (cwd: string, file: string, argv: readonly string[]) => {
    const { all } = await execa(file, argv, {
      cwd,
      env,
      extendEnv: false,
      preferLocal: true,
      localDir: ROOT,
      all: true,
      stdin: 'ignore',
    });
    return all ?? '';
  };
  return {
    cdktf: (...argv) => run(ROOT, 'cdktf', argv),
    terraform: (cwd, ...argv) => run(cwd, 'terraform', argv),
  };
}
