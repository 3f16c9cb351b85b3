import { Readable } from 'node:stream';
import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { sdkStreamMixin } from '@smithy/core/serde';
import { mockClient } from 'aws-sdk-client-mock';

export const REGION = { region: 'us-east-1', credentials: { accessKeyId: 'id', secretAccessKey: 'key' } };

/** All S3 clients answer as the test says for as long as it runs, and refuse what it says nothing of. */
export function mockedS3() {
  let s3 = mockClient(S3Client);
  s3.restore();
  beforeEach(() => {
    s3 = mockClient(S3Client);
    s3.onAnyCommand().rejects(new Error('the test arranged no answer to this S3 command'));
  });
  afterEach(() => s3.restore());
  return {
    get mock() {
      return s3;
    },
    client: new S3Client(REGION),
  };
}

/** The same for SNS. */
export function mockedSns() {
  let sns = mockClient(SNSClient);
  sns.restore();
  beforeEach(() => {
    sns = mockClient(SNSClient);
    sns.onAnyCommand().rejects(new Error('the test arranged no answer to this SNS command'));
  });
  afterEach(() => sns.restore());
  return {
    get mock() {
      return sns;
    },
    client: new SNSClient(REGION),
  };
}

/** The same for SQS. */
export function mockedSqs() {
  let sqs = mockClient(SQSClient);
  sqs.restore();
  beforeEach(() => {
    sqs = mockClient(SQSClient);
    sqs.onAnyCommand().rejects(new Error('the test arranged no answer to this SQS command'));
  });
  afterEach(() => sqs.restore());
  return {
    get mock() {
      return sqs;
    },
    client: new SQSClient(REGION),
  };
}

/** A body as the SDK hands it out. */
export function bodyOf(bytes: Uint8Array) {
  return sdkStreamMixin(Readable.from([Buffer.from(bytes)]));
}

/** An answer of S3 that is no success. */
export function s3Error(httpStatusCode: number, name: string): S3ServiceException {
  return new S3ServiceException({ name, message: name, $fault: 'client', $metadata: { httpStatusCode } });
}
