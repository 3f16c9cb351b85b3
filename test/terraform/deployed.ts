import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { buildProducer } from '../../scripts/build.ts';
import { type GuardedMongo, startGuardedMongo } from '../fixtures/guarded-mongo.ts';
import { commands } from './cdktf.ts';
import { CREDENTIALS, type Moto, startMoto } from './moto.ts';
import { findTools } from './tools.ts';

export const STATE_BUCKET = 'wavecut-states';

/** Of the database: what must be nowhere but in the secret. */
export const PASSWORD = 'hunter2-of-the-database';

/** What the outputs file says of the stack. */
export type Outputs = Readonly<
  Record<
    | 'request_queue_url'
    | 'dead_letter_queue_url'
    | 'notification_topic_arn'
    | 'operations_topic_arn'
    | 'recordings_bucket'
    | 'clips_bucket'
    | 'function_name'
    | 'mongodb_secret_arn',
    string
  >
>;

/** The stack as `cdktf deploy` left it, on an AWS of our own. */
export interface Deployed {
  readonly moto: Moto;
  /** The database whose URI is in the secret. */
  readonly mongo: GuardedMongo;
  /** A folder for files of the tests. */
  readonly folder: string;
  readonly outputs: Outputs;
  /** The outputs file as it was written. */
  readonly outputsText: string;
  /** What `cdktf diff` said right after, when the secret had its value. */
  readonly diff: string;
  readonly clients: ReturnType<typeof clientsOf>;
  /** Runs one of cdktf's commands on the stack. @returns what it printed. */
  cdktf(command: string, ...options: readonly string[]): Promise<string>;
}

let started: Promise<Deployed> | undefined;
const stops: (() => unknown)[] = [];

// Terraform waits most of the time for AWS to settle: meanwhile the tests of other folders can run.
before('begin to deploy', async () => {
  if (!('mirror' in (await findTools()))) return;
  started = deploy();
  // Whoever asks for it is told of a failure.
  started.catch(() => undefined);
});

after('stop the deployment', async () => {
  await started?.catch(() => undefined);
  for (const stop of stops.reverse()) await stop();
});

/** The one deployment of the tests of this folder. */
export async function deployed(): Promise<Deployed> {
  if (!started) throw new Error('the tools for a deployment are not there');
  return started;
}

async function deploy(): Promise<Deployed> {
  const tools = await findTools();
  if (!('mirror' in tools)) throw new Error(tools.join('\n'));
  const folder = await mkdtemp(join(tmpdir(), 'wavecut-deploy-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  const moto = await startMoto(folder);
  stops.push(moto.stop);
  const clients = clientsOf(moto.endpoint);
  stops.push(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  await clients.s3.send(new CreateBucketCommand({ Bucket: STATE_BUCKET }));
  await buildProducer();
  const { cdktf } = await commands(folder, tools.mirror, {
    ...moto.variables,
    WAVECUT_STATE_BUCKET: STATE_BUCKET,
    WAVECUT_TAGS: 'team=video',
  });
  const output = ['--output', join(folder, 'out')];
  const outputsFile = join(folder, 'outputs.json');
  const run = (command: string, ...options: readonly string[]) => cdktf(command, ...output, ...options);
  await run('deploy', '--auto-approve', '--skip-provider-lock', '--outputs-file', outputsFile);
  const outputsText = await readFile(outputsFile, 'utf8');
  const outputs = JSON.parse(outputsText)['wavecut-dev'] as Outputs;
  // Before any test: what looks at the stack from now on could see it.
  const mongo = await startGuardedMongo(PASSWORD);
  stops.push(() => mongo.stop());
  await clients.secrets.send(
    new PutSecretValueCommand({ SecretId: outputs.mongodb_secret_arn, SecretString: mongo.uri(PASSWORD) }),
  );
  const diff = await run('diff', '--skip-provider-lock');
  return { moto, mongo, folder, diff, outputs, outputsText, clients, cdktf: run };
}

function clientsOf(endpoint: string) {
  const options = { region: 'us-east-1', endpoint, credentials: { ...CREDENTIALS } };
  return {
    s3: new S3Client(options),
    sqs: new SQSClient(options),
    sns: new SNSClient(options),
    lambda: new LambdaClient(options),
    iam: new IAMClient(options),
    cloudwatch: new CloudWatchClient(options),
    secrets: new SecretsManagerClient(options),
  };
}
