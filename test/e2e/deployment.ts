import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  ChangeMessageVisibilityCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { type Collection, MongoClient } from 'mongodb';
import type { ClipDocument } from '../../functions/producer/core/clip-document.ts';
import { MAX_RECEIVES } from '../../functions/producer/core/linked-numbers.ts';
import { buildProducer } from '../../scripts/build.ts';
import { type LocalEnvironment, startEnvironment } from '../../scripts/local/environment.ts';
import type { DeliveredBatch } from '../../scripts/local/event-source.ts';
import { type LoggedStep, parseStep } from '../../scripts/local/function-log.ts';
import { readServerSettings } from '../../scripts/local/settings.ts';
import { subscribe } from '../../scripts/target/subscription.ts';
import { until } from '../support/until.ts';
import { type CountedS3, startCountedS3 } from './counted-s3.ts';
import { Mailbox } from './mailbox.ts';

/** Longer than a delivery may run: no message comes again while it is worked on. */
export const LONG_VISIBILITY_TIMEOUT_S = 130;

/** Credentials that are found wherever they are repeated. */
export const CREDENTIALS = { accessKeyId: 'AKIAWAVECUTE2E', secretAccessKey: 'c2VjcmV0LW9mLXdhdmVjdXQ' };

/** Wavecut from its deployable zip, with all that tests want to see of it. */
export interface Deployment {
  /** The deployable zip. */
  readonly zipPath: string;
  readonly environment: LocalEnvironment;
  /** What the function reads recordings through and writes clips through. */
  readonly s3: CountedS3;
  readonly documents: Collection<ClipDocument>;
  readonly notifications: Mailbox;
  readonly deadLetters: Mailbox;
  /** A folder for downloads. */
  readonly folder: string;
  /** Everything the function has logged. */
  readonly lines: readonly string[];
  readonly deliveries: readonly DeliveredBatch[];
  /** What lay in the function's temporary folders when a delivery was over, and no other had begun. */
  readonly leftBehind: readonly string[];
  /** @returns the message's id. */
  send(body: string): Promise<string>;
  /** Resolves when each of these messages is acknowledged or a dead letter. */
  ended(...messageIds: readonly string[]): Promise<void>;
  /** Sends messages in their order, and waits for their ends. @returns their ids. */
  sendAll(...bodies: readonly string[]): Promise<string[]>;
  /** Resolves at the moment the function tells of such a step. */
  nextStep(matches: (step: LoggedStep) => boolean): Promise<LoggedStep>;
  /** How long messages that are received from now on stay hidden. */
  hideFor(seconds: number): Promise<void>;
}

let started: Promise<Deployment> | undefined;
const stops: (() => unknown)[] = [];

/** The one deployment of all tests of this folder: started by the first that asks, stopped after the last. */
export function deployment(): Promise<Deployment> {
  started ??= start();
  return started;
}

after('stop the deployment', async () => {
  for (const stop of stops.reverse()) await stop();
});

async function start(): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), 'wavecut-e2e-'));
  stops.push(() => rm(folder, { recursive: true }));
  const { zipPath } = await buildProducer();
  const s3 = await startCountedS3();
  stops.push(s3.stop);

  const lines: string[] = [];
  const deliveries: DeliveredBatch[] = [];
  const leftBehind: string[] = [];
  const watchers = new Set<(step: LoggedStep) => void>();
  const environment = await startEnvironment({
    zipPath,
    settings: { ...readServerSettings({}), credentials: CREDENTIALS },
    functionEnvironment: { AWS_ENDPOINT_URL_S3: s3.endpoint },
    visibilityTimeoutS: LONG_VISIBILITY_TIMEOUT_S,
    onLog(line) {
      lines.push(line);
      const step = parseStep(line);
      if (step) for (const notice of watchers) notice(step);
    },
    onDelivery(delivery) {
      leftBehind.push(...temporaryFiles(environment));
      deliveries.push(delivery);
      void bringBack(environment, delivery);
    },
  });
  stops.push(environment.stop);
  s3.upstream = environment.endpoint;

  const { clients, topicArn, queueUrl, deadLetterQueueUrl, mongodbUri, mongodbDatabase } = environment;
  const mongo = new MongoClient(mongodbUri);
  stops.push(() => mongo.close());
  const subscription = await subscribe(clients.sqs, clients.sns, topicArn, 'wavecut-test');
  const deadLetters = new Mailbox(clients.sqs, deadLetterQueueUrl);

  const send = async (MessageBody: string) => {
    const { MessageId } = await clients.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
    return MessageId as string;
  };
  const hasEnded = async (messageId: string) => {
    if (deliveries.some(({ deleted }) => deleted.includes(messageId))) return true;
    const failures = deliveries.filter(({ failed }) => failed.includes(messageId));
    if (failures.length < MAX_RECEIVES) return false;
    return (await deadLetters.messages()).some(({ MessageId }) => MessageId === messageId);
  };
  const ended = async (...messageIds: readonly string[]) => {
    for (const messageId of messageIds) await until(() => hasEnded(messageId));
  };

  return {
    ...{ zipPath, environment, s3, folder, lines, deliveries, leftBehind, deadLetters, send },
    documents: mongo.db(mongodbDatabase).collection<ClipDocument>('clips'),
    notifications: new Mailbox(clients.sqs, subscription.queueUrl),
    ended,
    async sendAll(...bodies) {
      const ids: string[] = [];
      for (const body of bodies) ids.push(await send(body));
      await ended(...ids);
      return ids;
    },
    nextStep: (matches) =>
      new Promise((resolve) => {
        const notice = (step: LoggedStep) => {
          if (!matches(step)) return;
          watchers.delete(notice);
          resolve(step);
        };
        watchers.add(notice);
      }),
    async hideFor(seconds) {
      const Attributes = { VisibilityTimeout: String(seconds) };
      await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes }));
    },
  };
}

/** Everything in the folders that the function takes for its /tmp: they lie beside the unzipped function. */
export function temporaryFiles({ host }: LocalEnvironment): string[] {
  const root = dirname(host.taskRoot);
  return readdirSync(root)
    .filter((name) => join(root, name) !== host.taskRoot)
    .flatMap((name) => readdirSync(join(root, name)));
}

/** What the function has answered as failed comes back at once; what a dead process held, when its time is over. */
async function bringBack({ clients, queueUrl }: LocalEnvironment, delivery: DeliveredBatch): Promise<void> {
  if (!delivery.report.ok) return;
  for (const { messageId, receiptHandle } of delivery.records) {
    if (!delivery.failed.includes(messageId)) continue;
    const handle = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle };
    await clients.sqs.send(new ChangeMessageVisibilityCommand({ ...handle, VisibilityTimeout: 0 }));
  }
}
