import { expect } from 'chai';
import { readSettings } from '../../../functions/producer/env.ts';
import { thrownBy } from './samples.ts';

const LEAST = {
  RECORDINGS_BUCKET: 'recordings',
  CLIPS_BUCKET: 'clips',
  NOTIFICATION_TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:video_production',
  REQUEST_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/clip-requests',
  MONGODB_URI: 'mongodb://user:secret@db.example/',
  AWS_REGION: 'eu-central-1',
};

const messageOf = (variables: Record<string, string | undefined>) =>
  (thrownBy(() => readSettings(variables)) as Error).message;

describe('the settings', () => {
  it('have a default wherever they can', () => {
    expect(readSettings(LEAST)).to.deep.equal({
      recordingsBucket: 'recordings',
      recordingsPrefix: '',
      watermarksPrefix: 'watermarks/',
      clipsBucket: 'clips',
      publicBaseUrl: 'https://clips.s3.eu-central-1.amazonaws.com',
      topicArn: 'arn:aws:sns:eu-central-1:123456789012:video_production',
      signedUrlMs: null,
      queueUrl: 'https://sqs.eu-central-1.amazonaws.com/123456789012/clip-requests',
      requestTimeoutMs: 15_000,
      cameraApiUrl: undefined,
      mongodb: { uri: 'mongodb://user:secret@db.example/' },
      mongodbDatabase: 'wavecut',
      maxReceives: 5,
      longestRecordingMs: 7_200_000,
      memoryMb: 1024,
      ffmpegPath: undefined,
      s3PathStyle: false,
    });
  });

  it('are what the environment says', () => {
    const settings = readSettings({
      ...LEAST,
      RECORDINGS_PREFIX: 'archive/video/',
      WATERMARKS_PREFIX: 'logos/',
      PUBLIC_BASE_URL: 'https://cdn.example/clips/',
      MONGODB_DATABASE: 'other',
      MAX_RECEIVES: '3',
      LONGEST_RECORDING_MINUTES: '10',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '2048',
      FFMPEG_PATH: '/opt/ffmpeg',
      CAMERA_API_URL: 'https://cameras.example/v1/',
      REQUEST_TIMEOUT_MS: '300',
      SOMETHING_ELSE: 'whatever',
    });
    expect(settings).to.deep.include({
      recordingsPrefix: 'archive/video/',
      watermarksPrefix: 'logos/',
      publicBaseUrl: 'https://cdn.example/clips',
      mongodbDatabase: 'other',
      maxReceives: 3,
      longestRecordingMs: 600_000,
      memoryMb: 2048,
      ffmpegPath: '/opt/ffmpeg',
      cameraApiUrl: 'https://cameras.example/v1',
      requestTimeoutMs: 300,
    });
  });

  it('know the database by a secret as well, and by one of the two only', () => {
    const MONGODB_SECRET_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:uri';
    expect(readSettings({ ...LEAST, MONGODB_URI: undefined, MONGODB_SECRET_ARN }).mongodb).to.deep.equal({
      secretArn: MONGODB_SECRET_ARN,
    });
    expect(messageOf({ ...LEAST, MONGODB_SECRET_ARN })).to.equal(
      "the function's environment is not complete: MONGODB_URI and MONGODB_SECRET_ARN exclude each other",
    );
  });

  it('say how long a presigned URL is good for, where clips are private', () => {
    expect(readSettings({ ...LEAST, SIGNED_URL_MINUTES: '90' }).signedUrlMs).to.equal(5_400_000);
    expect(messageOf({ ...LEAST, SIGNED_URL_MINUTES: '0' })).to.contain('SIGNED_URL_MINUTES');
  });

  it("address buckets by path on servers of one's own", () => {
    expect(readSettings({ ...LEAST, AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }).s3PathStyle).to.equal(true);
    expect(readSettings({ ...LEAST, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4566' }).s3PathStyle).to.equal(
      true,
    );
  });

  it('name all that is missing at once', () => {
    expect(messageOf({})).to.equal(
      "the function's environment is not complete: RECORDINGS_BUCKET is missing; CLIPS_BUCKET is missing; " +
        'NOTIFICATION_TOPIC_ARN is missing; REQUEST_QUEUE_URL is missing; AWS_REGION is missing; ' +
        'MONGODB_URI or MONGODB_SECRET_ARN is missing',
    );
  });

  it('name all that is bad at once, and print no value', () => {
    const message = messageOf({
      ...LEAST,
      RECORDINGS_PREFIX: 'secret-prefix',
      CLIPS_BUCKET: '',
      PUBLIC_BASE_URL: 'secret-host',
      MAX_RECEIVES: 'secret-many',
      LONGEST_RECORDING_MINUTES: '-5.5',
      MONGODB_URI: undefined,
    });
    const named = ['RECORDINGS_PREFIX', 'CLIPS_BUCKET', 'PUBLIC_BASE_URL', 'MONGODB_URI', 'MAX_RECEIVES'];
    for (const name of [...named, 'LONGEST_RECORDING_MINUTES']) expect(message).to.contain(name);
    expect(message).not.to.match(/secret|5\.5/);
    expect(message).to.contain('RECORDINGS_PREFIX must be empty or end in a slash; CLIPS_BUCKET is empty');
  });

  it('refuse counts that are none', () => {
    for (const value of ['0', '-1', '1.5', 'many', '', 'NaN', 'Infinity']) {
      expect(messageOf({ ...LEAST, MAX_RECEIVES: value }), value).to.contain('MAX_RECEIVES');
    }
  });
});
