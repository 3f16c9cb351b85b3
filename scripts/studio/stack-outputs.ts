import { UsageError } from '../usage-error.ts';

/** What a deployed stack tells of itself. */
export interface StackOutputs {
  readonly requestQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly topicArn: string;
  readonly recordingsBucket: string;
  readonly clipsBucket: string;
  readonly mongodbSecretArn: string;
}

const NAMES = [
  'requestQueueUrl',
  'deadLetterQueueUrl',
  'topicArn',
  'recordingsBucket',
  'clipsBucket',
  'mongodbSecretArn',
] as const satisfies readonly (keyof StackOutputs)[];

/**
 * Reads the file that `cdktf deploy --outputs-file` writes: outputs by their names, below the name of their stack.
 * Outputs without a stack around them are taken as well, and so is Terraform's own form, `{name: {value}}`.
 *
 * @param stack which one, where the file holds several.
 * @throws UsageError that names the stacks there are, or the outputs that are missing.
 */
export function readOutputs(json: string, stack?: string): StackOutputs {
  const file = parse(json);
  const stacks = Object.entries(file).filter(([, value]) => isObject(value) && !('value' in value));
  const names = stacks.map(([name]) => name).join(', ');
  if (stack !== undefined && !stacks.some(([name]) => name === stack)) {
    throw new UsageError(`the outputs file has no stack ${stack}; there are: ${names || 'none'}`);
  }
  if (stack === undefined && stacks.length > 1) {
    throw new UsageError(`the outputs file has several stacks (${names}): choose one with --stack`);
  }
  const chosen = stacks.find(([name]) => stack === undefined || name === stack)?.[1] ?? file;
  const found = new Map(
    Object.entries(chosen as Record<string, unknown>).map(([name, value]) => [name, textOf(value)]),
  );
  const missing = NAMES.filter((name) => !found.get(name));
  if (missing.length > 0) throw new UsageError(`the outputs file lacks ${missing.join(', ')}`);
  return Object.fromEntries(NAMES.map((name) => [name, found.get(name)])) as unknown as StackOutputs;
}

function parse(json: string): Record<string, unknown> {
  try {
    const file: unknown = JSON.parse(json);
    if (isObject(file)) return file;
  } catch {
    // Told below, as anything else that is no object.
  }
  throw new UsageError(
    'the outputs file is no JSON object: it is written by cdktf deploy --outputs-file FILE',
  );
}

function textOf(value: unknown): string | undefined {
  const inner = isObject(value) ? value.value : value;
  return typeof inner === 'string' && inner !== '' ? inner : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
