import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { Construct } from 'constructs';
import { tlsOnly } from './tls-only.ts';

/** What strangers may be granted: nothing; by a bucket policy; by ACLs as well. */
export type PublicGrants = 'none' | 'policy' | 'policy-and-acl';

export interface BucketOptions {
  readonly bucketName: string;
  readonly forceDestroy: boolean;
  /** `none` unless given. */
  readonly publicGrants?: PublicGrants;
  /** Of the bucket policy, besides the one on TLS. @param arn the bucket's. */
  readonly statements?: (arn: string) => DataAwsIamPolicyDocumentStatement[];
  /** Besides the one on aborted uploads. */
  readonly lifecycleRules?: readonly S3BucketLifecycleConfigurationRule[];
}

/** A rule applies to every object only where its filter says so. */
export const EVERY_OBJECT = [{ prefix: '' }];

/** A bucket that is encrypted, answers TLS only, belongs to its owner, and forgets uploads that never ended. */
export class Bucket extends Construct {
  readonly bucketName: string;
  readonly arn: string;
  readonly regionalDomainName: string;
  /** What grants to strangers have to wait for. */
  readonly ownership: S3BucketOwnershipControls;
  readonly publicAccessBlock: S3BucketPublicAccessBlock;

  constructor(scope: Construct, id: string, options: BucketOptions) {
    super(scope, id);
    const { publicGrants = 'none' } = options;
    const resource = new S3Bucket(this, 'bucket', {
      bucket: options.bucketName,
      forceDestroy: options.forceDestroy,
    });
    const bucket = resource.id;
    this.bucketName = bucket;
    this.arn = resource.arn;
    this.regionalDomainName = resource.bucketRegionalDomainName;

    // Since April 2023 a new bucket has no ACLs and blocks all public access, until it is told otherwise.
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
    this.ownership = new S3BucketOwnershipControls(this, 'ownership', {
      bucket,
      rule: {
        objectOwnership: publicGrants === 'policy-and-acl' ? 'BucketOwnerPreferred' : 'BucketOwnerEnforced',
      },
    });
    this.publicAccessBlock = new S3BucketPublicAccessBlock(this, 'public_access_block', {
      bucket,
      blockPublicAcls: publicGrants !== 'policy-and-acl',
      ignorePublicAcls: publicGrants !== 'policy-and-acl',
      blockPublicPolicy: publicGrants === 'none',
      restrictPublicBuckets: publicGrants === 'none',
    });
    // S3's own keys: objects under a KMS key cannot be read by everyone.
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    });
    const policy = new DataAwsIamPolicyDocument(this, 'policy_document', {
      statement: [
        tlsOnly(['s3:*'], [resource.arn, `${resource.arn}/*`]),
        ...(options.statements?.(resource.arn) ?? []),
      ],
    });
    new S3BucketPolicy(this, 'policy', {
      bucket,
      policy: policy.json,
      dependsOn: [this.publicAccessBlock],
    });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket,
      rule: [
        {
          id: 'aborted-uploads',
          status: 'Enabled',
          filter: EVERY_OBJECT,
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
        ...(options.lifecycleRules ?? []),
      ],
    });
  }
}

/** The rule that deletes objects of an age, or none. */
export function expiryRules(days: number | null): S3BucketLifecycleConfigurationRule[] {
  if (days === null) return [];
  return [{ id: 'expiry', status: 'Enabled', filter: EVERY_OBJECT, expiration: [{ days }] }];
}
