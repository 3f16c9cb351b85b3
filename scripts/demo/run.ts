import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesReadOf, type ClipDocument } from '../../functions/producer/core/clip-document.ts';
import type { ClipNotification } from '../../functions/producer/core/notification.ts';
import { putObject } from '../local/put-object.ts';
import { subscribe } from '../target/subscription.ts';
import type { DemoArguments } from './arguments.ts';
import { brokenPromises, untruths } from './check.ts';
import { downloadClips, readDocuments } from './collect.ts';
import { type DemoEnvironment, PATIENCE_MS, startDemoEnvironment } from './demo-environment.ts';
import { type Followed, followMessages } from './follow-messages.ts';
import { type DemoInputs, gatherInputs } from './inputs.ts';
import { type DemoMessage, keysAskedFor } from './requests.ts';
import { sendMessages } from './send-messages.ts';
import { bytesInWords } from './step-words.ts';

/** What came out, and whether it is all true. */
export interface DemoResult {
  readonly notifications: readonly ClipNotification[];
  readonly documents: readonly ClipDocument[];
  /** Bodies. */
  readonly deadLetters: readonly string[];
  /** Absolute paths in the out folder. */
  readonly files: readonly string[];
  /** Of recordings, by the clips. */
  readonly bytesRead: number;
  /** Of recordings, put in. */
  readonly bytesStored: number;
  /** From the start of the demo. */
  readonly seconds: number;
  /** What was lost or is not true, in words; nothing if all is well. */
  readonly problems: readonly string[];
}

interface DemoContext {
  readonly environment: DemoEnvironment;
  /** Receives each line of progress. */
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs the whole of it: recordings and messages in, clips out, everything checked.
 *
 * @throws UsageError for inputs that cannot be used; whatever keeps the environment from starting.
 */
export async function runDemo(
  wanted: DemoArguments,
  { say, signal }: Omit<DemoContext, 'environment'>,
): Promise<DemoResult> {
  const startedMs = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'wavecut-demo-'));
  let environment: DemoEnvironment | undefined;
  try {
    const inputs = await gatherInputs(wanted, { folder, say, signal });
    say('starting S3, SQS, SNS, MongoDB and the function');
    environment = await startDemoEnvironment(say);
    signal.throwIfAborted();
    const result = await makeClips(inputs, wanted, { environment, say, signal });
    return { ...result, seconds: Math.round(performance.now() - startedMs) / 1000 };
  } finally {
    await environment?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeClips(
  inputs: DemoInputs,
  wanted: DemoArguments,
  context: DemoContext,
): Promise<Omit<DemoResult, 'seconds'>> {
  const { environment, say } = context;
  const bytesStored = await putRecordings(inputs, context);
  const { notifications, deadLetters, lost } = await sendAndFollow(inputs.messages, context);

  const { clients, mongodbUri, mongodbDatabase } = environment;
  const clipIds = [...new Set(inputs.messages.flatMap(({ clipId }) => clipId ?? []))];
  const documents = await readDocuments(mongodbUri, mongodbDatabase, clipIds);
  const clips = await downloadClips(clients.s3, notifications, wanted.outFolder);
  const bytesRead = documents.reduce((sum, { sources = [] }) => sum + bytesReadOf(sources), 0);

  say('checking what was told against what is there');
  const outcome = { notifications, documents, clips };
  const isOwnChoice = wanted.recordings.length + wanted.bodies.length === 0 && !wanted.range;
  // A cut at keyframes starts earlier than asked for.
  const isShowcase = isOwnChoice && wanted.cut === 'exact';
  const problems = [
    ...lost,
    ...(await untruths(outcome)),
    ...(isShowcase ? brokenPromises(outcome, bytesRead, bytesStored) : []),
  ];
  const files = clips.flatMap(({ clip, thumbnails }) => [clip, ...thumbnails]);
  return { notifications, documents, deadLetters, files, bytesRead, bytesStored, problems };
}

/** @returns how many bytes are stored. */
async function putRecordings(
  { recordings, messages }: DemoInputs,
  { environment, say, signal }: DemoContext,
): Promise<number> {
  let bytesStored = 0;
  for (const recording of recordings) {
    for (const key of [recording.key, ...keysAskedFor(messages, recording)]) {
      signal.throwIfAborted();
      const bytes = await putObject(
        environment.clients.s3,
        environment.recordingsBucket,
        key,
        recording.path,
      );
      say(`put ${key}, ${bytesInWords(bytes)}`);
      bytesStored += bytes;
    }
  }
  return bytesStored;
}

async function sendAndFollow(
  messages: readonly DemoMessage[],
  { environment, say, signal }: DemoContext,
): Promise<Pick<Followed, 'notifications' | 'deadLetters'> & { lost: string[] }> {
  const { clients, topicArn, queueUrl, deadLetterQueueUrl, acknowledged } = environment;
  const { sqs } = clients;
  const subscription = await subscribe(sqs, clients.sns, topicArn, 'wavecut-demo');
  try {
    const { sent, refused } = await sendMessages(sqs, queueUrl, messages);
    for (const { name, messageId, clipId } of sent)
      say(`sent ${name} as message ${messageId}${clipId === null ? '' : `, for clip ${clipId}`}`);
    const followed = await followMessages(sent, {
      ...{ sqs, notificationsUrl: subscription.queueUrl, deadLetterQueueUrl, acknowledged, say, signal },
      patienceMs: PATIENCE_MS,
    });
    return { ...followed, lost: [...refused, ...silent(followed.missing, acknowledged)] };
  } finally {
    await subscription.close();
  }
}

/** Those of which nothing more was heard, in words. */
function silent(missing: Followed['missing'], acknowledged: ReadonlySet<string>): string[] {
  return missing.map(({ name, messageId }) => {
    const heard = acknowledged.has(messageId)
      ? 'acknowledged, but its end was not told'
      : 'not heard of again';
    return `${name} (message ${messageId}) was ${heard}`;
  });
}
