import { expect } from 'chai';
import { parseStudioOptions } from '../../scripts/commands/studio.ts';
import { mongodbUriIn } from '../../scripts/studio/deployed-target.ts';
import { readOutputs } from '../../scripts/studio/stack-outputs.ts';
import { UsageError } from '../../scripts/usage-error.ts';

const OUTPUTS = {
  requestQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/clip-requests',
  deadLetterQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/clip-requests-dlq',
  topicArn: 'arn:aws:sns:eu-west-1:1:video_production',
  recordingsBucket: 'recordings',
  clipsBucket: 'clips',
  mongodbSecretArn: 'arn:aws:secretsmanager:eu-west-1:1:secret:mongodb',
};

describe('the outputs of a stack', () => {
  it('are read below the name of the stack, from their own file, and in the form of Terraform', () => {
    const terraform = Object.fromEntries(Object.entries(OUTPUTS).map(([name, value]) => [name, { value }]));
    for (const file of [{ 'wavecut-prod': { ...OUTPUTS, other: 1 } }, OUTPUTS, terraform]) {
      expect(readOutputs(JSON.stringify(file))).to.deep.equal(OUTPUTS);
    }
  });

  it('are those of the chosen stack where there are several', () => {
    const file = JSON.stringify({ dev: { ...OUTPUTS, clipsBucket: 'dev-clips' }, prod: OUTPUTS });
    expect(readOutputs(file, 'dev').clipsBucket).to.equal('dev-clips');
    expect(() => readOutputs(file)).to.throw(
      UsageError,
      'several stacks (dev, prod): choose one with --stack',
    );
    expect(() => readOutputs(file, 'test')).to.throw(UsageError, 'has no stack test; there are: dev, prod');
  });

  it('are missed by name', () => {
    const { topicArn, clipsBucket, ...rest } = OUTPUTS;
    expect(() => readOutputs(JSON.stringify({ prod: rest }))).to.throw(
      UsageError,
      'lacks topicArn, clipsBucket',
    );
    expect(() => readOutputs('[]')).to.throw(UsageError, 'is no JSON object');
    expect([topicArn, clipsBucket]).to.have.length(2);
  });
});

describe("MongoDB's secret", () => {
  it('is a URI, or an object with one', () => {
    for (const secret of [
      'mongodb://host/db',
      '{"uri": "mongodb://host/db"}',
      '{"user": "u", "MONGODB_URI": "mongodb://host/db"}',
    ]) {
      expect(mongodbUriIn(secret)).to.equal('mongodb://host/db');
    }
  });

  it('is not repeated where it is neither', () => {
    for (const secret of ['hunter2', '{"password": "hunter2"}', '"hunter2"', '']) {
      expect(() => mongodbUriIn(secret))
        .to.throw('it holds no mongodb:// URI')
        .and.not.match(/hunter2/);
    }
  });
});

describe('wavecut studio', () => {
  it('only looks unless it is let, and needs the outputs', () => {
    expect(parseStudioOptions(['--outputs', 'o.json'])).to.deep.equal({
      outputs: 'o.json',
      allowRequests: false,
      port: 4580,
      json: false,
    });
    expect(
      parseStudioOptions(['--outputs', 'o.json', '--allow-requests', '--port', '0', '--stack', 's']),
    ).to.include({
      allowRequests: true,
      port: 0,
      stack: 's',
    });
    expect(parseStudioOptions(['--help'])).to.equal(null);
    expect(() => parseStudioOptions([])).to.throw(UsageError, '--outputs is missing');
    expect(() => parseStudioOptions(['--outputs', 'o', '--port', 'x'])).to.throw(
      UsageError,
      '--port must be',
    );
    expect(() => parseStudioOptions(['--output', 'o'])).to.throw(UsageError, '--output');
  });
});
