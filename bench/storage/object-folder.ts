import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Range, S3Error } from './answers.ts';

/** What is read at a time: a millisecond of a line of 60 MB/s. */
const READ_BYTES = 64 * 1024;

export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** In its quotes. */
  readonly etag: string;
  readonly modified: Date;
}

/** Buckets as folders and objects as files (or links to files) in them; nothing of them is held in memory. */
export class ObjectFolder {
  readonly #root: string;
  readonly #unfinished: string;

  constructor(root: string) {
    this.#root = root;
    // No bucket's name begins with a dot.
    this.#unfinished = join(root, '.unfinished');
  }

  async createBucket(bucket: string): Promise<void> {
    await mkdir(this.#path(bucket), { recursive: true });
  }

  /** @throws S3Error `NoSuchKey` where it is not there. */
  async describe(bucket: string, key: string): Promise<StoredObject> {
    const { size, mtimeMs, mtime } = await stat(this.#path(bucket, key)).catch(() => {
      throw new S3Error(404, 'NoSuchKey');
    });
    const etag = `"${Math.floor(mtimeMs).toString(16)}-${size.toString(16)}"`;
    return { key, size, etag, modified: mtime };
  }

  /** All of a bucket, sorted by key. */
  async list(bucket: string): Promise<StoredObject[]> {
    const folder = this.#path(bucket);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const keys = entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .sort();
    return Promise.all(keys.map((key) => this.describe(bucket, key)));
  }

  read(bucket: string, key: string, { start, end }: Range): ReadStream {
    return createReadStream(this.#path(bucket, key), { start, end: end - 1, highWaterMark: READ_BYTES });
  }

  /** The object appears whole, or not at all. */
  async write(bucket: string, key: string, content: AsyncIterable<Buffer>): Promise<StoredObject> {
    const unfinished = join(this.#unfinished, randomUUID());
    await writeFile(unfinished, content);
    await this.#putInPlace(unfinished, bucket, key);
    return this.describe(bucket, key);
  }

  async createUpload(): Promise<string> {
    const uploadId = randomUUID();
    await mkdir(join(this.#unfinished, uploadId), { recursive: true });
    return uploadId;
  }

  async writePart(uploadId: string, partNumber: number, content: AsyncIterable<Buffer>): Promise<void> {
    await writeFile(this.#partPath(uploadId, partNumber), content);
  }

  /** Makes the object of the parts, in the order given. @throws where one is not there. */
  async completeUpload(
    uploadId: string,
    parts: readonly number[],
    bucket: string,
    key: string,
  ): Promise<StoredObject> {
    const [first, ...rest] = parts.map((part) => this.#partPath(uploadId, part));
    if (first === undefined) throw new S3Error(400, 'InvalidPart');
    for (const path of rest) await pipeline(createReadStream(path), createWriteStream(first, { flags: 'a' }));
    await this.#putInPlace(first, bucket, key);
    await this.abortUpload(uploadId);
    return this.describe(bucket, key);
  }

  async abortUpload(uploadId: string): Promise<void> {
    await rm(join(this.#unfinished, uploadId), { recursive: true, force: true });
  }

  async #putInPlace(path: string, bucket: string, key: string): Promise<void> {
    const place = this.#path(bucket, key);
    await mkdir(dirname(place), { recursive: true });
    await rename(path, place);
  }

  #partPath(uploadId: string, partNumber: number): string {
    if (!/^[0-9a-f-]{36}$/.test(uploadId)) throw new S3Error(404, 'NoSuchUpload');
    return join(this.#unfinished, uploadId, String(partNumber));
  }

  #path(bucket: string, key = ''): string {
    const parts = [bucket, ...key.split('/')];
    if (parts.some((part) => part.startsWith('.'))) throw new S3Error(400, 'InvalidRequest');
    return join(this.#root, ...parts);
  }
}

async function writeFile(path: string, content: AsyncIterable<Buffer>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await pipeline(content, createWriteStream(path));
}
