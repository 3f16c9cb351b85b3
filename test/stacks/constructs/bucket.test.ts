import { expect } from 'chai';
import { Bucket } from '../../../stacks/constructs/bucket.ts';
import { RecordingsBucket } from '../../../stacks/constructs/recordings-bucket.ts';
import { type Synthesized, synthesized } from '../synthesized.ts';

describe('a bucket', () => {
  let stack: Synthesized;

  before(() => {
    stack = synthesized((scope) => new Bucket(scope, 'own', { bucketName: 'mine', forceDestroy: false }));
  });

  it('is deleted with its objects only where that is wanted', () => {
    expect(stack.resource('aws_s3_bucket')).to.include({ bucket: 'mine', force_destroy: false });
  });

  it('lets nobody in from outside', () => {
    expect(stack.resource('aws_s3_bucket_public_access_block')).to.include({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(stack.resource('aws_s3_bucket_ownership_controls').rule).to.deep.equal({
      object_ownership: 'BucketOwnerEnforced',
    });
  });

  it('is encrypted', () => {
    expect(stack.resource('aws_s3_bucket_server_side_encryption_configuration').rule).to.deep.equal([
      { apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } },
    ]);
  });

  it('answers nothing that comes without TLS, be it for the bucket or for its objects', () => {
    expect(Object.values(stack.policies)[0]).to.deep.equal([
      {
        sid: 'TlsOnly',
        effect: 'Deny',
        principals: [{ type: '*', identifiers: ['*'] }],
        actions: ['s3:*'],
        resources: [
          `\${aws_s3_bucket.${Object.keys(stack.resources('aws_s3_bucket'))[0]}.arn}`,
          `\${aws_s3_bucket.${Object.keys(stack.resources('aws_s3_bucket'))[0]}.arn}/*`,
        ],
        condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
      },
    ]);
  });

  it('forgets uploads that were given up', () => {
    expect(stack.resource('aws_s3_bucket_lifecycle_configuration').rule).to.deep.equal([
      {
        id: 'aborted-uploads',
        status: 'Enabled',
        filter: [{ prefix: '' }],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 1 }],
      },
    ]);
  });
});

describe('the recordings bucket', () => {
  const options = { bucketName: 'new', forceDestroy: false, expireDays: null };

  it('is created where none is named', () => {
    const stack = synthesized((scope) => new RecordingsBucket(scope, 'it', { ...options, existing: null }));
    expect(stack.resource('aws_s3_bucket')).to.include({ bucket: 'new' });
  });

  it('is looked up and left as it is where one is named', () => {
    const stack = synthesized(
      (scope) => new RecordingsBucket(scope, 'it', { ...options, existing: 'archive' }),
    );
    expect(Object.values(stack.json.data?.aws_s3_bucket ?? {})).to.deep.equal([{ bucket: 'archive' }]);
    expect(stack.json).not.to.have.property('resource');
  });

  it('forgets recordings of an age where one is set', () => {
    const stack = synthesized(
      (scope) => new RecordingsBucket(scope, 'it', { ...options, existing: null, expireDays: 3 }),
    );
    expect(stack.resource('aws_s3_bucket_lifecycle_configuration').rule).to.deep.include({
      id: 'expiry',
      status: 'Enabled',
      filter: [{ prefix: '' }],
      expiration: [{ days: 3 }],
    });
  });
});
