import { DataAwsS3Bucket } from '@cdktf/provider-aws/lib/data-aws-s3-bucket/index.js';
import { Construct } from 'constructs';
import { Bucket, expiryRules } from './bucket.ts';

export interface RecordingsBucketOptions {
  /** A bucket that is there; null to create one. */
  readonly existing: string | null;
  /** Of the created one. */
  readonly bucketName: string;
  readonly expireDays: number | null;
  readonly forceDestroy: boolean;
}

/** The private bucket that cameras record into: created, or an existing one, which is looked up and left as it is. */
export class RecordingsBucket extends Construct {
  readonly bucketName: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, options: RecordingsBucketOptions) {
    super(scope, id);
    const bucket =
      options.existing === null
        ? new Bucket(this, 'created', {
            bucketName: options.bucketName,
            forceDestroy: options.forceDestroy,
            lifecycleRules: expiryRules(options.expireDays),
          })
        : new DataAwsS3Bucket(this, 'existing', { bucket: options.existing });
    this.bucketName = bucket instanceof Bucket ? bucket.bucketName : bucket.id;
    this.arn = bucket.arn;
  }
}
