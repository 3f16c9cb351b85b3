import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import { Construct } from 'constructs';
import { cutBudgetMs, visibilityTimeoutS } from '../../functions/producer/core/linked-numbers.ts';

export interface AlarmsOptions {
  readonly prefix: string;
  readonly operationsTopicArn: string;
  readonly queueName: string;
  readonly deadLetterQueueName: string;
  readonly functionName: string;
  readonly functionTimeoutS: number;
}

type Rule = Pick<
  CloudwatchMetricAlarmConfig,
  'alarmDescription' | 'metricName' | 'statistic' | 'extendedStatistic' | 'threshold' | 'period'
>;

/** What an operator is told of, and when it is over. */
export class Alarms extends Construct {
  readonly arns: readonly string[];

  constructor(scope: Construct, id: string, options: AlarmsOptions) {
    super(scope, id);
    const { prefix, operationsTopicArn, functionTimeoutS } = options;
    const alarm = (
      name: string,
      of: Pick<CloudwatchMetricAlarmConfig, 'namespace' | 'dimensions'>,
      rule: Rule,
    ) =>
      new CloudwatchMetricAlarm(this, name, {
        alarmName: `${prefix}-${name.replaceAll('_', '-')}`,
        ...of,
        ...rule,
        alarmDescription: `${rule.alarmDescription} What to do: docs/operations.md, ${name.replaceAll('_', '-')}`,
        comparisonOperator: 'GreaterThanThreshold',
        evaluationPeriods: 1,
        // No requests, no figures: that is no fault.
        treatMissingData: 'notBreaching',
        alarmActions: [operationsTopicArn],
        okActions: [operationsTopicArn],
      }).arn;

    const queue = (QueueName: string) => ({ namespace: 'AWS/SQS', dimensions: { QueueName } });
    const lambda = { namespace: 'AWS/Lambda', dimensions: { FunctionName: options.functionName } };
    const oldestS = visibilityTimeoutS(functionTimeoutS) + functionTimeoutS;
    this.arns = [
      alarm('dead_letters', queue(options.deadLetterQueueName), {
        alarmDescription:
          'A request failed at every receive. Its clip tells why (FATAL_ERROR); mend it, then redrive.',
        metricName: 'ApproximateNumberOfMessagesVisible',
        statistic: 'Maximum',
        threshold: 0,
        period: 60,
      }),
      // A message whose function died comes back when its visibility timeout is over, and has one more run then: what
      // is older waits for room.
      alarm('oldest_message', queue(options.queueName), {
        alarmDescription: `A request is older than ${oldestS} s: more come than are made. See maxConcurrency.`,
        metricName: 'ApproximateAgeOfOldestMessage',
        statistic: 'Maximum',
        threshold: oldestS,
        period: 60,
      }),
      alarm('errors', lambda, {
        alarmDescription: 'The function crashed, ran out of time or memory, or could not start. See its log.',
        metricName: 'Errors',
        statistic: 'Sum',
        threshold: 0,
        period: 300,
      }),
      alarm('throttles', lambda, {
        alarmDescription: "The account's concurrency is used up: the function was not started for a message.",
        metricName: 'Throttles',
        statistic: 'Sum',
        threshold: 0,
        period: 300,
      }),
      // Past its budget a cut is refused, so that there is time to tell: what comes near needs more memory or time.
      alarm('slow', lambda, {
        alarmDescription: `One clip in a hundred takes nearly the ${functionTimeoutS} s there are.`,
        metricName: 'Duration',
        extendedStatistic: 'p99',
        threshold: cutBudgetMs(functionTimeoutS * 1000),
        period: 300,
      }),
    ];
  }
}
