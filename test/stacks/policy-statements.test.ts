import { expect } from 'chai';
import { type Statement, type Synthesized, synthesizedPipeline } from './synthesized.ts';
import { VARIANTS } from './variants.ts';

const RECORDINGS = '${aws_s3_bucket.recordings_created_bucket.arn}';
const CLIPS = '${aws_s3_bucket.destination_clips_bucket.arn}';
const QUEUE = '${aws_sqs_queue.queue_requests.arn}';
const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:uri-AbCdEf';
const ENI =
  'ec2:CreateNetworkInterface ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:DeleteNetworkInterface ' +
  'ec2:AssignPrivateIpAddresses ec2:UnassignPrivateIpAddresses';

/** Of the function's role, in the default setting. */
const ROLE = [
  `Allow ReadRecordings: s3:GetObject on ${RECORDINGS}/*`,
  `Allow ListRecordings: s3:ListBucket on ${RECORDINGS}`,
  `Allow WriteClips: s3:PutObject s3:AbortMultipartUpload on ${CLIPS}/*`,
  'Allow TakeRequestsAndSendThemAgain: sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes ' +
    `sqs:ChangeMessageVisibility sqs:SendMessage on ${QUEUE}`,
  'Allow Tell: sns:Publish on ${aws_sns_topic.notifications_topic.arn}',
  'Allow ReadDatabaseUri: secretsmanager:GetSecretValue on ${aws_secretsmanager_secret.database_secret.arn}',
  'Allow WriteLog: logs:CreateLogStream logs:PutLogEvents on ${aws_cloudwatch_log_group.producer_log_group.arn}:*',
  'Allow Trace: xray:PutTraceSegments xray:PutTelemetryRecords on *',
];

const tlsOnly = (actions: string, ...resources: string[]) =>
  `Deny TlsOnly: ${actions} on ${resources.join(' ')} for * if Bool aws:SecureTransport false`;

/** Every statement of every policy that is deployed by default, in words. */
const STATEMENTS: Readonly<Record<string, readonly string[]>> = {
  code_artifacts_policy_document: [
    tlsOnly(
      's3:*',
      '${aws_s3_bucket.code_artifacts_bucket.arn}',
      '${aws_s3_bucket.code_artifacts_bucket.arn}/*',
    ),
  ],
  destination_clips_policy_document: [
    tlsOnly('s3:*', CLIPS, `${CLIPS}/*`),
    `Allow ObjectsForEveryone: s3:GetObject on ${CLIPS}/* for *`,
  ],
  recordings_created_policy_document: [tlsOnly('s3:*', RECORDINGS, `${RECORDINGS}/*`)],
  queue_requests_policy_document: [tlsOnly('sqs:*', QUEUE)],
  queue_dead_letters_policy_document: [tlsOnly('sqs:*', '${aws_sqs_queue.queue_dead_letters.arn}')],
  notifications_policy_document: [tlsOnly('sns:Publish', '${aws_sns_topic.notifications_topic.arn}')],
  operations_policy_document: [
    tlsOnly('sns:Publish', '${aws_sns_topic.operations_topic.arn}'),
    'Allow AlarmsOfThisAccount: sns:Publish on ${aws_sns_topic.operations_topic.arn} for cloudwatch.amazonaws.com ' +
      'if StringEquals aws:SourceAccount ${data.aws_caller_identity.account.account_id}',
  ],
  producer_execution_trust_document: ['Allow LambdaOnly: sts:AssumeRole for lambda.amazonaws.com'],
  producer_execution_policy_document: ROLE,
};

/** Settings that change a policy, and what they add to the role's statements (+) or take from them (-). */
const CHANGES: readonly {
  readonly what: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly added: readonly string[];
  readonly taken: readonly string[];
}[] = [
  {
    what: 'private clips, whose URLs the function signs',
    variables: { WAVECUT_DESTINATION_ACCESS: 'private' },
    added: [`Allow SignUrlsOfClips: s3:GetObject on ${CLIPS}/*`],
    taken: [],
  },
  {
    what: 'recordings with a prefix',
    variables: { WAVECUT_RECORDINGS_PREFIX: 'archive/' },
    added: [
      `Allow ReadRecordings: s3:GetObject on ${RECORDINGS}/archive/* ${RECORDINGS}/watermarks/*`,
      `Allow ListRecordings: s3:ListBucket on ${RECORDINGS} if StringLikeIfExists s3:prefix archive/* watermarks/*`,
    ],
    taken: [
      `Allow ReadRecordings: s3:GetObject on ${RECORDINGS}/*`,
      `Allow ListRecordings: s3:ListBucket on ${RECORDINGS}`,
    ],
  },
  {
    what: 'an existing recordings bucket',
    variables: { WAVECUT_RECORDINGS_BUCKET: 'archive' },
    added: [
      'Allow ReadRecordings: s3:GetObject on ${data.aws_s3_bucket.recordings_existing.arn}/*',
      'Allow ListRecordings: s3:ListBucket on ${data.aws_s3_bucket.recordings_existing.arn}',
    ],
    taken: [
      `Allow ReadRecordings: s3:GetObject on ${RECORDINGS}/*`,
      `Allow ListRecordings: s3:ListBucket on ${RECORDINGS}`,
    ],
  },
  {
    what: 'a database that the role signs in to',
    variables: { WAVECUT_MONGODB_URI: 'mongodb://db.example/?authMechanism=MONGODB-AWS' },
    added: [],
    taken: [
      'Allow ReadDatabaseUri: secretsmanager:GetSecretValue on ${aws_secretsmanager_secret.database_secret.arn}',
    ],
  },
  {
    what: 'a secret that is there',
    variables: { WAVECUT_MONGODB_SECRET_ARN: SECRET },
    added: [`Allow ReadDatabaseUri: secretsmanager:GetSecretValue on ${SECRET}`],
    taken: [
      'Allow ReadDatabaseUri: secretsmanager:GetSecretValue on ${aws_secretsmanager_secret.database_secret.arn}',
    ],
  },
  {
    what: 'a VPC',
    variables: { WAVECUT_VPC_SUBNET_IDS: 'subnet-1', WAVECUT_VPC_SECURITY_GROUP_IDS: 'sg-1' },
    added: [
      `Allow AttachToVpc: ${ENI} on *`,
      `Deny NotFromTheFunctionItself: ${ENI} on * if ArnEquals lambda:SourceFunctionArn ` +
        'arn:${data.aws_partition.partition.partition}:lambda:us-east-1:' +
        '${data.aws_caller_identity.account.account_id}:function:wavecut-dev-producer',
    ],
    taken: [],
  },
];

