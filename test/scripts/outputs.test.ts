import { expect } from 'chai';
import { ageInWords } from '../../scripts/commands/redrive.ts';
import { readOutputs } from '../../scripts/target/outputs.ts';
import { UsageError } from '../../scripts/usage-error.ts';
import { synthesizedPipeline } from '../stacks/synthesized.ts';

const ARN = 'arn:aws:sns:eu-west-1:123456789012:video_production';
const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/123456789012/clip-requests';
const OUTPUTS = {
  region: 'eu-west-1',
  request_queue_url: QUEUE,
  dead_letter_queue_url: `${QUEUE}-dlq`,
  notification_topic_arn: ARN,
  recordings_bucket: 'recordings',
  clips_bucket: 'clips',
  operations_topic_arn: 'arn:aws:sns:eu-west-1:123456789012:operations',
  mongodb_database: 'wavecut',
};
const READ = {
  region: 'eu-west-1',
  requestQueueUrl: QUEUE,
  deadLetterQueueUrl: `${QUEUE}-dlq`,
  topicArn: ARN,
  recordingsBucket: 'recordings',
  clipsBucket: 'clips',
  mongodbDatabase: 'wavecut',
  // Of a stack that was deployed by 1.0.0, whose outputs do not tell:
  recordingsPrefix: '',
  watermarksPrefix: 'watermarks/',
  longestRecordingMinutes: 120,
  cameraApiUrl: null,
  functionMemoryMb: 1024,
  functionTimeoutS: 120,
};

describe('the outputs of a deployment', () => {
  it('are read by their names, below the name of their stack', () => {
    const json = { 'wavecut-prod': { ...OUTPUTS, mongodb_secret_arn: 's' } };
    expect(readOutputs(JSON.stringify(json), 'o.json')).to.deep.equal({ ...READ, mongodbSecretArn: 's' });
  });

  it('name no secret where the function signs in by its role', () => {
    const json = { 'wavecut-prod': OUTPUTS };
    expect(readOutputs(JSON.stringify(json), 'o.json')).to.deep.equal({ ...READ, mongodbSecretArn: null });
  });

  it('tell of the function what a studio has to know, as the stack gave it', () => {
    const { json } = synthesizedPipeline({
      WAVECUT_RECORDINGS_PREFIX: 'archive/',
      WAVECUT_WATERMARKS_PREFIX: 'art/logos/',
      WAVECUT_CAMERA_API_URL: 'https://cameras.example/v1',
      WAVECUT_LONGEST_RECORDING_MINUTES: '30',
      WAVECUT_MEMORY_MB: '2048',
      WAVECUT_TIMEOUT_SECONDS: '300',
    });
    const outputs = Object.entries(json.output as Record<string, { value: unknown }>);
    const deployed = Object.fromEntries(outputs.map(([name, { value }]) => [name, value]));
    expect(readOutputs(JSON.stringify({ 'wavecut-dev': deployed }), 'o.json')).to.include({
      recordingsPrefix: 'archive/',
      watermarksPrefix: 'art/logos/',
      cameraApiUrl: 'https://cameras.example/v1',
      longestRecordingMinutes: 30,
      functionMemoryMb: 2048,
      functionTimeoutS: 300,
    });
  });

  it('are those of one stack', () => {
    const json = JSON.stringify({ dev: OUTPUTS, prod: OUTPUTS });
    expect(() => readOutputs(json, 'o.json')).to.throw(UsageError, 'has several stacks (dev, prod)');
  });

  it('are refused by name where they lack what is needed, or are no JSON', () => {
    for (const text of ['{}', '[]', '{"wavecut-prod": 1}']) {
      expect(() => readOutputs(text, 'o.json')).to.throw(UsageError, '--outputs o.json lacks');
    }
    const { region: _, request_queue_url: __, ...rest } = OUTPUTS;
    expect(() => readOutputs(JSON.stringify({ stack: rest }), 'o.json')).to.throw(
      UsageError,
      'lacks region, request_queue_url:',
    );
    expect(() => readOutputs('{', 'o.json')).to.throw(UsageError, '--outputs o.json is no JSON');
  });
});

describe('the age of a dead letter', () => {
  it('is told in words that fit it', () => {
    const ages = [-5, 45_000, 720_000, 12_600_000, 181_440_000].map(ageInWords);
    expect(ages).to.deep.equal(['0 s', '45 s', '12 min', '3.5 h', '2.1 d']);
  });
});
