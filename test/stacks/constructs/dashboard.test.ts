import { expect } from 'chai';
import { Dashboard } from '../../../stacks/constructs/dashboard.ts';
import { synthesized } from '../synthesized.ts';

interface Widget {
  readonly type: string;
  readonly width: number;
  readonly properties: {
    readonly title: string;
    readonly region?: string;
    readonly metrics?: readonly (readonly unknown[])[];
    readonly query?: string;
    readonly alarms?: readonly string[];
  };
}

describe('the dashboard', () => {
  let url: string;
  const stack = synthesized((scope) => {
    ({ url } = new Dashboard(scope, 'it', {
      dashboardName: 'wavecut-dev',
      region: 'eu-west-1',
      queueName: 'requests',
      deadLetterQueueName: 'requests-dlq',
      functionName: 'producer',
      logGroupName: '/aws/lambda/producer',
      topicName: 'video_production',
      functionTimeoutS: 120,
      alarmArns: ['arn:1', 'arn:2'],
    }));
  });
  const body = JSON.parse(stack.resource('aws_cloudwatch_dashboard').dashboard_body as string);
  const widgets = body.widgets as Widget[];
  const metrics = widgets.flatMap(({ properties }) => properties.metrics ?? []);

  it('opens with the state of every alarm', () => {
    expect(widgets[0]).to.deep.include({
      type: 'alarm',
      properties: { title: 'Alarms', alarms: ['arn:1', 'arn:2'] },
    });
  });

  it('shows the queue, the dead letters, the function and the topic', () => {
    const shown = metrics.map(([, name, , of]) => `${of} ${name}`);
    expect(shown).to.include.members([
      'requests ApproximateNumberOfMessagesVisible',
      'requests ApproximateNumberOfMessagesNotVisible',
      'requests ApproximateAgeOfOldestMessage',
      'requests-dlq ApproximateNumberOfMessagesVisible',
      'producer Invocations',
      'producer Errors',
      'producer Throttles',
      'producer Duration',
      'producer ConcurrentExecutions',
      'video_production NumberOfNotificationsFailed',
    ]);
  });

  it('shows what failed last, with clip and reason, out of the log', () => {
    const failures = widgets.find(({ properties }) => properties.title === 'What failed last');
    expect(failures?.properties.query).to.match(
      /^SOURCE '\/aws\/lambda\/producer'\n\| fields .*clipId.*reason\.code/,
    );
  });

  it('fills its rows: 24 columns each', () => {
    let column = 0;
    for (const { width } of widgets) {
      expect(column + width).to.be.at.most(24);
      column = (column + width) % 24;
    }
    expect(column).to.equal(0);
  });

  it('is of its region', () => {
    for (const { type, properties } of widgets) {
      if (type !== 'alarm') expect(properties.region, properties.title).to.equal('eu-west-1');
    }
    expect(url).to.match(
      /^https:\/\/eu-west-1\.console\.aws\.amazon\.com\/cloudwatch\/home\?region=eu-west-1#dashboards/,
    );
  });
});
