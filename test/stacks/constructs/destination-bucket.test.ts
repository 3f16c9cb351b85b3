import { expect } from 'chai';
import {
  DestinationBucket,
  type DestinationBucketOptions,
} from '../../../stacks/constructs/destination-bucket.ts';
import { isAllowedToAnyone } from '../../policies/policy-evaluation.ts';
import { synthesized } from '../synthesized.ts';

const bucketOf = (options: Partial<DestinationBucketOptions> = {}) =>
  synthesized(
    (scope) =>
      new DestinationBucket(scope, 'it', {
        bucketName: 'clips',
        access: 'public-read',
        expireDays: null,
        forceDestroy: true,
        ...options,
      }),
  );

const allowed = (stack: ReturnType<typeof bucketOf>) =>
  Object.values(stack.policies)
    .flat()
    .filter(({ effect = 'Allow' }) => effect === 'Allow');

describe('the destination bucket', () => {
  for (const access of ['public-read', 'public-objects', 'private'] as const) {
    it(`may be read from any page, when it is ${access}`, () => {
      expect(bucketOf({ access }).resource('aws_s3_bucket_cors_configuration').cors_rule).to.deep.equal([
        {
          allowed_headers: ['*'],
          allowed_methods: ['GET', 'HEAD'],
          allowed_origins: ['*'],
          max_age_seconds: 86_400,
        },
      ]);
    });
  }

  it('has the ACL public-read of the original, and what lets that work on a bucket of today', () => {
    const stack = bucketOf();
    const acl = stack.resource('aws_s3_bucket_acl');
    expect(acl).to.include({ acl: 'public-read' });
    expect(String(acl.depends_on)).to.match(/ownership_controls.*public_access_block/);
    expect(stack.resource('aws_s3_bucket_ownership_controls').rule).to.deep.equal({
      object_ownership: 'BucketOwnerPreferred',
    });
    expect(stack.resource('aws_s3_bucket_public_access_block')).to.include({
      block_public_acls: false,
      block_public_policy: false,
      ignore_public_acls: false,
      restrict_public_buckets: false,
    });
  });

  it('lets everyone read objects and nothing else by its policy, which waits for the access block', () => {
    for (const access of ['public-read', 'public-objects'] as const) {
      const stack = bucketOf({ access });
      const [statement, ...others] = allowed(stack);
      expect(others).to.deep.equal([]);
      expect(statement).to.deep.include({
        sid: 'ObjectsForEveryone',
        principals: [{ type: '*', identifiers: ['*'] }],
        actions: ['s3:GetObject'],
      });
      expect(statement?.resources?.[0]).to.match(/^\$\{aws_s3_bucket\.\w+\.arn\}\/\*$/);
      expect(String(stack.resource('aws_s3_bucket_policy').depends_on)).to.contain('public_access_block');
    }
  });

  it('has no ACL and no listing when it is public-objects', () => {
    const stack = bucketOf({ access: 'public-objects' });
    expect(stack.resources('aws_s3_bucket_acl')).to.deep.equal({});
    expect(stack.resource('aws_s3_bucket_public_access_block')).to.include({
      block_public_acls: true,
      ignore_public_acls: true,
      block_public_policy: false,
      restrict_public_buckets: false,
    });
  });

  it('grants strangers nothing when it is private', () => {
    const stack = bucketOf({ access: 'private' });
    expect(allowed(stack)).to.deep.equal([]);
    expect(stack.resources('aws_s3_bucket_acl')).to.deep.equal({});
    expect(stack.resource('aws_s3_bucket_public_access_block')).to.include({
      block_public_policy: true,
      restrict_public_buckets: true,
    });
  });

  for (const [access, reads, lists] of [
    ['public-read', true, true],
    ['public-objects', true, false],
    ['private', false, false],
  ] as const) {
    it(`may be read by ${reads ? 'anyone' : 'nobody'} and listed by ${lists ? 'anyone' : 'nobody'}, when it is ${access}`, () => {
      const stack = bucketOf({ access });
      const statements = Object.values(stack.policies).flat();
      const [arn = ''] = statements.flatMap(({ resources = [] }) =>
        resources.filter((name) => !name.endsWith('/*')),
      );
      const block = stack.resource('aws_s3_bucket_public_access_block');
      const [acl] = Object.values(stack.resources('aws_s3_bucket_acl'));
      const bucket = {
        statements,
        ...(acl ? { acl: String(acl.acl) } : {}),
        ignorePublicAcls: block.ignore_public_acls === true,
        restrictPublicBuckets: block.restrict_public_buckets === true,
      };
      const may = (action: string, resource: string, isSecure = 'true') =>
        isAllowedToAnyone(bucket, { action, resource, context: { 'aws:SecureTransport': isSecure } });
      expect(may('s3:GetObject', `${arn}/cam/clip.mp4`)).to.equal(reads);
      expect(may('s3:ListBucket', arn)).to.equal(lists);
      expect(may('s3:PutObject', `${arn}/cam/clip.mp4`)).to.equal(false);
      expect(may('s3:GetObject', `${arn}/cam/clip.mp4`, 'false')).to.equal(false);
    });
  }

  it('forgets clips of an age where one is set', () => {
    const rules = bucketOf({ expireDays: 90 }).resource('aws_s3_bucket_lifecycle_configuration').rule;
    expect((rules as { id: string }[]).map(({ id }) => id)).to.deep.equal(['aborted-uploads', 'expiry']);
    expect(rules).to.deep.include({
      id: 'expiry',
      status: 'Enabled',
      filter: [{ prefix: '' }],
      expiration: [{ days: 90 }],
    });
  });
});
