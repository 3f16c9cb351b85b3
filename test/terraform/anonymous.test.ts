import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BucketCannedACL,
  CreateBucketCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { S3Assets } from '../../functions/producer/adapters/s3-assets.ts';
import { DestinationBucket } from '../../stacks/constructs/destination-bucket.ts';
import type { Statement } from '../policies/policy-evaluation.ts';
import { synthesized } from '../stacks/synthesized.ts';
import { CREDENTIALS, type Moto, startMoto } from './moto.ts';
import { requireTools } from './tools.ts';

const KEY = 'cam/clip-1.mp4';
const MINUTE_MS = 60_000;

/**
 * moto judges requests for objects that nobody has signed by ACL and policy, as S3 does; it neither judges listings nor
 * looks at how old a signature is. Those are covered by evaluation (test/stacks) and by what a URL says.
 */
describe('requests that nobody has signed, as moto judges them', function () {
  this.timeout(120_000);
  let folder: string;
  let moto: Moto;
  let s3: S3Client;

  before(async function () {
    await requireTools(this);
    folder = await mkdtemp(join(tmpdir(), 'anonymous-test-'));
    moto = await startMoto(folder);
    s3 = new S3Client({
      region: 'us-east-1',
      endpoint: moto.endpoint,
      credentials: { ...CREDENTIALS },
      forcePathStyle: true,
    });
  });
  after(async () => {
    s3?.destroy();
    await moto?.stop();
    if (folder) await rm(folder, { recursive: true });
  });

  /** A bucket with the very ACL and policies that the stack gives it, and a clip in it. */
  async function bucketOf(access: 'public-read' | 'public-objects' | 'private'): Promise<string> {
    const stack = synthesized(
      (scope) =>
        new DestinationBucket(scope, 'it', {
          bucketName: 'clips',
          access,
          expireDays: null,
          forceDestroy: true,
        }),
    );
    const Bucket = `clips-${access}`;
    const [acl] = Object.values(stack.resources('aws_s3_bucket_acl'));
    await s3.send(
      new CreateBucketCommand({ Bucket, ...(acl ? { ACL: String(acl.acl) as BucketCannedACL } : {}) }),
    );
    const named = (resource: string) => resource.replace(/^\$\{.*?\}/, `arn:aws:s3:::${Bucket}`);
    const Statement = Object.values(stack.policies)
      .flat()
      .map((one: Statement) => ({
        Effect: one.effect ?? 'Allow',
        Principal: '*',
        Action: one.actions,
        Resource: one.resources?.map(named),
        ...(one.condition
          ? {
              Condition: Object.fromEntries(
                one.condition.map(({ test, variable, values }) => [test, { [variable]: values[0] }]),
              ),
            }
          : {}),
      }));
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    await s3.send(new PutObjectCommand({ Bucket, Key: KEY, Body: 'a clip' }));
    return Bucket;
  }

  const statusOf = async (url: string) => (await fetch(url)).status;

  for (const [access, status] of [
    ['public-read', 200],
    ['public-objects', 200],
    ['private', 403],
  ] as const) {
    it(`are answered with ${status} for a clip that is ${access}`, async () => {
      const bucket = await bucketOf(access);
      expect(await statusOf(`${moto.endpoint}/${bucket}/${KEY}`)).to.equal(status);
    });
  }

  it('read what is private by its presigned URL, and nothing that has none', async () => {
    const bucket = 'clips-private';
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'cam/other.mp4', Body: 'another' }));
    const assets = new S3Assets(s3, bucket, 'https://clips.example', 10 * MINUTE_MS);
    const signed = await assets.sign([KEY], Date.now());
    const url = new URL(signed?.urls.get(KEY) ?? '');
    expect(await (await fetch(url)).text()).to.equal('a clip');
    expect(url.searchParams.get('X-Amz-Expires')).to.equal('600');
    expect(await statusOf(`${moto.endpoint}/${bucket}/cam/other.mp4`)).to.equal(403);
  });
});
