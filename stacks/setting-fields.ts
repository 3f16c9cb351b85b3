import * as z from 'zod';
import {
  FUNCTION_MEMORY_MB,
  FUNCTION_TIMEOUT_S,
  LONGEST_RECORDING_MINUTES,
} from '../functions/producer/core/linked-numbers.ts';
import { WATERMARKS_PREFIX } from '../functions/producer/env.ts';

/** One setting: the variable that sets it, what it may be, and what it is for. */
export interface SettingField<S extends z.ZodType = z.ZodType> {
  readonly variable: `WAVECUT_${string}`;
  /** Takes a variable's text as well as the JSON of cdktf.json; has the default, where nothing is set. */
  readonly schema: S;
  readonly meaning: string;
  /** True where the value may hold a password by mistake, and is not repeated in an error. */
  readonly isPrivate?: true;
}

/** The least and the most of CloudWatch's own retention periods, in days. */
const RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653];

const text = (pattern: RegExp, rule: string) => z.string(`must be ${rule}`).regex(pattern, `must be ${rule}`);
const wholeNumber = (least: number, most: number) => {
  const rule = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number(rule).int(rule).min(least, rule).max(most, rule);
};
const yesOrNo = z
  .union([z.boolean(), z.enum(['true', 'false'])], 'must be true or false')
  .transform((value) => value === true || value === 'true');
/** `a,b` in a variable, an array in cdktf.json. */
const list = (pattern: RegExp, rule: string) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value),
    z.array(text(pattern, rule), `must be a list, each ${rule}`),
  );
/** `team=video,stage=2` in a variable, an object in cdktf.json. */
const tags = z.preprocess(
  (value) =>
    typeof value === 'string' ? Object.fromEntries(value.split(',').map((pair) => tagOf(pair))) : value,
  z.record(
    z
      .string()
      .regex(/^(?!aws:)[\w .:/=+@-]{1,128}$/i, 'must have names of 1 to 128 letters, digits and _.:/=+@-'),
    z.string('must be name=value pairs, with commas between'),
    'must be name=value pairs, with commas between',
  ),
);

const bucketName = text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "a bucket's name");
const folder = text(/^([^/]+\/)+$/, 'text that ends in a slash and begins with none');
const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

function field<S extends z.ZodType>(
  variable: SettingField['variable'],
  schema: S,
  meaning: string,
): SettingField<S> {
  return { variable, schema, meaning };
}

