import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { expect } from 'chai';
import { startAws } from '../../scripts/local/aws.ts';
import { putObject } from '../../scripts/local/put-object.ts';
import { readServerSettings } from '../../scripts/local/settings.ts';

const MiB = 1024 * 1024;

describe('putting a file into a bucket', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wavecut-test-'));
  });

  after(() => rm(folder, { recursive: true }));

  /** Bytes that differ from part to part. */
  async function fileOf(size: number): Promise<{ path: string; content: Buffer }> {
    const path = join(folder, `${size}.bin`);
    const content = Buffer.alloc(size);
    for (let position = 0; position + 4 <= size; position += 4096) content.writeUInt32LE(position, position);
    await writeFile(path, content);
    return { path, content };
  }

  for (const size of [0, 1000, 8 * MiB, 8 * MiB + 1, 20 * MiB]) {
    it(`stores every byte of a file of ${size} bytes`, async () => {
      const aws = await startAws({ settings: readServerSettings({}) });
      try {
        const { path, content } = await fileOf(size);

        expect(await putObject(aws.clients.s3, aws.recordingsBucket, 'cam/a b.mp4', path)).to.equal(size);

        const command = new GetObjectCommand({ Bucket: aws.recordingsBucket, Key: 'cam/a b.mp4' });
        const { Body } = await aws.clients.s3.send(command);
        expect(content.equals((await Body?.transformToByteArray()) ?? Buffer.alloc(0))).to.equal(true);
      } finally {
        await aws.stop();
      }
    });
  }

  it('takes back the parts of an upload that fails, and tells why', async () => {
    const s3 = mockClient(S3Client);
    s3.rejects(new Error('an unexpected call'));
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'u1' });
    s3.on(UploadPartCommand).resolvesOnce({ ETag: 'e1' }).rejects(new Error('the disk is full'));
    s3.on(AbortMultipartUploadCommand).resolves({});
    const { path } = await fileOf(9 * MiB);

    const failure = await putObject(new S3Client(), 'bucket', 'key', path).catch((error: unknown) => error);
    s3.restore();

    expect(failure).to.have.property('message', 'the disk is full');
    expect(s3.commandCalls(AbortMultipartUploadCommand)[0]?.args[0].input).to.include({ UploadId: 'u1' });
    expect(s3.commandCalls(CompleteMultipartUploadCommand)).to.have.length(0);
    expect(s3.commandCalls(PutObjectCommand)).to.have.length(0);
  });
});
