import * as z from 'zod';
import { FUNCTION_MEMORY_MB, LONGEST_RECORDING_MINUTES, MAX_RECEIVES } from './core/linked-numbers.ts';

/** The function's settings; read from the environment once, here and nowhere else. */
export interface Settings {
  readonly recordingsBucket: string;
  /** Prefix of every recording's key: empty, or ending in a slash. */
  readonly recordingsPrefix: string;
  /** Prefix of the keys of watermarks, in the recordings' bucket; ends in a slash. */
  readonly watermarksPrefix: string;
  readonly clipsBucket: string;
  /** Where clips are read from, without a slash at its end. */
  readonly publicBaseUrl: string;
  /** How long presigned URLs of clips are good for; null where clips are read without one. */
  readonly signedUrlMs: number | null;
  readonly topicArn: string;
  readonly mongodb: MongoAccess;
  /** The queue that the function is fed from: to send what has to wait again, and to hurry what failed. */
  readonly queueUrl: string;
  /** How long S3, SQS or SNS may keep silent before a request counts as failed. */
  readonly requestTimeoutMs: number;
  readonly mongodbDatabase: string;
  /** After this many receives of a message it goes to the dead-letter queue. */
  readonly maxReceives: number;
  readonly longestRecordingMs: number;
  readonly memoryMb: number;
  /** Asked for a camera's recordings instead of the bucket's listing where it is set; without a slash at its end. */
  readonly cameraApiUrl: string | undefined;
  readonly ffmpegPath: string | undefined;
  /** S3-compatible servers of one's own have no host name for each bucket. */
  readonly s3PathStyle: boolean;
}

/** Where watermarks are, unless said otherwise. */
export const WATERMARKS_PREFIX = 'watermarks/';

/** Where the URI of MongoDB is: in the settings, or in a secret of Secrets Manager. */
export type MongoAccess = { readonly uri: string } | { readonly secretArn: string };

const text = z.string({ error: 'is missing' }).min(1, 'is empty');
const count = () => z.coerce.number('must be a number').int().positive();

const environment = z.object({
  RECORDINGS_BUCKET: text,
  RECORDINGS_PREFIX: z
    .string()
    .regex(/^([^/]+\/)*$/, 'must be empty or end in a slash')
    .default(''),
  WATERMARKS_PREFIX: z
    .string()
    .regex(/^([^/]+\/)+$/, 'must end in a slash')
    .default(WATERMARKS_PREFIX),
  CLIPS_BUCKET: text,
  PUBLIC_BASE_URL: z.url('must be a URL').optional(),
  NOTIFICATION_TOPIC_ARN: text,
  REQUEST_QUEUE_URL: text.pipe(z.url('must be a URL')),
  REQUEST_TIMEOUT_MS: count().default(15_000),
  CAMERA_API_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  SIGNED_URL_MINUTES: count().optional(),
  MONGODB_URI: text.optional(),
  MONGODB_SECRET_ARN: text.optional(),
  MONGODB_DATABASE: text.default('wavecut'),
  MAX_RECEIVES: count().default(MAX_RECEIVES),
  LONGEST_RECORDING_MINUTES: count().default(LONGEST_RECORDING_MINUTES),
  FFMPEG_PATH: text.optional(),
  AWS_REGION: text,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: count().default(FUNCTION_MEMORY_MB),
  AWS_ENDPOINT_URL: z.string().optional(),
  AWS_ENDPOINT_URL_S3: z.string().optional(),
});

/** The names of all that is read: what is set by another name has no effect. */
export const FUNCTION_VARIABLES: readonly string[] = Object.keys(environment.shape);

/**
 * Reads the settings.
 *
 * @throws Error that names every missing or bad variable at once, and no value of any.
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = environment.safeParse(variables);
  const problems = [
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')} ${issue.message}`),
    ...mongoProblems(variables),
  ];
  if (!parsed.success || problems.length > 0) {
    throw new Error(`the function's environment is not complete: ${problems.join('; ')}`);
  }
  const env = parsed.data;
  return {
    recordingsBucket: env.RECORDINGS_BUCKET,
    recordingsPrefix: env.RECORDINGS_PREFIX,
    watermarksPrefix: env.WATERMARKS_PREFIX,
    clipsBucket: env.CLIPS_BUCKET,
    publicBaseUrl: (
      env.PUBLIC_BASE_URL ?? `https://${env.CLIPS_BUCKET}.s3.${env.AWS_REGION}.amazonaws.com`
    ).replace(/\/$/, ''),
    signedUrlMs: env.SIGNED_URL_MINUTES === undefined ? null : env.SIGNED_URL_MINUTES * 60_000,
    topicArn: env.NOTIFICATION_TOPIC_ARN,
    queueUrl: env.REQUEST_QUEUE_URL,
    requestTimeoutMs: env.REQUEST_TIMEOUT_MS,
    cameraApiUrl: env.CAMERA_API_URL?.replace(/\/$/, ''),
    mongodb: env.MONGODB_SECRET_ARN
      ? { secretArn: env.MONGODB_SECRET_ARN }
      : { uri: env.MONGODB_URI as string },
    mongodbDatabase: env.MONGODB_DATABASE,
    maxReceives: env.MAX_RECEIVES,
    longestRecordingMs: env.LONGEST_RECORDING_MINUTES * 60_000,
    memoryMb: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    ffmpegPath: env.FFMPEG_PATH,
    s3PathStyle: (env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL) !== undefined,
  };
}

/** Of the two ways to the database there must be one. */
function mongoProblems({
  MONGODB_URI,
  MONGODB_SECRET_ARN,
}: Readonly<Record<string, string | undefined>>): string[] {
  if (MONGODB_URI === undefined && MONGODB_SECRET_ARN === undefined)
    return ['MONGODB_URI or MONGODB_SECRET_ARN is missing'];
  if (MONGODB_URI !== undefined && MONGODB_SECRET_ARN !== undefined)
    return ['MONGODB_URI and MONGODB_SECRET_ARN exclude each other'];
  return [];
}

/**
 * What the function's process wants of the C library: video passes through in buffers of 64 KiB, and memory that is
 * kept for each thread of Node never goes back (docs/adr/0005).
 */
export const ALLOCATOR_VARIABLES = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' } as const;

/** The settings of this process. */
export function settingsFromEnvironment(): Settings {
  return readSettings(process.env);
}
