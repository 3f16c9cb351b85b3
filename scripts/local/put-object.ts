import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';

/** Parts between S3's smallest (5 MiB) and what every emulator takes in one request. */
export const PART_BYTES = 8 * 1024 * 1024;

/**
 * Stores the file at `path` under `key`, a part at a time where it is larger than 8 MiB.
 *
 * @returns the size of the object in bytes.
 * @throws what the file system or S3 tells; an upload that fails leaves no object and no parts.
 */
export async function putObject(
  client: S3Client,
  bucket: string,
  key: string,
  path: string,
): Promise<number> {
  const { size } = await stat(path);
  const Body = createReadStream(path);
  const upload = new Upload({
    client,
    params: { Bucket: bucket, Key: key, Body },
    partSize: PART_BYTES,
    queueSize: 1,
    leavePartsOnError: false,
  });
  try {
    await upload.done();
  } finally {
    Body.destroy();
  }
  return size;
}
