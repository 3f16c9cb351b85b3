import { DescribeAlarmsCommand, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { GetRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetFunctionCommand, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import {
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { awsLinesWith, requireAwsCli, runInShell } from '../fixtures/aws-cli.ts';
import { synthesizedPipeline } from '../stacks/synthesized.ts';
import { type Deployed, deployed, PASSWORD, STATE_BUCKET } from './deployed.ts';
import { ACCOUNT, CREDENTIALS } from './moto.ts';
import { requireTools } from './tools.ts';

const QUEUE_ARN = `arn:aws:sqs:us-east-1:${ACCOUNT}:wavecut-dev-clip-requests`;

describe('cdktf deploy', function () {
  this.timeout(900_000);
  let stack: Deployed;

  before(async function () {
    await requireTools(this);
    stack = await deployed();
  });

  const attributesOf = async (QueueUrl: string) => {
    const { Attributes } = await stack.clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    return Attributes as Record<string, string>;
  };
  const functionOf = () =>
    stack.clients.lambda.send(new GetFunctionCommand({ FunctionName: stack.outputs.function_name }));

  it('leaves a secret that takes its value by the line that the README shows', async function () {
    await requireAwsCli(this);
    const secret = () =>
      stack.clients.secrets.send(new GetSecretValueCommand({ SecretId: stack.outputs.mongodb_secret_arn }));
    const { VersionId: earlier } = await secret();
    const MONGODB_URI = stack.mongo.uri(PASSWORD);
    const line = await awsLinesWith('secretsmanager put-secret-value');
    await runInShell(line, stack.folder, {
      ...stack.moto.variables,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_DEFAULT_REGION: 'us-east-1',
      MONGODB_URI,
    });
    const { SecretString, VersionId } = await secret();
    expect(SecretString).to.equal(MONGODB_URI);
    expect(VersionId).not.to.equal(earlier);
  });

  it('is followed by a diff that finds nothing to change', () => {
    expect(stack.diff).to.contain('No changes.');
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
    const synthesized = Object.values(synthesizedPipeline().resources('aws_cloudwatch_metric_alarm'));
    expect(alarms.map(({ AlarmName }) => AlarmName)).to.have.members(
      synthesized.map(({ alarm_name }) => alarm_name),
    );
    for (const { AlarmActions } of alarms)
      expect(AlarmActions).to.deep.equal([stack.outputs.operations_topic_arn]);
    const { DashboardBody = '' } = await stack.clients.cloudwatch.send(
      new GetDashboardCommand({ DashboardName: 'wavecut-dev' }),
    );
    expect(JSON.parse(DashboardBody).widgets).to.have.length.above(5);
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
      diff: stack.diff,
    })) {
      expect(text.includes(PASSWORD) || text.includes('mongodb://'), where).to.equal(false);
    }
  });
});
