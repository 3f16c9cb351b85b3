import { type FileHandle, open } from 'node:fs/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** Between S3's smallest part (5 MiB) and what every emulator takes in one request. */
const PART_BYTES = 8 * 1024 * 1024;

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
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const target = { Bucket: bucket, Key: key };
    if (size > PART_BYTES) await uploadParts(client, target, file, size);
    else await client.send(new PutObjectCommand({ ...target, Body: await read(file, 0, size) }));
    return size;
  } finally {
    await file.close();
  }
}

async function uploadParts(
  client: S3Client,
  target: { Bucket: string; Key: string },
  file: FileHandle,
  size: number,
): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  const upload = { ...target, UploadId };
  try {
    const parts: { PartNumber: number; ETag: string | undefined }[] = [];
    for (let position = 0; position < size; position += PART_BYTES) {
      const PartNumber = parts.length + 1;
      const Body = await read(file, position, Math.min(PART_BYTES, size - position));
      const { ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
      parts.push({ PartNumber, ETag });
    }
    await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } }));
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => {});
    throw error;
  }
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length)
    throw new Error(`The file ended after ${position + bytesRead} bytes while it was read`);
  return buffer;
}
