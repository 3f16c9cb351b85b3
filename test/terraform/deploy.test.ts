import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DescribeAlarmsCommand,
  GetDashboardCommand,
  ListDashboardsCommand,
} from '@aws-sdk/client-cloudwatch';
import { GetRolePolicyCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import {
  GetFunctionCommand,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import {
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { ListSecretsCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, ListQueuesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import type { ClipDocument } from '../../functions/producer/core/clip-document.ts';
import { subscribe } from '../../scripts/demo/subscription.ts';
import { startEventSource } from '../../scripts/local/event-source.ts';
import { hostFfmpeg } from '../../scripts/local/host-ffmpeg.ts';
import { startLambdaHost } from '../../scripts/local/lambda-host.ts';
import { putObject } from '../../scripts/local/put-object.ts';
import { Mailbox } from '../e2e/mailbox.ts';
import { until } from '../e2e/waiting.ts';
import { type GuardedMongo, startGuardedMongo } from '../fixtures/guarded-mongo.ts';
import { readFrames } from '../fixtures/read-back.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { type Deployed, deployed, STATE_BUCKET } from './deployed.ts';
import { ACCOUNT, CREDENTIALS } from './moto.ts';
import { requireTools } from './tools.ts';

/** 2026-01-01T00:00:00Z. */
const T0 = 1_767_225_600_000;
const PASSWORD = 'hunter2-of-the-database';
const QUEUE_ARN = `arn:aws:sqs:us-east-1:${ACCOUNT}:wavecut-dev-clip-requests`;

describe('cdktf deploy', function () {
  this.timeout(300_000);
  let stack: Deployed;
  let mongo: GuardedMongo | undefined;
  let diff: string;

  before(async function () {
    await requireTools(this);
    stack = await deployed();
    // Before everything else: what looks at the stack from now on could see it.
    mongo = await startGuardedMongo(PASSWORD);
    await stack.clients.secrets.send(
      new PutSecretValueCommand({
        SecretId: stack.outputs.mongodb_secret_arn,
        SecretString: mongo.uri(PASSWORD),
      }),
    );
  });
  after(() => mongo?.stop());

  const attributesOf = async (QueueUrl: string) => {
    const { Attributes } = await stack.clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    return Attributes as Record<string, string>;
  };
  const functionOf = () =>
    stack.clients.lambda.send(new GetFunctionCommand({ FunctionName: stack.outputs.function_name }));

  it('is followed by a diff that finds nothing to change', async () => {
    diff = await stack.cdktf('diff', '--skip-provider-lock');
    expect(diff).to.contain('No changes.');
  });

  it('makes a bucket that everyone may read and list, from any page', async () => {
    const bucket = { Bucket: stack.outputs.clips_bucket };
    const { s3 } = stack.clients;
    const { Grants = [] } = await s3.send(new GetBucketAclCommand(bucket));
    expect(Grants.map(({ Grantee, Permission }) => [Grantee?.URI, Permission])).to.deep.include([
      'http://acs.amazonaws.com/groups/global/AllUsers',
      'READ',
    ]);
    expect((await s3.send(new GetBucketCorsCommand(bucket))).CORSRules).to.deep.equal([
      {
        AllowedHeaders: ['*'],
        AllowedMethods: ['GET', 'HEAD'],
        AllowedOrigins: ['*'],
        MaxAgeSeconds: 86_400,
      },
    ]);
    const { PublicAccessBlockConfiguration: block } = await s3.send(new GetPublicAccessBlockCommand(bucket));
    expect(Object.values(block ?? {})).to.deep.equal([false, false, false, false]);
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand(bucket));
    expect(JSON.parse(Policy).Statement).to.deep.include({
      Sid: 'ObjectsForEveryone',
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::wavecut-dev-clips-${ACCOUNT}/*`,
    });
    const { TagSet = [] } = await s3.send(new GetBucketTaggingCommand(bucket));
    expect(TagSet).to.have.deep.members([
      { Key: 'Application', Value: 'wavecut' },
      { Key: 'Environment', Value: 'dev' },
      { Key: 'ManagedBy', Value: 'terraform' },
      { Key: 'team', Value: 'video' },
    ]);
  });

  it('makes a queue with its times, its encryption, and a way out after five receives', async () => {
    const requests = await attributesOf(stack.outputs.request_queue_url);
    expect(requests).to.include({
      QueueArn: QUEUE_ARN,
      VisibilityTimeout: '720',
      SqsManagedSseEnabled: 'true',
    });
    expect(JSON.parse(requests.RedrivePolicy ?? '')).to.deep.equal({
      deadLetterTargetArn: `${QUEUE_ARN}-dlq`,
      maxReceiveCount: 5,
    });
    const dead = await attributesOf(stack.outputs.dead_letter_queue_url);
    expect(dead).to.include({ MessageRetentionPeriod: '1209600', SqsManagedSseEnabled: 'true' });
    expect(JSON.parse(dead.RedriveAllowPolicy ?? '')).to.deep.equal({
      redrivePermission: 'byQueue',
      sourceQueueArns: [QUEUE_ARN],
    });
    for (const { Policy = '', QueueArn } of [requests, dead]) {
      expect(JSON.parse(Policy).Statement).to.deep.equal([
        {
          Sid: 'TlsOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:*',
          Resource: QueueArn,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]);
    }
  });

  it('makes a function as it is meant, which the queue feeds', async () => {
    const { Configuration, Tags } = await functionOf();
    expect(Configuration).to.deep.include({
      Runtime: 'nodejs22.x',
      Handler: 'handler.handler',
      MemorySize: 1024,
      Timeout: 120,
      TracingConfig: { Mode: 'Active' },
      Role: `arn:aws:iam::${ACCOUNT}:role/wavecut-dev-producer-role`,
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/wavecut-dev-producer' },
    });
    expect(Tags).to.include({ Environment: 'dev', team: 'video' });
    const { EventSourceMappings: mappings } = await stack.clients.lambda.send(
      new ListEventSourceMappingsCommand({ EventSourceArn: QUEUE_ARN }),
    );
    expect(mappings).to.have.length(1);
    expect(mappings?.[0]).to.deep.include({
      EventSourceArn: QUEUE_ARN,
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
  });

  it('gives the role what its policy says, with every name filled in', async () => {
    const { PolicyDocument = '' } = await stack.clients.iam.send(
      new GetRolePolicyCommand({ RoleName: 'wavecut-dev-producer-role', PolicyName: 'producer' }),
    );
    const { Statement } = JSON.parse(decodeURIComponent(PolicyDocument)) as {
      Statement: { Sid: string; Resource: string | string[] }[];
    };
    const resources = Object.fromEntries(Statement.map(({ Sid, Resource }) => [Sid, Resource]));
    expect(resources).to.deep.equal({
      ReadRecordings: `arn:aws:s3:::wavecut-dev-recordings-${ACCOUNT}/*`,
      ListRecordings: `arn:aws:s3:::wavecut-dev-recordings-${ACCOUNT}`,
      WriteClips: `arn:aws:s3:::wavecut-dev-clips-${ACCOUNT}/*`,
      TakeRequestsAndSendThemAgain: QUEUE_ARN,
      Tell: `arn:aws:sns:us-east-1:${ACCOUNT}:video_production`,
      ReadDatabaseUri: stack.outputs.mongodb_secret_arn,
      WriteLog: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/lambda/wavecut-dev-producer:*`,
      Trace: '*',
    });
  });

  it('makes alarms that tell operations, and a dashboard', async () => {
    const { MetricAlarms: alarms = [] } = await stack.clients.cloudwatch.send(new DescribeAlarmsCommand({}));
    expect(alarms.map(({ AlarmName }) => AlarmName)).to.have.members([
      'wavecut-dev-dead-letters',
      'wavecut-dev-errors',
      'wavecut-dev-oldest-message',
      'wavecut-dev-slow',
      'wavecut-dev-throttles',
    ]);
    for (const { AlarmActions } of alarms)
      expect(AlarmActions).to.deep.equal([stack.outputs.operations_topic_arn]);
    const { DashboardBody = '' } = await stack.clients.cloudwatch.send(
      new GetDashboardCommand({ DashboardName: 'wavecut-dev' }),
    );
    expect(JSON.parse(DashboardBody).widgets).to.have.length.above(5);
  });

  it('deploys a function that makes a clip of a request in the deployed queue', async () => {
    const { clients, outputs, folder, moto } = stack;
    const { Configuration } = await functionOf();
    const zipPath = await fetchZip(Configuration?.CodeSha256 ?? '');

    const recording = await makeRecording();
    await putObject(clients.s3, outputs.recordings_bucket, 'cam/front.20260101T000000.mp4', recording);
    const subscription = await subscribe(clients.sqs, clients.sns, outputs.notification_topic_arn);

    const lines: string[] = [];
    const host = await startLambdaHost({
      zipPath,
      environment: {
        ...Configuration?.Environment?.Variables,
        AWS_ENDPOINT_URL: moto.endpoint,
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
        AWS_REGION: 'us-east-1',
        ...(await hostFfmpeg()),
      },
      functionName: outputs.function_name,
      memoryMb: Configuration?.MemorySize,
      timeoutMs: (Configuration?.Timeout ?? 0) * 1000,
      onLog: (line) => lines.push(line),
    });
    let isDone = false;
    const source = startEventSource({
      sqs: clients.sqs,
      queueUrl: outputs.request_queue_url,
      queueArn: QUEUE_ARN,
      region: 'us-east-1',
      invoke: host.invoke,
      onDelivery: () => {
        isDone = true;
      },
    });
    const reader = new MongoClient(mongo?.uri(PASSWORD) ?? '');
    try {
      const request = {
        clipId: 'first',
        cameraId: 'cam',
        startTimestampInMs: T0 + 1500,
        endTimestampInMs: T0 + 4500,
      };
      await clients.sqs.send(
        new SendMessageCommand({ QueueUrl: outputs.request_queue_url, MessageBody: JSON.stringify(request) }),
      );
      await until(() => isDone);
      const document = await reader.db('wavecut').collection<ClipDocument>('clips').findOne({ _id: 'first' });
      expect(document?.status, lines.join('\n')).to.equal('CLIP_AVAILABLE');

      const { Body } = await clients.s3.send(
        new GetObjectCommand({ Bucket: outputs.clips_bucket, Key: 'cam/first.mp4' }),
      );
      const clip = join(folder, 'first.mp4');
      await writeFile(clip, (await Body?.transformToByteArray()) as Uint8Array);
      expect((await readFrames(clip)).map(({ frame }) => frame)).to.deep.equal(
        Array.from({ length: 90 }, (_, index) => 45 + index),
      );

      const told = await new Mailbox(clients.sqs, subscription.queueUrl).messages();
      expect(told.map(({ Body = '' }) => JSON.parse(Body))).to.have.length(1);
      expect(JSON.parse(told[0]?.Body ?? '')).to.deep.include({
        status: 'CLIP_AVAILABLE',
        clip: {
          key: 'cam/first.mp4',
          url: `https://wavecut-dev-clips-${ACCOUNT}.s3.us-east-1.amazonaws.com/cam/first.mp4`,
        },
      });
      expect(lines.join('\n')).not.to.contain(PASSWORD);
    } finally {
      await Promise.all([source.stop(), host.stop()]);
      await reader.close();
      await subscription.close();
    }
  });

  it('keeps the secret out of state, environment, outputs and diffs', async () => {
    const { Body } = await stack.clients.s3.send(
      new GetObjectCommand({ Bucket: STATE_BUCKET, Key: 'wavecut-dev.tfstate' }),
    );
    const state = (await Body?.transformToString()) ?? '';
    expect(state).to.contain('aws_secretsmanager_secret').and.contain('wavecut-dev-producer');
    const { Configuration } = await functionOf();
    for (const [where, text] of Object.entries({
      state,
      environment: JSON.stringify(Configuration),
      outputs: stack.outputsText,
      diff,
    })) {
      expect(text.includes(PASSWORD) || text.includes('mongodb://'), where).to.equal(false);
    }
  });

  it('is undone by cdktf destroy, which leaves nothing, not even with clips in the bucket', async () => {
    await stack.cdktf('destroy', '--auto-approve', '--skip-provider-lock');
    const { s3, sqs, sns, lambda, iam, cloudwatch, secrets } = stack.clients;
    const left = {
      buckets: (await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name),
      queues: (await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? [],
      topics: (await sns.send(new ListTopicsCommand({}))).Topics ?? [],
      functions: (await lambda.send(new ListFunctionsCommand({}))).Functions ?? [],
      mappings: (await lambda.send(new ListEventSourceMappingsCommand({}))).EventSourceMappings ?? [],
      roles: (await iam.send(new ListRolesCommand({}))).Roles ?? [],
      alarms: (await cloudwatch.send(new DescribeAlarmsCommand({}))).MetricAlarms ?? [],
      dashboards: (await cloudwatch.send(new ListDashboardsCommand({}))).DashboardEntries ?? [],
      secrets: (await secrets.send(new ListSecretsCommand({}))).SecretList ?? [],
    };
    expect(left).to.deep.equal({
      buckets: [STATE_BUCKET],
      queues: [],
      topics: [],
      functions: [],
      mappings: [],
      roles: [],
      alarms: [],
      dashboards: [],
      secrets: [],
    });
  });

  it('took no right, from plan to destroy, that is not in the policy of docs for its deployer', async () => {
    const policy = JSON.parse(
      await readFile(new URL('../../docs/deployer-policy.json', import.meta.url), 'utf8'),
    );
    const allowed = (policy.Statement as { Action: string | string[] }[]).flatMap(({ Action }) => Action);
    const taken = await stack.moto.actions();
    expect(taken).to.include.members(['s3:CreateBucket', 'lambda:CreateFunction', 'iam:PutRolePolicy']);
    expect(taken.filter((action) => !allowed.includes(action))).to.deep.equal([]);
    expect(allowed).not.to.include('secretsmanager:GetSecretValue');
  });

  /** The function's code as it lies in the artifact bucket, which is checked against what Lambda says it runs. */
  async function fetchZip(codeSha256: string): Promise<string> {
    const Bucket = `wavecut-dev-artifacts-${ACCOUNT}`;
    const { Contents: [object] = [] } = await stack.clients.s3.send(new ListObjectsV2Command({ Bucket }));
    const { Body } = await stack.clients.s3.send(new GetObjectCommand({ Bucket, Key: object?.Key }));
    const bytes = (await Body?.transformToByteArray()) as Uint8Array;
    const sha256 = createHash('sha256').update(bytes).digest();
    expect(sha256.toString('base64')).to.equal(codeSha256);
    expect(object?.Key).to.equal(`lambda/${sha256.toString('hex')}.zip`);
    const path = join(stack.folder, 'deployed.zip');
    await writeFile(path, bytes);
    return path;
  }
});
