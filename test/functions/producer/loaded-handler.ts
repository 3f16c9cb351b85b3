import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import installed from '@ffmpeg-installer/ffmpeg';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { MongoClient } from 'mongodb';
import { createSandbox } from 'sinon';
import { startEmbeddedMongo } from '../../../scripts/local/mongo/server.ts';

/** A message as a test hands it to the function. */
export interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly receives?: number;
}

type Handler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** The function as Lambda loads it: with its own logger, and with a MongoDB over a socket. */
export interface LoadedHandler {
  /** Its own client, which it keeps for as long as its process lives. */
  readonly client: MongoClient;
  readonly mongodbUri: string;
  /** Handles a batch, and answers with what was logged meanwhile as well. */
  handle(...messages: readonly Message[]): Promise<{ answer: SQSBatchResponse; log: string }>;
}

const HANDLER = new URL('../../../functions/producer/handler.ts', import.meta.url).href;
const CONTEXT = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 60_000 } as Context;

const sandbox = createSandbox();
const environment = { ...process.env };
const stops: (() => Promise<unknown>)[] = [];

/** Loads the function for a suite, and gives it an environment of its own for as long as that runs. */
export async function loadHandler(): Promise<LoadedHandler> {
  const folder = await mkdtemp(join(tmpdir(), 'handler-test-'));
  stops.push(() => rm(folder, { recursive: true }));
  const mongo = await startEmbeddedMongo();
  stops.push(mongo.stop);
  Object.assign(process.env, {
    TMPDIR: folder,
    RECORDINGS_BUCKET: 'recordings',
    CLIPS_BUCKET: 'clips',
    NOTIFICATION_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:video_production',
    REQUEST_QUEUE_URL: 'http://127.0.0.1:1/000000000000/clip-requests',
    MONGODB_URI: mongo.uri,
    MAX_RECEIVES: '5',
    AWS_REGION: 'us-east-1',
    FFMPEG_PATH: installed.path,
  });
  const db = sandbox.spy(MongoClient.prototype, 'db');
  // Another name is another instance of the module, with clients of its own, as in another process.
  const { handler } = (await import(`${HANDLER}?${randomUUID()}`)) as { handler: Handler };
  const client = db.firstCall.thisValue as MongoClient;
  sandbox.restore();
  stops.push(() => client.close());
  return { client, mongodbUri: mongo.uri, handle: logging(handler) };
}

/** Stops what the function was loaded with, and puts the environment back. */
export async function leaveHandler(): Promise<void> {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
  for (const stop of stops.splice(0).reverse()) await stop();
}

function logging(handler: Handler): LoadedHandler['handle'] {
  return async (...messages) => {
    const written: string[] = [];
    const keep = (chunk: unknown) => {
      written.push(String(chunk));
      return true;
    };
    const write = sandbox.stub(process.stdout, 'write').callsFake(keep);
    const writeError = sandbox.stub(process.stderr, 'write').callsFake(keep);
    try {
      const answer = await handler(batchOf(messages), CONTEXT);
      return { answer, log: written.join('') };
    } finally {
      write.restore();
      writeError.restore();
    }
  };
}

/** A batch as Lambda hands it over, with all that the function looks at. */
function batchOf(messages: readonly Message[]): SQSEvent {
  const records = messages.map(({ messageId, body, receives = 1 }) => ({
    messageId,
    receiptHandle: `handle of ${messageId}`,
    body,
    attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(Date.now()) },
  }));
  return { Records: records } as SQSEvent;
}
