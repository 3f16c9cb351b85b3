import { expect } from 'chai';
import { RequestQueue } from '../../../stacks/constructs/request-queue.ts';
import { type Synthesized, synthesized } from '../synthesized.ts';

const queueFor = (functionTimeoutS: number) =>
  synthesized((scope) => new RequestQueue(scope, 'it', { queueName: 'requests', functionTimeoutS }));

describe('the request queue', () => {
  let stack: Synthesized;

  before(() => {
    stack = queueFor(120);
  });

  it('keeps the queue invisible six times as long as the function may run', () => {
    expect(stack.resource('aws_sqs_queue', { name: 'requests' })).to.include({
      visibility_timeout_seconds: 720,
    });
    expect(queueFor(900).resource('aws_sqs_queue', { name: 'requests' })).to.include({
      visibility_timeout_seconds: 5400,
    });
  });

  it('gives a request up after five receives', () => {
    const { redrive_policy: policy } = stack.resource('aws_sqs_queue', { name: 'requests' });
    expect(JSON.parse(policy as string)).to.deep.equal({
      deadLetterTargetArn: `\${aws_sqs_queue.${nameOf('requests-dlq')}.arn}`,
      maxReceiveCount: 5,
    });
  });

  it('keeps dead letters for fourteen days', () => {
    expect(stack.resource('aws_sqs_queue', { name: 'requests-dlq' })).to.include({
      message_retention_seconds: 1_209_600,
    });
  });

  it('takes dead letters of its own requests only', () => {
    const { queue_url: url, redrive_allow_policy: policy } = stack.resource(
      'aws_sqs_queue_redrive_allow_policy',
    );
    expect(url).to.equal(`\${aws_sqs_queue.${nameOf('requests-dlq')}.url}`);
    expect(JSON.parse(policy as string)).to.deep.equal({
      redrivePermission: 'byQueue',
      sourceQueueArns: [`\${aws_sqs_queue.${nameOf('requests')}.arn}`],
    });
  });

  it('is encrypted, both parts of it', () => {
    for (const queue of Object.values(stack.resources('aws_sqs_queue'))) {
      expect(queue).to.include({ sqs_managed_sse_enabled: true });
    }
  });

  it('answers TLS only, both parts of it', () => {
    const policies = Object.values(stack.policies);
    expect(policies).to.have.length(2);
    for (const [statement] of policies) {
      expect(statement).to.deep.include({
        sid: 'TlsOnly',
        effect: 'Deny',
        actions: ['sqs:*'],
        condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
      });
    }
    expect(Object.keys(stack.resources('aws_sqs_queue_policy'))).to.have.length(2);
  });

  function nameOf(queueName: string): string {
    const queues = Object.entries(stack.resources('aws_sqs_queue'));
    return queues.find(([, { name }]) => name === queueName)?.[0] ?? 'none';
  }
});