/** Every setting of a deployment but its environment, in the order of the documentation. */
export const SETTING_FIELDS = {
  name: field(
    'WAVECUT_NAME',
    text(/^[a-z][a-z0-9-]{0,19}$/, '1 to 20 of a-z 0-9 -, beginning with a letter').default('wavecut'),
    'begins the name of every resource: `{name}-{environment}-…`',
  ),
  region: field(
    'WAVECUT_REGION',
    text(/^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS region's name, as eu-central-1").default('us-east-1'),
    'AWS region of everything',
  ),
  accountId: field(
    'WAVECUT_ACCOUNT_ID',
    text(/^\d{12}$/, '12 digits')
      .nullable()
      .default(null),
    'the only AWS account to deploy to; any that the credentials are for, unless set',
  ),
  stateBucket: field(
    'WAVECUT_STATE_BUCKET',
    bucketName.nullable().default(null),
    "bucket of Terraform's state, locked while in use; a file in the working folder, unless set",
  ),
  stateRegion: field(
    'WAVECUT_STATE_REGION',
    text(/^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS region's name, as eu-central-1")
      .nullable()
      .default(null),
    "region of the state's bucket; `region`, unless set",
  ),
  tags: field('WAVECUT_TAGS', tags.default({}), 'further tags of everything: `team=video,stage=2`'),
  destinationAccess: field(
    'WAVECUT_DESTINATION_ACCESS',
    z
      .enum(
        ['public-read', 'public-objects', 'private'],
        'must be one of public-read, public-objects, private',
      )
      .default('public-read'),
    'who may read clips: `public-read` everyone, who may list them too; `public-objects` everyone who knows a key; ' +
      '`private` nobody, and notifications carry presigned URLs',
  ),
  clipsBucket: field(
    'WAVECUT_CLIPS_BUCKET',
    bucketName.nullable().default(null),
    "name of the clips' bucket; `{name}-{environment}-clips-{account}`, unless set",
  ),
  clipsExpireDays: field(
    'WAVECUT_CLIPS_EXPIRE_DAYS',
    wholeNumber(1, 36_500).nullable().default(null),
    'days until a clip is deleted; never, unless set',
  ),
  publicBaseUrl: field(
    'WAVECUT_PUBLIC_BASE_URL',
    webAddress.nullable().default(null),
    "where clips are read from, as a CDN; the bucket's own address, unless set",
  ),
  signedUrlMinutes: field(
    'WAVECUT_SIGNED_URL_MINUTES',
    wholeNumber(1, 720).default(60),
    'minutes that a presigned URL is good for, with `private`; it ends with the session of the function that signed it, too',
  ),
  recordingsBucket: field(
    'WAVECUT_RECORDINGS_BUCKET',
    bucketName.nullable().default(null),
    'an existing bucket with the recordings; one is created, unless set',
  ),
  recordingsPrefix: field(
    'WAVECUT_RECORDINGS_PREFIX',
    z
      .union([z.literal(''), folder], 'must be empty, or text that ends in a slash and begins with none')
      .default(''),
    "begins every recording's key; the function reads nothing else but watermarks",
  ),
  watermarksPrefix: field(
    'WAVECUT_WATERMARKS_PREFIX',
    folder.default(WATERMARKS_PREFIX),
    "begins every watermark's key, in the recordings' bucket",
  ),
  longestRecordingMinutes: field(
    'WAVECUT_LONGEST_RECORDING_MINUTES',
    wholeNumber(1, 1440).default(LONGEST_RECORDING_MINUTES),
    'as long as a recording may be; how far before a window the listing begins',
  ),
  recordingsExpireDays: field(
    'WAVECUT_RECORDINGS_EXPIRE_DAYS',
    wholeNumber(1, 36_500).nullable().default(null),
    'days until a recording is deleted from the created bucket; never, unless set',
  ),
  cameraApiUrl: field(
    'WAVECUT_CAMERA_API_URL',
    webAddress.nullable().default(null),
    'the camera API that knows the recordings; the bucket is listed, unless set',
  ),
  topicName: field(
    'WAVECUT_TOPIC_NAME',
    text(/^[\w-]{1,256}$/, '1 to 256 of A-Z a-z 0-9 _ -').default('video_production'),
    'the topic of notifications; two environments in one account and region need two',
  ),
  memoryMb: field(
    'WAVECUT_MEMORY_MB',
    wholeNumber(512, 10_240).default(FUNCTION_MEMORY_MB),
    "the function's memory; its share of CPU follows from it",
  ),
  timeoutSeconds: field(
    'WAVECUT_TIMEOUT_SECONDS',
    wholeNumber(30, 900).default(FUNCTION_TIMEOUT_S),
    'how long the function may run; visibility timeout, lease, deadlines and alarms follow from it',
  ),
  maxConcurrency: field('WAVECUT_MAX_CONCURRENCY', wholeNumber(2, 1000).default(10), 'clips made at a time'),
  vpcSubnetIds: field(
    'WAVECUT_VPC_SUBNET_IDS',
    list(/^subnet-[0-9a-f]+$/, 'as subnet-0a1b2c3d').default([]),
    'subnets of the function: `subnet-1,subnet-2`; no VPC, unless set',
  ),
  vpcSecurityGroupIds: field(
    'WAVECUT_VPC_SECURITY_GROUP_IDS',
    list(/^sg-[0-9a-f]+$/, 'as sg-0a1b2c3d').default([]),
    'its security groups; needed with subnets',
  ),
  mongodbUri: {
    ...field(
      'WAVECUT_MONGODB_URI',
      z
        .string()
        .refine(
          isUriWithoutCredentials,
          'must be a mongodb URI with authMechanism=MONGODB-AWS and without user and password',
        )
        .nullable()
        .default(null),
      'a URI with `authMechanism=MONGODB-AWS`: the function signs in by its role, and there is no secret',
    ),
    isPrivate: true,
  },
  mongodbSecretArn: field(
    'WAVECUT_MONGODB_SECRET_ARN',
    text(/^arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+$/, "a secret's ARN")
      .nullable()
      .default(null),
    'an existing secret with the URI; an empty one is created, unless this or `mongodbUri` is set',
  ),
  mongodbDatabase: field(
    'WAVECUT_MONGODB_DATABASE',
    text(/^[\w-]{1,63}$/, '1 to 63 of A-Z a-z 0-9 _ -').default('wavecut'),
    'database with the collection `clips`',
  ),
  logRetentionDays: field(
    'WAVECUT_LOG_RETENTION_DAYS',
    z.coerce
      .number()
      .refine((days) => RETENTION_DAYS.includes(days), `must be one of ${RETENTION_DAYS.join(', ')}`)
      .default(30),
    'days that logs are kept',
  ),
  alarmEmail: field(
    'WAVECUT_ALARM_EMAIL',
    z.email('must be an e-mail address').nullable().default(null),
    'who is told of alarms, after confirming the subscription; nobody but subscribers of the topic, unless set',
  ),
  forceDestroy: field(
    'WAVECUT_FORCE_DESTROY',
    yesOrNo.default(false),
    '`true`: destroy deletes recordings, clips and the secret with the rest; `false`: it refuses while buckets hold objects',
  ),
} as const satisfies Record<string, SettingField>;

function tagOf(pair: string): [string, string | undefined] {
  const [name = '', ...value] = pair.split('=');
  return [name.trim(), value.length > 0 ? value.join('=').trim() : undefined];
}

function isUriWithoutCredentials(uri: string): boolean {
  const [, authority, query = ''] = /^mongodb(?:\+srv)?:\/\/([^/?]+)\/?[^?]*(?:\?(.*))?$/.exec(uri) ?? [];
  if (!authority || authority.includes('@')) return false;
  const parameters = new URLSearchParams(query);
  return parameters.get('authMechanism') === 'MONGODB-AWS' && !/SESSION_TOKEN/i.test(query);
}
