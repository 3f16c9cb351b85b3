import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { type Storage, startStorage } from '../../bench/storage/server.ts';
import { putObject } from '../../scripts/local/put-object.ts';

const Bucket = 'recordings';

describe('the storage of the bench', () => {
  let folder: string;
  let storage: Storage;
  let client: S3Client;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wavecut-storage-'));
    storage = await startStorage({ folder: join(folder, 'buckets'), latencyMs: 20, bytesPerSecond: 100e6 });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    client = new S3Client({
      endpoint: storage.endpoint,
      region: 'us-east-1',
      credentials,
      forcePathStyle: true,
      maxAttempts: 1,
    });
    await client.send(new CreateBucketCommand({ Bucket }));
    for (const Key of ['cam/a.mp4', 'cam/b.mp4', 'cam/c&d.mp4', 'other/a.mp4'])
      await client.send(new PutObjectCommand({ Bucket, Key, Body: `content of ${Key}` }));
  });

  beforeEach(() => storage.traffic());

  after(async () => {
    client.destroy();
    await storage.stop();
    await rm(folder, { recursive: true });
  });

  it('serves a range, and counts its bytes alone', async () => {
    const answer = await client.send(new GetObjectCommand({ Bucket, Key: 'cam/a.mp4', Range: 'bytes=8-9' }));
    expect(await answer.Body?.transformToString()).to.equal('of');
    expect(answer.ContentRange).to.equal('bytes 8-9/20');
    expect(await storage.traffic()).to.deep.equal({
      requests: { GetObject: 1 },
      bytesRead: 2,
      bytesWritten: 0,
    });
  });

  it('serves an object only as the version that was asked for', async () => {
    const Key = 'cam/a.mp4';
    const { ETag, Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    await Body?.transformToString();
    const again = await client.send(new GetObjectCommand({ Bucket, Key, IfMatch: ETag }));
    expect(await again.Body?.transformToString()).to.equal('content of cam/a.mp4');
    expect(await refusal(new GetObjectCommand({ Bucket, Key, IfMatch: '"another"' }))).to.equal(
      'PreconditionFailed',
    );
  });

  it('lists page by page, in order, behind a key', async () => {
    const first = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'cam/', MaxKeys: 2 }));
    expect(first.Contents?.map(({ Key }) => Key)).to.deep.equal(['cam/a.mp4', 'cam/b.mp4']);
    const rest = await client.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'cam/', ContinuationToken: first.NextContinuationToken }),
    );
    expect(rest.Contents?.map(({ Key, Size }) => [Key, Size])).to.deep.equal([['cam/c&d.mp4', 22]]);
    expect(rest.IsTruncated).to.equal(false);
    const behind = await client.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'cam/', StartAfter: 'cam/b.mp4' }),
    );
    expect(behind.Contents).to.have.lengthOf(1);
  });

  it('stores a stream, which an SDK sends in pieces with checksums', async () => {
    const path = join(folder, 'stream');
    await writeFile(path, Buffer.alloc(300_000, 'wave'));
    const Body = createReadStream(path);
    await client.send(new PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength: 300_000 }));
    expect(await readFile(join(folder, 'buckets', Bucket, 'stream'))).to.deep.equal(await readFile(path));
  });

  it('joins the parts of an upload, and keeps nothing of one that was given up', async () => {
    const path = join(folder, 'large');
    await writeFile(path, Buffer.alloc(20e6, 'surf'));
    await putObject(client, Bucket, 'large', path);
    expect((await readFile(join(folder, 'buckets', Bucket, 'large'))).equals(await readFile(path))).to.equal(
      true,
    );
    expect((await storage.traffic()).requests).to.deep.equal({
      CreateMultipartUpload: 1,
      UploadPart: 3,
      CompleteMultipartUpload: 1,
    });

    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'never' }));
    const upload = { Bucket, Key: 'never', UploadId };
    await client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'part' }));
    await client.send(new AbortMultipartUploadCommand(upload));
    expect(await readdir(join(folder, 'buckets', '.unfinished'))).to.deep.equal([]);
  });

  it('is as far away as it is told to be', async () => {
    const begin = performance.now();
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'large' }));
    await Body?.transformToByteArray();
    // 20 ms for the request, 200 ms for 20 MB at 100 MB/s.
    expect(performance.now() - begin).to.be.at.least(210);
  });

  it('says what is not there and what it cannot do', async () => {
    expect(await refusal(new GetObjectCommand({ Bucket, Key: 'cam/z.mp4' }))).to.equal('NoSuchKey');
    expect(await refusal(new GetObjectCommand({ Bucket, Key: 'cam/a.mp4', Range: 'bytes=20-' }))).to.equal(
      'InvalidRange',
    );
    expect(await refusal(new GetObjectCommand({ Bucket, Key: '../large' }))).not.to.equal('stored');
    expect(await refusal(new PutBucketPolicyCommand({ Bucket, Policy: '{}' }))).to.equal('NotImplemented');
  });

  async function refusal(command: GetObjectCommand | PutBucketPolicyCommand): Promise<string> {
    return client.send(command as GetObjectCommand).then(
      () => 'stored',
      (error: Error) => error.name,
    );
  }
});
