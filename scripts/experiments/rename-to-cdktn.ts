import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/**
 * Does renaming the packages suffice to move from CDKTF to its community successor? Copies the stack into a folder of
 * its own, renames, installs from npm, compiles, synthesizes, and compares with what CDKTF makes of the same sources.
 * docs/adr/0010 holds the outcome.
 *
 * usage: node scripts/experiments/rename-to-cdktn.ts, after npm run build
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const RENAMED = { cdktf: 'cdktn', '@cdktf/provider-aws': '@cdktn/provider-aws' } as const;
const INSTALLED = ['cdktn@0.24.0', '@cdktn/provider-aws@25.7.0', 'constructs@10.6.0'];
const COPIED = ['main.ts', 'stacks', 'functions', 'tsconfig.json', 'cdktf.json', 'package.json'];

/** A block of Terraform, by its address. */
type Blocks = Map<string, string>;

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'wavecut-cdktn-'));
  try {
    for (const name of COPIED) await cp(join(ROOT, name), join(folder, name), { recursive: true });
    await mkdir(join(folder, 'dist'));
    await cp(join(ROOT, 'dist/producer.zip'), join(folder, 'dist/producer.zip'));
    const changed = await rename(folder);
    say(`renamed in ${changed} files`);

    await dropPackages(folder);
    await execa('npm', ['install', '--no-audit', '--no-fund', '--save-exact', ...INSTALLED], { cwd: folder });
    say(`installed ${INSTALLED.join(' ')}`);

    const types = await execa('npx', ['tsc', '--noEmit'], { cwd: folder, reject: false, all: true });
    say(types.exitCode === 0 ? 'compiles' : `does not compile:\n${types.all}`);

    const before = await synth(ROOT, join(folder, 'cdktf.out'));
    const after = await synth(folder, join(folder, 'cdktn.out'));
    say(`synthesizes ${after.size} blocks, ${before.size} with CDKTF`);
    for (const line of differences(before, after)) say(line);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @returns how many files had to change. */
async function rename(folder: string): Promise<number> {
  const names = await readdir(join(folder, 'stacks'), { recursive: true });
  const files = [
    'main.ts',
    ...names.filter((name) => name.endsWith('.ts')).map((name) => join('stacks', name)),
  ];
  let changed = 0;
  for (const file of files) {
    const before = await readFile(join(folder, file), 'utf8');
    const after = before.replace(/(from ')(cdktf|@cdktf\/provider-aws)(?=['/])/g, (_, from, name) => {
      return `${from}${RENAMED[name as keyof typeof RENAMED]}`;
    });
    if (after === before) continue;
    await writeFile(join(folder, file), after);
    changed += 1;
  }
  return changed;
}

/** CDKTF's packages, and all that only the rest of the project needs. */
async function dropPackages(folder: string): Promise<void> {
  const path = join(folder, 'package.json');
  const json = JSON.parse(await readFile(path, 'utf8'));
  const kept = ['typescript', 'node', '@types/node', '@types/mocha', '@types/aws-lambda'];
  json.devDependencies = Object.fromEntries(
    Object.entries(json.devDependencies).filter(([name]) => kept.includes(name)),
  );
  json.scripts = {};
  await writeFile(path, JSON.stringify(json));
  const config = JSON.parse(await readFile(join(folder, 'tsconfig.json'), 'utf8'));
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ ...config, include: ['main.ts', 'stacks'] }),
  );
}

async function synth(cwd: string, output: string): Promise<Blocks> {
  const { context } = JSON.parse(await readFile(join(cwd, 'cdktf.json'), 'utf8'));
  const CONTEXT = JSON.stringify(context);
  const env = {
    CDKTF_OUTDIR: output,
    CDKTN_OUTDIR: output,
    CDKTF_CONTEXT_JSON: CONTEXT,
    CDKTN_CONTEXT_JSON: CONTEXT,
  };
  await execa('node', ['main.ts'], { cwd, env });
  const json = JSON.parse(await readFile(join(output, 'stacks/wavecut-dev/cdk.tf.json'), 'utf8'));
  const blocks: Blocks = new Map([['terraform', JSON.stringify(json.terraform, null, 1)]]);
  for (const kind of ['resource', 'data']) {
    for (const [type, named] of Object.entries<Record<string, object>>(json[kind])) {
      for (const [name, block] of Object.entries(named)) {
        blocks.set(`${kind}.${type}.${name}`, JSON.stringify(block, null, 1));
      }
    }
  }
  return blocks;
}

function differences(before: Blocks, after: Blocks): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((address) => {
    const [was, is] = [before.get(address), after.get(address)];
    if (was === is) return [];
    return [
      `${address}\n  CDKTF: ${was?.replace(/\s+/g, ' ') ?? 'none'}\n  cdktn: ${is?.replace(/\s+/g, ' ') ?? 'none'}`,
    ];
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
