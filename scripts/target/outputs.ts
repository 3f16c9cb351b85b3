import { UsageError } from '../usage-error.ts';

/** What the commands need of a deployed stack. */
export interface StackOutputs {
  readonly requestQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly topicArn: string;
  /** Of the secret that holds the MongoDB URI. */
  readonly mongodbSecretArn: string | null;
  readonly mongodbDatabase: string | null;
  readonly region: string | null;
}

const NEEDED = ['requestQueueUrl', 'deadLetterQueueUrl', 'topicArn'] as const;

/**
 * Reads the file that `cdktf deploy --outputs-file` writes: the outputs below the name of their stack. Names are
 * compared without case, hyphens and underscores, and may be followed or led by what Terraform adds to them.
 *
 * @throws UsageError that names what is missing.
 */
export function readOutputs(text: string, path: string): StackOutputs {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--outputs ${path} is no JSON: ${(error as Error).message}`, { cause: error });
  }
  const found = new Map(textsIn(json));
  const missing = NEEDED.filter((name) => !(name === 'topicArn' ? topicIn(found) : namedText(found, name)));
  if (missing.length > 0) {
    throw new UsageError(
      `--outputs ${path} lacks ${missing.join(', ')}: is it of cdktf deploy --outputs-file?`,
    );
  }
  return {
    requestQueueUrl: namedText(found, 'requestQueueUrl') as string,
    deadLetterQueueUrl: namedText(found, 'deadLetterQueueUrl') as string,
    topicArn: topicIn(found) as string,
    mongodbSecretArn: namedText(found, 'mongodbSecretArn') ?? null,
    mongodbDatabase: namedText(found, 'mongodbDatabase') ?? null,
    region: found.get('region') ?? null,
  };
}

/** The region that an ARN or a queue's URL names; null where it names none. */
export function regionIn(outputs: StackOutputs): string | null {
  const [, , , region] = outputs.topicArn.split(':');
  return (
    outputs.region || region || (/^https:\/\/sqs\.([a-z0-9-]+)\./.exec(outputs.requestQueueUrl)?.[1] ?? null)
  );
}

/** There is a topic for operators as well. */
function topicIn(found: ReadonlyMap<string, string>): string | undefined {
  return found.get('notificationtopicarn') ?? namedText(found, 'topicArn');
}

function namedText(found: ReadonlyMap<string, string>, name: string): string | undefined {
  const wanted = plain(name);
  return found.get(wanted) ?? [...found].find(([key]) => key.startsWith(wanted) || key.endsWith(wanted))?.[1];
}

/** Every text of a JSON value by its own name, however deep it lies. */
function textsIn(value: unknown): [name: string, text: string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'string' ? [[plain(name), inner] as [string, string]] : textsIn(inner),
  );
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_.]/g, '');
}
