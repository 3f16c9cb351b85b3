import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js';
import { Construct } from 'constructs';

export interface DashboardOptions {
  readonly dashboardName: string;
  readonly region: string;
  readonly queueName: string;
  readonly deadLetterQueueName: string;
  readonly functionName: string;
  readonly logGroupName: string;
  readonly topicName: string;
  readonly functionTimeoutS: number;
  readonly alarmArns: readonly string[];
}

type Metric = readonly [
  namespace: string,
  name: string,
  dimension: string,
  of: string,
  options?: Readonly<Record<string, unknown>>,
];

const FULL_WIDTH = 24;
const HALF = 12;
const THIRD = 8;

/** One page that answers: is it up, is it keeping up, what failed and why. */
export class Dashboard extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, options: DashboardOptions) {
    super(scope, id);
    const { dashboardName, region } = options;
    const dashboard = new CloudwatchDashboard(this, 'dashboard', {
      dashboardName,
      dashboardBody: JSON.stringify({ start: '-PT3H', widgets: widgetsOf(options) }),
    });
    this.url = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard.dashboardName}`;
  }
}

function widgetsOf(options: DashboardOptions): unknown[] {
  const { queueName, deadLetterQueueName, functionName, topicName, region, alarmArns } = options;
  const sqs = (name: string, of: string, more: Record<string, unknown>): Metric => [
    'AWS/SQS',
    name,
    'QueueName',
    of,
    more,
  ];
  const lambda = (name: string, more: Record<string, unknown>): Metric => [
    'AWS/Lambda',
    name,
    'FunctionName',
    functionName,
    more,
  ];
  const graph = (title: string, width: number, metrics: readonly Metric[], more: object = {}) => ({
    type: 'metric',
    width,
    height: 6,
    properties: { title, region, metrics, period: 60, view: 'timeSeries', ...more },
  });
  const query = (title: string, width: number, view: string, statements: readonly string[]) => ({
    type: 'log',
    width,
    height: 6,
    properties: {
      title,
      region,
      view,
      query: [`SOURCE '${options.logGroupName}'`, ...statements].join('\n| '),
    },
  });
  const { functionTimeoutS } = options;
  return [
    { type: 'alarm', width: FULL_WIDTH, height: 2, properties: { title: 'Alarms', alarms: alarmArns } },
    graph('Requests in the queue', THIRD, [
      sqs('ApproximateNumberOfMessagesVisible', queueName, { stat: 'Maximum', label: 'waiting' }),
      sqs('ApproximateNumberOfMessagesNotVisible', queueName, { stat: 'Maximum', label: 'being worked on' }),
      sqs('ApproximateNumberOfMessagesDelayed', queueName, {
        stat: 'Maximum',
        label: 'waiting for their recording',
      }),
    ]),
    graph('Age of the oldest request, s', THIRD, [
      sqs('ApproximateAgeOfOldestMessage', queueName, { stat: 'Maximum', label: 'age' }),
    ]),
    graph('Dead letters', THIRD, [
      sqs('ApproximateNumberOfMessagesVisible', deadLetterQueueName, { stat: 'Maximum', color: '#d62728' }),
    ]),
    graph(
      'Duration, ms',
      THIRD,
      ['p50', 'p99', 'Maximum'].map((stat) => lambda('Duration', { stat, label: stat })),
      {
        annotations: { horizontal: [{ label: 'timeout', value: functionTimeoutS * 1000, color: '#d62728' }] },
      },
    ),
    graph('Runs', THIRD, [
      lambda('Invocations', { stat: 'Sum', label: 'runs' }),
      lambda('Errors', { stat: 'Sum', label: 'crashed', color: '#d62728' }),
      lambda('Throttles', { stat: 'Sum', label: 'throttled', color: '#ff7f0e' }),
    ]),
    graph('At a time', THIRD, [lambda('ConcurrentExecutions', { stat: 'Maximum', label: 'functions' })]),
    query('Told, by status', HALF, 'timeSeries', [
      "filter step = 'told'",
      "stats sum(strcontains(status, 'CLIP_AVAILABLE')) as available, " +
        "count(*) - sum(strcontains(status, 'CLIP_AVAILABLE')) as others by bin(5m)",
    ]),
    graph('Notifications', HALF, [
      ['AWS/SNS', 'NumberOfMessagesPublished', 'TopicName', topicName, { stat: 'Sum', label: 'published' }],
      [
        'AWS/SNS',
        'NumberOfNotificationsFailed',
        'TopicName',
        topicName,
        { stat: 'Sum', label: 'failed', color: '#d62728' },
      ],
    ]),
    query('What failed last', FULL_WIDTH, 'table', [
      "fields @timestamp, clipId, step, coalesce(status, '') as told, reason.code, reason.message, receives",
      "filter step = 'failed' or (step = 'recorded' and status != 'CLIP_AVAILABLE') or step = 'rejected'",
      'sort @timestamp desc',
      'limit 50',
    ]),
    query('Wait of a request until a run takes it, ms', HALF, 'timeSeries', [
      "filter step = 'received'",
      'stats pct(queueMs, 50) as p50, pct(queueMs, 99) as p99 by bin(5m)',
    ]),
    query('Memory of the function, MB', HALF, 'timeSeries', [
      "filter @type = 'REPORT'",
      'stats max(@maxMemoryUsed / 1000000) as used, max(@memorySize / 1000000) as there by bin(5m)',
    ]),
  ];
}
