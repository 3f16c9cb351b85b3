import { readFile } from 'node:fs/promises';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Collection, MongoClient } from 'mongodb';
import type { ClipDocument } from '../../functions/producer/core/clip-document.ts';
import { UsageError } from '../usage-error.ts';
import { readLocalFile } from './local-file.ts';
import { readMongodbUri } from './mongodb-secret.ts';
import { readOutputs } from './outputs.ts';

/** A Wavecut to talk to: the one on this machine, or a deployed one. */
export interface Target {
  /** For people. */
  readonly name: string;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly topicArn: string;
  /** @throws where the database's address is not known, or nothing answers there. */
  documents(): Promise<Collection<ClipDocument>>;
  close(): Promise<void>;
}

/** How long the database may keep silent before a command gives up. */
const MONGO_TIMEOUT_MS = 5_000;

/**
 * Finds what a command is for.
 *
 * @param outputs the outputs file of a deployed stack; without one the local environment.
 * @throws UsageError where the file is none; an error that says what to do where no local environment runs.
 */
export async function findTarget(
  outputs: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Target> {
  return outputs === undefined ? localTarget(env) : deployedTarget(outputs, env);
}

async function localTarget(env: NodeJS.ProcessEnv): Promise<Target> {
  const local = await readLocalFile();
  if (!local) {
    throw new Error(
      'No local environment runs: start one with npm start, or name a deployed stack with --outputs FILE ' +
        '(what cdktf deploy --outputs-file FILE has written).',
    );
  }
  const { endpoint, region, credentials, queueUrl, deadLetterQueueUrl, topicArn, mongodbDatabase } = local;
  const shared = { region, ...(credentials ? { credentials } : {}) };
  return assemble({
    name: `the local environment at ${endpoint}`,
    sqs: new SQSClient({ ...shared, endpoint: env.AWS_ENDPOINT_URL_SQS ?? endpoint }),
    sns: new SNSClient({ ...shared, endpoint: env.AWS_ENDPOINT_URL_SNS ?? endpoint }),
    ...{ queueUrl, deadLetterQueueUrl, topicArn },
    mongodbUri: async () => local.mongodbUri ?? env.MONGODB_URI,
    mongodbDatabase,
  });
}

async function deployedTarget(path: string, env: NodeJS.ProcessEnv): Promise<Target> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new UsageError(`--outputs ${path} cannot be read: ${error.message}`, { cause: error });
  });
  const outputs = readOutputs(text, path);
  const shared = { region: outputs.region };
  return assemble({
    name: `the stack of ${path}`,
    sqs: new SQSClient(shared),
    sns: new SNSClient(shared),
    queueUrl: outputs.requestQueueUrl,
    deadLetterQueueUrl: outputs.deadLetterQueueUrl,
    topicArn: outputs.topicArn,
    // Named by hand it wins: from outside of its network a database may have another address.
    mongodbUri: async () =>
      env.MONGODB_URI ||
      (outputs.mongodbSecretArn ? readMongodbUri(outputs.mongodbSecretArn, shared) : undefined),
    mongodbDatabase: env.MONGODB_DATABASE ?? outputs.mongodbDatabase,
  });
}

function assemble(
  parts: Omit<Target, 'documents' | 'close'> & {
    mongodbUri: () => Promise<string | undefined>;
    mongodbDatabase: string;
  },
): Target {
  const { mongodbUri, mongodbDatabase, ...target } = parts;
  let client: MongoClient | undefined;
  return {
    ...target,
    async documents() {
      if (!client) {
        const uri = await mongodbUri();
        if (!uri) throw new Error('The address of the database is not known: set MONGODB_URI.');
        const timeouts = { serverSelectionTimeoutMS: MONGO_TIMEOUT_MS, connectTimeoutMS: MONGO_TIMEOUT_MS };
        client = new MongoClient(uri, timeouts);
      }
      return client.db(mongodbDatabase).collection<ClipDocument>('clips');
    },
    async close() {
      target.sqs.destroy();
      target.sns.destroy();
      await client?.close();
    },
  };
}
