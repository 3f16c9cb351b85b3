import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { S3Assets } from '../../../../functions/producer/adapters/s3-assets.ts';
import { mockedS3 } from './mocked-aws.ts';

export const MIB = 1024 * 1024;

/** The upload whose parts are taken. */
export const UPLOAD = { Bucket: 'clips', Key: 'cam/clip-1.mp4', UploadId: 'upload-1' };

/** The bucket of clips on a mocked S3, and files to put there, which are gone when the suite is. */
export function clipsBucket() {
  const s3 = mockedS3();
  const assets = new S3Assets(s3.client, 'clips', 'https://clips.example');
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assets-test-'));
  });
  after(() => rm(folder, { recursive: true }));

  /** A file whose every MiB has another byte, and whose last may be short. */
  async function fileOf(bytes: number): Promise<string> {
    const path = join(folder, `${bytes}.mp4`);
    await writeFile(path, '');
    const file = await open(path, 'w');
    for (let start = 0; start < bytes; start += MIB) {
      await file.write(Buffer.alloc(Math.min(MIB, bytes - start), start / MIB));
    }
    await file.close();
    return path;
  }

  /** Takes parts of an upload; answers with their sizes and first bytes, as they were when they came. */
  function takeParts(): [size: number, first: number | undefined][] {
    const taken: [number, number | undefined][] = [];
    s3.mock.on(CreateMultipartUploadCommand).resolves({ UploadId: 'upload-1' });
    s3.mock.on(UploadPartCommand).callsFake(({ PartNumber, Body }: { PartNumber: number; Body: Buffer }) => {
      taken.push([Body.length, Body[0]]);
      return { ETag: `"p${PartNumber}"` };
    });
    s3.mock.on(CompleteMultipartUploadCommand).resolves({});
    return taken;
  }

  /** The path of no file. */
  const noFile = () => join(folder, 'none.mp4');

  return { s3, assets, fileOf, noFile, takeParts };
}
