import { readFile } from 'node:fs/promises';
import { DescribeAlarmsCommand, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import { ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { type Deployed, deployed, STATE_BUCKET } from './deployed.ts';
import { requireTools } from './tools.ts';

describe('cdktf destroy', function () {
  this.timeout(900_000);
  let stack: Deployed;

  before(async function () {
    await requireTools(this);
    stack = await deployed();
  });

  it('leaves nothing, not even with clips in the bucket', async () => {
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
});