describe('the policies', () => {
  it('hold just these statements', () => {
    expect(statementsOf(synthesizedPipeline())).to.deep.equal(STATEMENTS);
  });

  for (const { what, variables, added, taken } of CHANGES) {
    it(`hold just these others with ${what}`, () => {
      const { producer_execution_policy_document: role = [], ...others } = statementsOf(
        synthesizedPipeline(variables),
      );
      expect(role.filter((statement) => !ROLE.includes(statement))).to.deep.equal(added);
      expect(ROLE.filter((statement) => !role.includes(statement))).to.deep.equal(taken);
      const strangers = Object.values(others)
        .flat()
        .filter((statement) => !Object.values(STATEMENTS).flat().includes(statement));
      expect(strangers).to.deep.equal([]);
    });
  }

  for (const [what, variables] of Object.entries(VARIANTS)) {
    it(`hold no statement that is not named here with ${what}`, () => {
      const named = [...Object.values(STATEMENTS).flat(), ...CHANGES.flatMap(({ added }) => added)];
      const found = Object.values(
        statementsOf(synthesizedPipeline({ ...variables, WAVECUT_ENV: 'dev' })),
      ).flat();
      expect(found.filter((statement) => !named.includes(statement))).to.deep.equal([]);
    });
  }

  it('allow no action by a wildcard, whatever is set', () => {
    const variants = [...CHANGES.map(({ variables }) => variables), ...Object.values(VARIANTS)];
    const allowed = [{}, ...variants].flatMap((variables) =>
      Object.values(synthesizedPipeline(variables).policies)
        .flat()
        .filter(({ effect = 'Allow' }) => effect === 'Allow'),
    );
    expect(allowed.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).to.deep.equal(
      [],
    );
    const everywhere = allowed.filter(({ resources = [] }) => resources.includes('*')).map(({ sid }) => sid);
    expect([...new Set(everywhere)]).to.deep.equal(['Trace', 'AttachToVpc']);
  });

  it('are in documents alone: no resource brings one of its own', () => {
    const { resource = {} } = synthesizedPipeline().json;
    const inline = Object.entries(resource).flatMap(([type, blocks]) =>
      Object.entries(blocks as Record<string, Record<string, unknown>>)
        .filter(([, block]) =>
          ['policy', 'assume_role_policy', 'inline_policy', 'managed_policy_arns'].some((name) => {
            const value = block[name];
            return (
              value !== undefined && !/^\$\{data\.aws_iam_policy_document\.\w+\.json\}$/.test(String(value))
            );
          }),
        )
        .map(([name]) => `${type}.${name}`),
    );
    expect(inline).to.deep.equal([]);
    const kinds = Object.keys(resource).filter((type) => type.startsWith('aws_iam_'));
    expect(kinds).to.have.members(['aws_iam_role', 'aws_iam_role_policy']);
  });
});

function statementsOf(stack: Synthesized): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(stack.policies).map(([name, statements]) => [name, statements.map(inWords)]),
  );
}

function inWords({
  effect = 'Allow',
  sid,
  actions,
  resources,
  principals = [],
  condition = [],
}: Statement): string {
  const whose = principals.flatMap(({ identifiers }) => identifiers);
  return [
    `${effect} ${sid}: ${actions.join(' ')}`,
    ...(resources ? [`on ${resources.join(' ')}`] : []),
    ...(whose.length > 0 ? [`for ${whose.join(' ')}`] : []),
    ...condition.map(({ test, variable, values }) => `if ${test} ${variable} ${values.join(' ')}`),
  ].join(' ');
}
