import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js';
import { S3Object } from '@cdktf/provider-aws/lib/s3-object/index.js';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import { SettingsError } from '../settings.ts';
import { Bucket, EVERY_OBJECT } from './bucket.ts';

/** How long the zips of earlier deployments can be brought back. */
const OLD_ARTIFACT_DAYS = 30;

export interface FunctionArtifactOptions {
  readonly bucketName: string;
  readonly zipPath: string;
}

/** The function's zip, in a versioned bucket, under a key that follows from its content. */
export class FunctionArtifact extends Construct {
  readonly bucketName: string;
  readonly key: string;
  /** SHA-256 in base64, as Lambda tells it of its code. */
  readonly codeHash: string;

  constructor(scope: Construct, id: string, { bucketName, zipPath }: FunctionArtifactOptions) {
    super(scope, id);
    const sha256 = sha256Of(zipPath);
    this.codeHash = sha256.toString('base64');

    const bucket = new Bucket(this, 'artifacts', {
      bucketName,
      // Nothing in it that the next build does not make again.
      forceDestroy: true,
      lifecycleRules: [
        {
          id: 'old-artifacts',
          status: 'Enabled',
          filter: EVERY_OBJECT,
          noncurrentVersionExpiration: [{ noncurrentDays: OLD_ARTIFACT_DAYS }],
          expiration: [{ expiredObjectDeleteMarker: true }],
        },
      ],
    });
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      bucket: bucket.bucketName,
      versioningConfiguration: { status: 'Enabled' },
    });
    const asset = new TerraformAsset(this, 'zip', {
      path: zipPath,
      type: AssetType.FILE,
      assetHash: sha256.toString('hex').slice(0, 32),
    });
    const object = new S3Object(this, 'object', {
      bucket: bucket.bucketName,
      key: `lambda/${sha256.toString('hex')}.zip`,
      source: asset.path,
      // Not the ETag: that of an upload in parts follows from the parts, and would differ for ever.
      sourceHash: this.codeHash,
      contentType: 'application/zip',
      dependsOn: [versioning],
      // The function moves over to the new zip before the old one goes.
      lifecycle: { createBeforeDestroy: true },
    });
    this.bucketName = object.bucket;
    this.key = object.key;
  }
}

function sha256Of(zipPath: string): Buffer {
  if (!existsSync(zipPath)) {
    throw new SettingsError('There is nothing to deploy', [`${zipPath} is missing: run npm run build first`]);
  }
  return createHash('sha256').update(readFileSync(zipPath)).digest();
}
