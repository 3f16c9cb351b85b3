import type { DataAwsIamPolicyDocumentStatement } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { S3BucketAcl } from '@cdktf/provider-aws/lib/s3-bucket-acl/index.js';
import { S3BucketCorsConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-cors-configuration/index.js';
import { Construct } from 'constructs';
import type { StackSettings } from '../settings.ts';
import { Bucket, expiryRules, type PublicGrants } from './bucket.ts';
import { EVERYONE } from './tls-only.ts';

type Access = StackSettings['destinationAccess'];

/** What each kind of access has to let through. */
const PUBLIC_GRANTS: Record<Access, PublicGrants> = {
  'public-read': 'policy-and-acl',
  'public-objects': 'policy',
  private: 'none',
};

export interface DestinationBucketOptions {
  readonly bucketName: string;
  readonly access: Access;
  /** Null for clips that are never deleted. */
  readonly expireDays: number | null;
  readonly forceDestroy: boolean;
}

/** The bucket of clips and thumbnails, which front ends read from any page. */
export class DestinationBucket extends Construct {
  readonly bucketName: string;
  readonly arn: string;
  readonly baseUrl: string;

  constructor(scope: Construct, id: string, options: DestinationBucketOptions) {
    super(scope, id);
    const { access } = options;
    const bucket = new Bucket(this, 'clips', {
      bucketName: options.bucketName,
      forceDestroy: options.forceDestroy,
      publicGrants: PUBLIC_GRANTS[access],
      statements: (arn) => (access === 'private' ? [] : [objectsForEveryone(arn)]),
      lifecycleRules: expiryRules(options.expireDays),
    });
    this.bucketName = bucket.bucketName;
    this.arn = bucket.arn;
    this.baseUrl = `https://${bucket.regionalDomainName}`;

    if (access === 'public-read') {
      // Of a bucket, this ACL grants listing; reading objects is granted by the policy.
      new S3BucketAcl(this, 'acl', {
        bucket: bucket.bucketName,
        acl: 'public-read',
        dependsOn: [bucket.ownership, bucket.publicAccessBlock],
      });
    }
    new S3BucketCorsConfiguration(this, 'cors', {
      bucket: bucket.bucketName,
      corsRule: [
        {
          allowedHeaders: ['*'],
          allowedMethods: ['GET', 'HEAD'],
          allowedOrigins: ['*'],
          maxAgeSeconds: 86_400,
        },
      ],
    });
  }
}

function objectsForEveryone(bucketArn: string): DataAwsIamPolicyDocumentStatement {
  return {
    sid: 'ObjectsForEveryone',
    principals: EVERYONE,
    actions: ['s3:GetObject'],
    resources: [`${bucketArn}/*`],
  };
}
