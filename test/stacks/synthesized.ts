import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TerraformStack, Testing } from 'cdktf';
import { ClipPipelineStack } from '../../stacks/clip-pipeline-stack.ts';
import { readStackSettings } from '../../stacks/settings.ts';
import type { Statement as PolicyStatement } from '../policies/policy-evaluation.ts';

type Block = Readonly<Record<string, unknown>>;

/** A block of a policy document, as ours are: named, with actions. */
export interface Statement extends PolicyStatement {
  readonly sid: string;
  readonly actions: readonly string[];
}

/** What Terraform gets to read, taken apart. */
export class Synthesized {
  readonly json: Readonly<Record<string, Readonly<Record<string, unknown>>>>;

  constructor(stack: TerraformStack) {
    this.json = JSON.parse(Testing.synth(stack));
  }

  /** All resources of a type, by their names. */
  resources(type: string): Readonly<Record<string, Block>> {
    return (this.json.resource?.[type] ?? {}) as Record<string, Block>;
  }

  /** The only resource of a type, or the only one that has these properties. */
  resource(type: string, having: Block = {}): Block {
    const all = Object.values(this.resources(type));
    const found = all.filter((block) =>
      Object.entries(having).every(([name, value]) => block[name] === value),
    );
    if (found.length === 1 && found[0]) return found[0];
    throw new Error(`there are ${found.length} of ${type} with ${JSON.stringify(having)}`);
  }

  /** The statements of every policy, by the names of the documents. */
  get policies(): Readonly<Record<string, readonly Statement[]>> {
    const documents = (this.json.data?.aws_iam_policy_document ?? {}) as Record<
      string,
      { statement: readonly Statement[] }
    >;
    return Object.fromEntries(Object.entries(documents).map(([name, { statement }]) => [name, statement]));
  }
}

/** A stack with whatever is put into it. */
export function synthesized(put: (stack: TerraformStack) => unknown): Synthesized {
  const stack = new TerraformStack(app(), 'test');
  put(stack);
  return new Synthesized(stack);
}

/** The whole stack, with a zip of a few bytes. */
export function synthesizedPipeline(variables: Readonly<Record<string, string>> = {}): Synthesized {
  const stack = new ClipPipelineStack(app(), {
    settings: readStackSettings(undefined, variables),
    zipPath: smallZip(),
  });
  return new Synthesized(stack);
}

/** A folder for this process's files, gone with it: cdktf makes one in the system's for each app otherwise. */
const folder = mkdtempSync(join(tmpdir(), 'wavecut-stack-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** An app to put a stack into. */
function app() {
  return Testing.app({ outdir: mkdtempSync(join(folder, 'app-')) });
}

let zipPath: string | undefined;

/** A file to deploy, whose SHA-256 begins with 2c26b46b (it holds `foo`). */
export function smallZip(): string {
  if (zipPath) return zipPath;
  zipPath = join(folder, 'producer.zip');
  writeFileSync(zipPath, 'foo');
  return zipPath;
}
