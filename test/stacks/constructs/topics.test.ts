import { expect } from 'chai';
import { NotificationTopic } from '../../../stacks/constructs/notification-topic.ts';
import { OperationsTopic } from '../../../stacks/constructs/operations-topic.ts';
import { synthesized } from '../synthesized.ts';

const TLS_ONLY = {
  sid: 'TlsOnly',
  effect: 'Deny',
  actions: ['sns:Publish'],
  condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
};

describe('the topic of notifications', () => {
  const stack = synthesized((scope) => new NotificationTopic(scope, 'it', { topicName: 'video_production' }));

  it('has its name, and is encrypted', () => {
    expect(stack.resource('aws_sns_topic')).to.include({
      name: 'video_production',
      kms_master_key_id: 'alias/aws/sns',
    });
  });

  it('takes what comes by TLS only, and grants nothing to strangers', () => {
    const [statements = []] = Object.values(stack.policies);
    expect(statements).to.have.length(1);
    expect(statements[0]).to.deep.include(TLS_ONLY);
    expect(Object.keys(stack.resources('aws_sns_topic_policy'))).to.have.length(1);
  });
});

describe('the topic of alarms', () => {
  const topicFor = (email: string | null) =>
    synthesized(
      (scope) => new OperationsTopic(scope, 'it', { topicName: 'ops', accountId: '123456789012', email }),
    );

  it('lets the alarms of this account in, by TLS', () => {
    const [statements = []] = Object.values(topicFor(null).policies);
    expect(statements.map(({ sid }) => sid)).to.deep.equal(['TlsOnly', 'AlarmsOfThisAccount']);
    expect(statements[0]).to.deep.include(TLS_ONLY);
    expect(statements[1]).to.deep.include({
      principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
      actions: ['sns:Publish'],
      condition: [{ test: 'StringEquals', variable: 'aws:SourceAccount', values: ['123456789012'] }],
    });
  });

  it('is under no key that CloudWatch may not use', () => {
    expect(topicFor(null).resource('aws_sns_topic')).not.to.have.property('kms_master_key_id');
  });

  it('tells an operator by e-mail where one is named', () => {
    expect(topicFor('ops@example.com').resource('aws_sns_topic_subscription')).to.include({
      protocol: 'email',
      endpoint: 'ops@example.com',
    });
    expect(topicFor(null).resources('aws_sns_topic_subscription')).to.deep.equal({});
  });
});
