import { expect } from 'chai';
import {
  ProducerFunction,
  type ProducerFunctionOptions,
} from '../../../stacks/constructs/producer-function.ts';
import { synthesized } from '../synthesized.ts';

const QUEUE_ARN = 'arn:aws:sqs:us-east-1:123456789012:requests';

const functionOf = (options: Partial<ProducerFunctionOptions> = {}) =>
  synthesized(
    (scope) =>
      new ProducerFunction(scope, 'it', {
        functionName: 'producer',
        artifact: { bucketName: 'artifacts', key: 'lambda/1.zip', codeHash: 'hash' },
        memoryMb: 1024,
        timeoutS: 120,
        maxConcurrency: 10,
        logRetentionDays: 30,
        variables: { CLIPS_BUCKET: 'clips' },
        vpc: null,
        grants: {
          functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:producer',
          recordingsBucketArn: 'arn:aws:s3:::recordings',
          recordingsPrefix: '',
          watermarksPrefix: 'watermarks/',
          clipsBucketArn: 'arn:aws:s3:::clips',
          signsUrls: false,
          queueArn: QUEUE_ARN,
          topicArn: 'arn:aws:sns:us-east-1:123456789012:video_production',
          secretArn: null,
        },
        ...options,
      }),
  );

describe('the function', () => {
  const stack = functionOf();
  const producer = stack.resource('aws_lambda_function');

  it('has the memory and the time of the original, and the runtime and processor that the zip is for', () => {
    expect(producer).to.deep.include({
      memory_size: 1024,
      timeout: 120,
      runtime: 'nodejs22.x',
      architectures: ['x86_64'],
      handler: 'handler.handler',
    });
  });

  it('runs the zip that lies in the bucket under its key, and is updated when its content changes', () => {
    expect(producer).to.include({
      s3_bucket: 'artifacts',
      s3_key: 'lambda/1.zip',
      source_code_hash: 'hash',
    });
  });

  it('has its variables', () => {
    expect(producer.environment).to.deep.equal({ variables: { CLIPS_BUCKET: 'clips' } });
  });

  it('is traced', () => {
    expect(producer.tracing_config).to.deep.equal({ mode: 'Active' });
  });

  it('writes into a log that is there before it, and that forgets', () => {
    expect(stack.resource('aws_cloudwatch_log_group')).to.include({
      name: '/aws/lambda/producer',
      retention_in_days: 30,
    });
    expect((producer.logging_config as { log_group: string }).log_group).to.match(
      /^\$\{aws_cloudwatch_log_group\.\w+\.name\}$/,
    );
  });

  it('waits for the rights of its role', () => {
    expect(String(producer.depends_on)).to.match(/^aws_iam_role_policy\./);
  });

  it('gets one request at a time, answers for each, and runs no more often at once than is set', () => {
    expect(stack.resource('aws_lambda_event_source_mapping')).to.deep.include({
      event_source_arn: QUEUE_ARN,
      batch_size: 1,
      function_response_types: ['ReportBatchItemFailures'],
      scaling_config: { maximum_concurrency: 10 },
    });
  });

  it('is in no VPC unless one is named', () => {
    expect(producer).not.to.have.property('vpc_config');
    const vpc = { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] };
    expect(functionOf({ vpc }).resource('aws_lambda_function').vpc_config).to.deep.equal({
      subnet_ids: ['subnet-1', 'subnet-2'],
      security_group_ids: ['sg-1'],
    });
  });
});
