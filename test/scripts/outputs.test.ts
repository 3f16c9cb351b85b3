import { expect } from 'chai';
import { ageInWords } from '../../scripts/commands/redrive.ts';
import { readOutputs, regionIn } from '../../scripts/target/outputs.ts';
import { UsageError } from '../../scripts/usage-error.ts';

const ARN = 'arn:aws:sns:eu-west-1:123456789012:video_production';
const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/123456789012/clip-requests';

const NONE = { mongodbSecretArn: null, mongodbDatabase: null, region: null };

describe('the outputs of a deployment', () => {
  it('are read by their names, below the name of their stack', () => {
    const json = {
      'wavecut-prod': {
        requestQueueUrl: QUEUE,
        deadLetterQueueUrl: `${QUEUE}-dlq`,
        topicArn: ARN,
        mongodbSecretArn: 's',
      },
    };
    expect(readOutputs(JSON.stringify(json), 'o.json')).to.deep.equal({
      requestQueueUrl: QUEUE,
      deadLetterQueueUrl: `${QUEUE}-dlq`,
      topicArn: ARN,
      mongodbSecretArn: 's',
      mongodbDatabase: null,
      region: null,
    });
  });

  it('are found however they are spelt, nested or followed by a hash', () => {
    const json = {
      a: { b: { 'request-queue-url': QUEUE, dead_letter_queue_url_3F2A: 'd', pipeline_topicArn: ARN } },
    };
    expect(readOutputs(JSON.stringify(json), 'o.json')).to.deep.equal({
      requestQueueUrl: QUEUE,
      deadLetterQueueUrl: 'd',
      topicArn: ARN,
      mongodbSecretArn: null,
      mongodbDatabase: null,
      region: null,
    });
  });

  it('are those of the stack: the topic for clips, and not the one for operators', () => {
    const json = {
      'wavecut-dev': {
        dead_letter_queue_url: 'd',
        mongodb_database: 'clips',
        notification_topic_arn: ARN,
        operations_topic_arn: 'arn:aws:sns:eu-west-1:123456789012:operations',
        region: 'eu-west-1',
        request_queue_url: QUEUE,
      },
    };
    expect(readOutputs(JSON.stringify(json), 'o.json')).to.deep.include({
      topicArn: ARN,
      mongodbDatabase: 'clips',
      region: 'eu-west-1',
    });
  });

  it('are refused by name where they lack what is needed, or are no JSON', () => {
    expect(() => readOutputs('{}', 'o.json')).to.throw(
      UsageError,
      'requestQueueUrl, deadLetterQueueUrl, topicArn',
    );
    expect(() => readOutputs('{', 'o.json')).to.throw(UsageError, '--outputs o.json is no JSON');
  });

  it('name the region', () => {
    const outputs = { requestQueueUrl: QUEUE, deadLetterQueueUrl: '', topicArn: ARN, ...NONE };
    expect(regionIn(outputs)).to.equal('eu-west-1');
    expect(regionIn({ ...outputs, topicArn: 'topic' })).to.equal('eu-west-1');
    expect(regionIn({ ...outputs, topicArn: 'topic', requestQueueUrl: 'http://127.0.0.1:1/q' })).to.equal(
      null,
    );
  });
});

describe('the age of a dead letter', () => {
  it('is told in words that fit it', () => {
    const ages = [-5, 45_000, 720_000, 12_600_000, 181_440_000].map(ageInWords);
    expect(ages).to.deep.equal(['0 s', '45 s', '12 min', '3.5 h', '2.1 d']);
  });
});
