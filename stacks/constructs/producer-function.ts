import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { LambdaEventSourceMapping } from '@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function/index.js';
import { Construct } from 'constructs';
import type { FunctionArtifact } from './function-artifact.ts';
import { type ProducerGrants, ProducerRole } from './producer-role.ts';

export interface ProducerFunctionOptions {
  readonly functionName: string;
  readonly artifact: Pick<FunctionArtifact, 'bucketName' | 'key' | 'codeHash'>;
  readonly memoryMb: number;
  readonly timeoutS: number;
  readonly maxConcurrency: number;
  readonly logRetentionDays: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly vpc: { readonly subnetIds: string[]; readonly securityGroupIds: string[] } | null;
  /** Those of the function's own parts are known here. */
  readonly grants: Omit<ProducerGrants, 'logGroupArn' | 'isInVpc'>;
}

/** The function that makes clips, its log, and what brings it requests. */
export class ProducerFunction extends Construct {
  readonly functionName: string;
  readonly logGroupName: string;

  constructor(scope: Construct, id: string, options: ProducerFunctionOptions) {
    super(scope, id);
    const { functionName, artifact, vpc, grants } = options;
    // Lambda would make one that keeps everything for ever.
    const logGroup = new CloudwatchLogGroup(this, 'log_group', {
      name: `/aws/lambda/${functionName}`,
      retentionInDays: options.logRetentionDays,
    });
    const role = new ProducerRole(this, 'execution', `${functionName}-role`, {
      ...grants,
      logGroupArn: logGroup.arn,
      isInVpc: vpc !== null,
    });
    const producer = new LambdaFunction(this, 'function', {
      functionName,
      description: 'Makes a clip of each request in the queue',
      role: role.arn,
      runtime: 'nodejs22.x',
      architectures: ['x86_64'],
      handler: 'handler.handler',
      s3Bucket: artifact.bucketName,
      s3Key: artifact.key,
      sourceCodeHash: artifact.codeHash,
      memorySize: options.memoryMb,
      timeout: options.timeoutS,
      environment: { variables: { ...options.variables } },
      tracingConfig: { mode: 'Active' },
      // Every line is JSON already.
      loggingConfig: { logFormat: 'Text', logGroup: logGroup.name },
      ...(vpc ? { vpcConfig: { ...vpc } } : {}),
      dependsOn: [role.policy],
    });
    this.functionName = producer.functionName;
    this.logGroupName = logGroup.name;
    new LambdaEventSourceMapping(this, 'event_source', {
      eventSourceArn: grants.queueArn,
      functionName: producer.arn,
      batchSize: 1,
      functionResponseTypes: ['ReportBatchItemFailures'],
      // Here and not as the function's reserved concurrency: messages wait in the queue then, without using up receives.
      scalingConfig: { maximumConcurrency: options.maxConcurrency },
      dependsOn: [role.policy],
    });
  }
}
