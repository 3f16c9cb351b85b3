import type * as z from 'zod';
import { SETTING_FIELDS, type SettingField } from './setting-fields.ts';

export const ENVIRONMENTS = ['dev', 'staging', 'prod'] as const;

export type Environment = (typeof ENVIRONMENTS)[number];

type FieldName = keyof typeof SETTING_FIELDS;

/** All that is decided at the time of deployment. */
export type StackSettings = { readonly environment: Environment } & {
  readonly [Name in FieldName]: z.output<(typeof SETTING_FIELDS)[Name]['schema']>;
};

type Variables = Readonly<Record<string, string | undefined>>;

/** Settings that cannot be deployed; the message names every one of them, and is meant to be read as it is. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(about: string, problems: readonly string[]) {
    super([`${about}:`, ...problems.map((problem) => `  ${problem}`)].join('\n'));
  }
}

/**
 * The settings of the environment that `WAVECUT_ENV` names (dev, unless it is set): a `WAVECUT_*` variable, else what
 * `context.wavecut.{environment}` of cdktf.json says, else the default. Empty variables count as not set.
 *
 * @param context what cdktf.json has under `context.wavecut`.
 * @throws SettingsError that names all that is wrong at once.
 */
export function readStackSettings(context: unknown, variables: Variables): StackSettings {
  const environment = environmentOf(variables);
  const inFile = settingsOf(context, environment);
  const problems = [...unknownVariables(variables), ...unknownSettings(inFile, environment)];

  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries<SettingField>(SETTING_FIELDS)) {
    const variable = variables[field.variable] || undefined;
    const given = variable ?? inFile[name] ?? undefined;
    const parsed = field.schema.safeParse(given);
    if (parsed.success) {
      values[name] = parsed.data;
      continue;
    }
    const source = variable === undefined ? `${placeOf(environment)}.${name}` : field.variable;
    const shown = field.isPrivate ? '' : `, got ${JSON.stringify(given)}`;
    problems.push(`${source} ${parsed.error.issues[0]?.message ?? 'is invalid'}${shown}`);
  }
  const settings = { environment, ...values } as StackSettings;
  if (problems.length === 0) problems.push(...contradictions(settings));
  if (problems.length > 0)
    throw new SettingsError(`The settings of ${environment} cannot be deployed`, problems);
  return settings;
}

function environmentOf({ WAVECUT_ENV: named }: Variables): Environment {
  const environment = ENVIRONMENTS.find((each) => each === (named || 'dev'));
  if (environment) return environment;
  throw new SettingsError('There is no such environment', [
    `WAVECUT_ENV must be one of ${ENVIRONMENTS.join(', ')}, got ${JSON.stringify(named)}`,
  ]);
}

function settingsOf(context: unknown, environment: Environment): Readonly<Record<string, unknown>> {
  const settings = isObject(context) ? (context[environment] ?? {}) : context === undefined ? {} : null;
  if (isObject(settings)) return settings;
  throw new SettingsError('cdktf.json cannot be read', [`${placeOf(environment)} must be an object`]);
}

function unknownVariables(variables: Variables): string[] {
  const known = ['WAVECUT_ENV', ...Object.values(SETTING_FIELDS).map(({ variable }) => variable as string)];
  return Object.keys(variables)
    .filter((name) => name.startsWith('WAVECUT_') && !known.includes(name))
    .map((name) => `${name} is no setting${suggestion(name, known)}`);
}

function unknownSettings(inFile: Readonly<Record<string, unknown>>, environment: Environment): string[] {
  const known = Object.keys(SETTING_FIELDS);
  return Object.keys(inFile)
    .filter((name) => !known.includes(name))
    .map((name) => `${placeOf(environment)}.${name} is no setting${suggestion(name, known)}`);
}

/** What is wrong only together. */
function contradictions(settings: StackSettings): string[] {
  const { publicBaseUrl, destinationAccess, recordingsBucket, recordingsExpireDays, clipsBucket } = settings;
  const { vpcSubnetIds, vpcSecurityGroupIds, mongodbUri, mongodbSecretArn } = settings;
  const rules: [isBroken: boolean, problem: string][] = [
    [
      vpcSubnetIds.length > 0 !== vpcSecurityGroupIds.length > 0,
      'WAVECUT_VPC_SUBNET_IDS and WAVECUT_VPC_SECURITY_GROUP_IDS go together, got only one of them',
    ],
    [
      mongodbUri !== null && mongodbSecretArn !== null,
      'WAVECUT_MONGODB_URI and WAVECUT_MONGODB_SECRET_ARN exclude each other, got both',
    ],
    [
      publicBaseUrl !== null && destinationAccess === 'private',
      'WAVECUT_PUBLIC_BASE_URL needs clips that everyone may read, got WAVECUT_DESTINATION_ACCESS private',
    ],
    [
      recordingsBucket !== null && recordingsExpireDays !== null,
      'WAVECUT_RECORDINGS_EXPIRE_DAYS is for a bucket that is created here, got WAVECUT_RECORDINGS_BUCKET as well',
    ],
    [
      recordingsBucket !== null && recordingsBucket === clipsBucket,
      `WAVECUT_CLIPS_BUCKET and WAVECUT_RECORDINGS_BUCKET must be two buckets, got ${JSON.stringify(clipsBucket)} twice`,
    ],
  ];
  return rules.filter(([isBroken]) => isBroken).map(([, problem]) => problem);
}

function placeOf(environment: Environment): string {
  return `cdktf.json's context.wavecut.${environment}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The known name that shares most with a mistyped one, where any is near. */
function suggestion(name: string, known: readonly string[]): string {
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  return nearest && nearest.distance <= 3 ? `; did you mean ${nearest.candidate}?` : '';
}

/** Levenshtein's: how many letters must be put in, left out or replaced. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
