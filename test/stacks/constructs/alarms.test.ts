import { expect } from 'chai';
import { Alarms } from '../../../stacks/constructs/alarms.ts';
import { synthesized } from '../synthesized.ts';

const alarmsFor = (functionTimeoutS: number) =>
  synthesized(
    (scope) =>
      new Alarms(scope, 'it', {
        prefix: 'wavecut-dev',
        operationsTopicArn: 'arn:aws:sns:us-east-1:123456789012:operations',
        queueName: 'requests',
        deadLetterQueueName: 'requests-dlq',
        functionName: 'producer',
        functionTimeoutS,
      }),
  );

describe('the alarms', () => {
  const stack = alarmsFor(120);

  const rows: Readonly<Record<string, object>> = {
    'dead-letters': {
      namespace: 'AWS/SQS',
      metric_name: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: 'requests-dlq' },
      statistic: 'Maximum',
      threshold: 0,
    },
    'oldest-message': {
      namespace: 'AWS/SQS',
      metric_name: 'ApproximateAgeOfOldestMessage',
      dimensions: { QueueName: 'requests' },
      statistic: 'Maximum',
      threshold: 840,
    },
    errors: {
      namespace: 'AWS/Lambda',
      metric_name: 'Errors',
      dimensions: { FunctionName: 'producer' },
      statistic: 'Sum',
      threshold: 0,
    },
    throttles: {
      namespace: 'AWS/Lambda',
      metric_name: 'Throttles',
      dimensions: { FunctionName: 'producer' },
      statistic: 'Sum',
      threshold: 0,
    },
    slow: {
      namespace: 'AWS/Lambda',
      metric_name: 'Duration',
      dimensions: { FunctionName: 'producer' },
      extended_statistic: 'p99',
      threshold: 105_000,
    },
  };

  it('are these, and no others', () => {
    const names = Object.values(stack.resources('aws_cloudwatch_metric_alarm')).map(({ alarm_name }) =>
      String(alarm_name).replace('wavecut-dev-', ''),
    );
    expect(names.toSorted()).to.deep.equal(Object.keys(rows).toSorted());
  });

  for (const [name, expected] of Object.entries(rows)) {
    it(`tell operations of ${name}, and when it is over`, () => {
      expect(
        stack.resource('aws_cloudwatch_metric_alarm', { alarm_name: `wavecut-dev-${name}` }),
      ).to.deep.include({
        ...expected,
        comparison_operator: 'GreaterThanThreshold',
        evaluation_periods: 1,
        treat_missing_data: 'notBreaching',
        alarm_actions: ['arn:aws:sns:us-east-1:123456789012:operations'],
        ok_actions: ['arn:aws:sns:us-east-1:123456789012:operations'],
      });
    });
  }

  it('have thresholds that follow from the time the function has', () => {
    const longer = alarmsFor(300);
    const threshold = (name: string) =>
      longer.resource('aws_cloudwatch_metric_alarm', { alarm_name: `wavecut-dev-${name}` }).threshold;
    expect(threshold('oldest-message')).to.equal(2100);
    expect(threshold('slow')).to.equal(285_000);
  });
});
