import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { LocalEnvironment } from '../local/environment.ts';

/** Where `npm start` says how to reach it; there for as long as it runs. */
export const LOCAL_FILE = fileURLToPath(new URL('../../out/local-environment.json', import.meta.url));

const localEnvironment = z.object({
  pid: z.int().positive(),
  endpoint: z.url(),
  region: z.string(),
  /** None where the caller's own are used: secrets of others are not written down. */
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }).optional(),
  queueUrl: z.url(),
  deadLetterQueueUrl: z.url(),
  topicArn: z.string(),
  recordingsBucket: z.string(),
  clipsBucket: z.string(),
  /** None where `MONGODB_URI` names it. */
  mongodbUri: z.string().optional(),
  mongodbDatabase: z.string(),
});

export type LocalTarget = z.infer<typeof localEnvironment>;

/** Writes down how the environment of this process is reached. @returns what takes that away again. */
export async function announce(
  environment: LocalEnvironment,
  env: NodeJS.ProcessEnv = process.env,
  path = LOCAL_FILE,
): Promise<() => Promise<void>> {
  const { endpoint, region, queueUrl, deadLetterQueueUrl, topicArn, recordingsBucket, clipsBucket } =
    environment;
  const { credentials, mongodbUri, mongodbDatabase } = environment;
  const target: LocalTarget = {
    ...{
      pid: process.pid,
      endpoint,
      region,
      queueUrl,
      deadLetterQueueUrl,
      topicArn,
      recordingsBucket,
      clipsBucket,
    },
    ...(credentials.accessKeyId === env.AWS_ACCESS_KEY_ID ? {} : { credentials: { ...credentials } }),
    ...(mongodbUri === env.MONGODB_URI ? {} : { mongodbUri }),
    mongodbDatabase,
  };
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(target, null, 2)}\n`, { mode: 0o600 });
  return async () => {
    // Another one that was started later has taken the place.
    if ((await readLocalFile(path))?.pid === process.pid) await rm(path, { force: true });
  };
}

/** How the local environment is reached that runs now; null where none does. */
export async function readLocalFile(path = LOCAL_FILE): Promise<LocalTarget | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const target = text === null ? null : localEnvironment.safeParse(parsedJson(text)).data;
  return target && isRunning(target.pid) ? target : null;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Half a file, of one that is starting or was killed: as good as none.
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process: it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
