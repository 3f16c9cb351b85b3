import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { Construct } from 'constructs';

/** What the function works with; each by its exact ARN. */
export interface ProducerGrants {
  readonly functionArn: string;
  readonly recordingsBucketArn: string;
  /** Empty, or ending in a slash. */
  readonly recordingsPrefix: string;
  readonly watermarksPrefix: string;
  readonly clipsBucketArn: string;
  /** Whether it signs URLs of clips: a presigned URL can do what its signer may do. */
  readonly signsUrls: boolean;
  readonly queueArn: string;
  readonly topicArn: string;
  /** Null where there is none. */
  readonly secretArn: string | null;
  readonly logGroupArn: string;
  readonly isInVpc: boolean;
}

/** The function's role, which may do what the function does and nothing else. */
export class ProducerRole extends Construct {
  readonly arn: string;
  /** What the function has to wait for: Lambda looks at the role's rights when it creates one. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, roleName: string, grants: ProducerGrants) {
    super(scope, id);
    const trust = new DataAwsIamPolicyDocument(this, 'trust_document', {
      statement: [
        {
          sid: 'LambdaOnly',
          principals: [{ type: 'Service', identifiers: ['lambda.amazonaws.com'] }],
          actions: ['sts:AssumeRole'],
        },
      ],
    });
    const role = new IamRole(this, 'role', { name: roleName, assumeRolePolicy: trust.json });
    const document = new DataAwsIamPolicyDocument(this, 'policy_document', {
      statement: producerStatements(grants),
    });
    this.arn = role.arn;
    this.policy = new IamRolePolicy(this, 'policy', {
      name: 'producer',
      role: role.name,
      policy: document.json,
    });
  }
}

function producerStatements(grants: ProducerGrants): DataAwsIamPolicyDocumentStatement[] {
  const { recordingsBucketArn, clipsBucketArn, queueArn, topicArn, secretArn, logGroupArn } = grants;
  return [
    {
      sid: 'ReadRecordings',
      actions: ['s3:GetObject'],
      resources: prefixesOf(grants).map((prefix) => `${recordingsBucketArn}/${prefix}*`),
    },
    listRecordings(grants),
    {
      sid: 'WriteClips',
      actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
      resources: [`${clipsBucketArn}/*`],
    },
    ...(grants.signsUrls
      ? [{ sid: 'SignUrlsOfClips', actions: ['s3:GetObject'], resources: [`${clipsBucketArn}/*`] }]
      : []),
    {
      sid: 'TakeRequestsAndSendThemAgain',
      actions: [
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ChangeMessageVisibility',
        'sqs:SendMessage',
      ],
      resources: [queueArn],
    },
    { sid: 'Tell', actions: ['sns:Publish'], resources: [topicArn] },
    ...(secretArn === null
      ? []
      : [{ sid: 'ReadDatabaseUri', actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] }]),
    {
      sid: 'WriteLog',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      // The streams of this one group: Lambda names them, at run time.
      resources: [`${logGroupArn}:*`],
    },
    {
      sid: 'Trace',
      actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
      // X-Ray has no resources that these actions could be limited to.
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
      resources: ['*'],
    },
    ...(grants.isInVpc ? networkInterfaces(grants.functionArn) : []),
  ];
}

/** Where the function reads: everywhere, unless recordings have a prefix. */
function prefixesOf({ recordingsPrefix, watermarksPrefix }: ProducerGrants): string[] {
  return recordingsPrefix === '' ? [''] : [recordingsPrefix, watermarksPrefix];
}

function listRecordings(grants: ProducerGrants): DataAwsIamPolicyDocumentStatement {
  const statement = {
    sid: 'ListRecordings',
    actions: ['s3:ListBucket'],
    resources: [grants.recordingsBucketArn],
  };
  if (grants.recordingsPrefix === '') return statement;
  // IfExists: a GET has no prefix, and without the right to list S3 answers one for a missing key with 403 instead
  // of 404, so that a request for a recording that is not there would look like a fault.
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
  const values = prefixesOf(grants).map((prefix) => `${prefix}*`);
  return { ...statement, condition: [{ test: 'StringLikeIfExists', variable: 's3:prefix', values }] };
}

/** For Lambda itself, which makes the function's network interfaces with the function's role. */
function networkInterfaces(functionArn: string): DataAwsIamPolicyDocumentStatement[] {
  const actions = [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ];
  return [
    // Interfaces have no ARN before they are made, and the describing actions have no resources at all.
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
    { sid: 'AttachToVpc', actions, resources: ['*'] },
    {
      // What runs in the function may not use what Lambda needs: a denial, so the wildcard narrows.
      sid: 'NotFromTheFunctionItself',
      effect: 'Deny',
      actions,
      resources: ['*'],
      condition: [{ test: 'ArnEquals', variable: 'lambda:SourceFunctionArn', values: [functionArn] }],
    },
  ];
}
