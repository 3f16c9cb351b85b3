import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { MongoClient } from 'mongodb';
import { bytesReadOf, type ClipDocument } from '../../functions/producer/core/clip-document.ts';
import type { ClipNotification } from '../../functions/producer/core/notification.ts';
import { type LocalEnvironment, startEnvironment } from '../../scripts/local/environment.ts';
import { parseStep } from '../../scripts/local/function-log.ts';
import { subscribe } from '../../scripts/target/subscription.ts';
import { type Account, account, type Seen } from './account.ts';
import { type LoadRecordings, type LoadRequest, loadMix } from './mix.ts';
import { type Sample, sample } from './watch-function.ts';

/** What one run came to. */
export interface LoadResult {
  readonly environments: number;
  readonly account: Account;
  readonly wallS: number;
  readonly messagesPerS: number;
  /** From the sending to the start of the delivery, ms, of messages that were received once. */
  readonly queueAgeMs: { readonly median: number; readonly most: number };
  /** Of an invocation that made a clip. */
  readonly invocationMs: { readonly median: number; readonly p99: number };
  readonly cpuMsPerMessage: number;
  /** Of the clips made, from their documents: means. */
  readonly perClip: { readonly s3Gets: number; readonly s3Puts: number; readonly bytesRead: number };
  readonly samples: readonly Sample[];
}

const SAMPLE_MS = 1_000;
/** Longer than a delivery takes on a busy machine. */
const VISIBILITY_TIMEOUT_S = 300;
/** Nothing more is heard for so long: what is missing then is lost. */
const PATIENCE_MS = 330_000;

/**
 * Sends a mix of requests to the queue of a fresh local environment, waits until every message has ended, and adds up.
 *
 * @param recording the path of a small recording. @param hostile paths of files that are none.
 */
export async function runLoad(
  { requests: count, environments, zipPath }: { requests: number; environments: number; zipPath: string },
  { recording, hostile }: { recording: { path: string; lengthMs: number }; hostile: readonly string[] },
  say: (text: string) => void,
): Promise<LoadResult> {
  const invocationsMs: number[] = [];
  const agesMs: number[] = [];
  const acknowledged = new Set<string>();
  let cpuMs = 0;
  let lastEndMs = performance.now();
  const environment = await startEnvironment({
    zipPath,
    concurrency: environments,
    visibilityTimeoutS: VISIBILITY_TIMEOUT_S,
    onLog(line) {
      const step = parseStep(line);
      if (step?.step === 'received' && JSON.parse(line).receives === 1)
        agesMs.push(Number(step.figures.queueMs));
    },
    onDelivery({ report, deleted }) {
      for (const messageId of deleted) acknowledged.add(messageId);
      cpuMs += report.cpuMs ?? 0;
      if (report.ok && deleted.length > 0) invocationsMs.push(report.durationMs);
      lastEndMs = performance.now();
    },
  });
  try {
    const { clients, topicArn, queueUrl, deadLetterQueueUrl } = environment;
    const { sqs } = clients;
    const recordings = await put(environment, recording, hostile);
    const subscription = await subscribe(sqs, clients.sns, topicArn, 'wavecut-load');
    const requests = loadMix(count, randomUUID().slice(0, 4), recordings);

    const startedMs = performance.now();
    await sendAll(sqs, queueUrl, requests);
    say(`${environments} environment${environments > 1 ? 's' : ''}: ${count} messages sent`);
    const told: ClipNotification[] = [];
    const dead = new Map<string, string>();
    const samples: Sample[] = [];
    let nextWordMs = startedMs + 15_000;
    while (acknowledged.size + dead.size < count && performance.now() - lastEndMs < PATIENCE_MS) {
      samples.push(await sample(environment, startedMs));
      for (const { Body = '' } of await drain(sqs, subscription.queueUrl)) told.push(JSON.parse(Body));
      for (const { MessageId = '', Body = '' } of await drain(sqs, deadLetterQueueUrl))
        dead.set(MessageId, Body);
      if (performance.now() > nextWordMs) {
        say(`  ${acknowledged.size + dead.size} of ${count} have ended`);
        nextWordMs += 15_000;
      }
      await setTimeout(SAMPLE_MS);
    }
    const wallS = (performance.now() - startedMs) / 1000;
    samples.push(await sample(environment, startedMs));
    for (const { Body = '' } of await drain(sqs, subscription.queueUrl)) told.push(JSON.parse(Body));

    const documents = await readDocuments(environment);
    const seen: Seen = {
      told: told.map(({ clipId, status, clip }) => ({ clipId, status, key: clip.key })),
      deadBodies: [...dead.values()],
      acknowledged: acknowledged.size,
      documents: new Map(documents.map(({ _id, status }) => [_id, status])),
      keys: await allKeys(clients.s3, environment.clipsBucket),
    };
    const made = documents.filter(({ status }) => status === 'CLIP_AVAILABLE');
    return {
      environments,
      account: account(requests, seen),
      wallS,
      messagesPerS: count / wallS,
      queueAgeMs: { median: quantile(agesMs, 0.5), most: Math.max(0, ...agesMs) },
      invocationMs: { median: quantile(invocationsMs, 0.5), p99: quantile(invocationsMs, 0.99) },
      cpuMsPerMessage: cpuMs / count,
      perClip: {
        s3Gets: mean(made.map(({ cost }) => cost?.s3Gets ?? 0)),
        s3Puts: mean(made.map(({ cost }) => cost?.s3Puts ?? 0)),
        bytesRead: mean(made.map(({ sources = [] }) => bytesReadOf(sources))),
      },
      samples,
    };
  } finally {
    await environment.stop();
  }
}

/** 2026-01-01T00:00:00Z: long ago, so that nothing waits for a recording. */
const RECORDED_AT_MS = 1_767_225_600_000;
const CAMERA = 'load';

async function put(
  { clients, recordingsBucket: Bucket }: LocalEnvironment,
  recording: { path: string; lengthMs: number },
  hostile: readonly string[],
): Promise<LoadRecordings> {
  const Body = await readFile(recording.path);
  await clients.s3.send(new PutObjectCommand({ Bucket, Key: `${CAMERA}/front.20260101T000000.mp4`, Body }));
  const hostileKeys: string[] = [];
  for (const [index, path] of hostile.entries()) {
    const Key = `${CAMERA}/hostile-${index}.mp4`;
    await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: await readFile(path) }));
    hostileKeys.push(Key);
  }
  return { cameraId: CAMERA, startMs: RECORDED_AT_MS, lengthMs: recording.lengthMs, hostileKeys };
}

async function sendAll(sqs: SQSClient, QueueUrl: string, requests: readonly LoadRequest[]): Promise<void> {
  for (let from = 0; from < requests.length; from += 10) {
    const Entries = requests
      .slice(from, from + 10)
      .map(({ body }, index) => ({ Id: `${index}`, MessageBody: body }));
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    if (Failed.length > 0) throw new Error(`the queue refused a message: ${Failed[0]?.Message}`);
  }
}

/** Takes out what is there now. */
async function drain(sqs: SQSClient, QueueUrl: string): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 });
    const { Messages: messages = [] } = await sqs.send(receive);
    if (messages.length === 0) return all;
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    all.push(...messages);
  }
}

async function readDocuments({ mongodbUri, mongodbDatabase }: LocalEnvironment): Promise<ClipDocument[]> {
  const client = new MongoClient(mongodbUri);
  try {
    return await client.db(mongodbDatabase).collection<ClipDocument>('clips').find().toArray();
  } finally {
    await client.close();
  }
}

async function allKeys(s3: S3Client, Bucket: string): Promise<Set<string>> {
  const keys = new Set<string>();
  for (let StartAfter = ''; ; ) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, StartAfter }));
    const before = keys.size;
    for (const { Key = '' } of Contents) keys.add(Key);
    if (keys.size === before) return keys;
    StartAfter = [...keys].sort().at(-1) ?? '';
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
