import { type FileHandle, open, stat } from 'node:fs/promises';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { GrowingUpload } from '../ports.ts';

/** Below this an object goes in one request; above it in parts of this size. S3's least part is 5 MiB. */
export const PART_BYTES = 5 * 1024 * 1024;
/** Parts on their way at once: while one waits for its answer, the line is not idle. */
const SENDERS = 3;

/** What is to be stored: bucket, key and how it is to be served. */
export interface NewObject {
  readonly Bucket: string;
  readonly Key: string;
  readonly ContentType: string;
  readonly CacheControl: string;
}

/**
 * Sends the parts of a file while it is still being written. S3 shows nothing of them before `complete`, and the first
 * part, with the index that is written last, goes last.
 */
export class S3GrowingUpload implements GrowingUpload {
  readonly #client: S3Client;
  readonly #object: NewObject;
  /** Aborted with the first failure, or when the upload is given up: the other parts are of no use then. */
  readonly #ending = new AbortController();
  readonly #waiting: number[] = [];
  /** Indices of parts that were sent, or wait for it. */
  readonly #queued = new Set<number>();
  readonly #sent = new Map<number, CompletedPart>();
  readonly #senders = new Set<Promise<void>>();
  #path: string | null = null;
  #file: Promise<FileHandle> | null = null;
  #uploadId: Promise<string | undefined> | null = null;
  #isCompleted = false;
  #requests = 0;

  constructor(client: S3Client, object: NewObject) {
    this.#client = client;
    this.#object = object;
  }

  async begin(path: string): Promise<void> {
    this.#waiting.length = 0;
    await this.#idle();
    this.#queued.clear();
    this.#sent.clear();
    await this.#closeFile();
    this.#path = path;
  }

  grownTo(bytes: number): void {
    // One part beyond the first makes no upload of parts yet: the file may end here.
    if (bytes < 2 * PART_BYTES) return;
    for (let index = 1; (index + 1) * PART_BYTES <= bytes; index++) this.#queue(index);
    this.#send();
  }

  async sendRest(): Promise<void> {
    const { size } = await this.#finished();
    if (this.#isOneRequest(size)) return;
    for (let index = 1; index < partCount(size); index++) this.#queue(index);
    this.#queue(0);
    this.#send(size);
    await this.#idle();
    this.#ending.signal.throwIfAborted();
  }

  async complete(): Promise<number> {
    await this.sendRest();
    const { path, size } = await this.#finished();
    if (this.#isOneRequest(size)) await this.#putWhole(path, size);
    else await this.#completeParts(size);
    this.#isCompleted = true;
    return this.#requests;
  }

  async abandon(): Promise<void> {
    this.#ending.abort(new Error('the upload was given up'));
    await this.#idle();
    await this.#closeFile();
    if (this.#isCompleted || !this.#uploadId) return;
    // What cannot be removed now is removed by the bucket's lifecycle rule.
    await this.#uploadId
      .then((UploadId) => this.#client.send(new AbortMultipartUploadCommand({ ...this.#target(), UploadId })))
      .catch(() => undefined);
  }

  async #putWhole(path: string, size: number): Promise<void> {
    this.#requests++;
    const file = await open(path);
    try {
      const Body = Buffer.allocUnsafe(size);
      await file.read(Body, 0, size, 0);
      await this.#client.send(new PutObjectCommand({ ...this.#object, Body, ContentLength: size }), {
        abortSignal: this.#ending.signal,
      });
    } finally {
      await file.close();
    }
  }

  async #completeParts(size: number): Promise<void> {
    const sent = (_: unknown, index: number) => this.#sent.get(index) as CompletedPart;
    const Parts = Array.from({ length: partCount(size) }, sent);
    const UploadId = await this.#begun();
    this.#requests++;
    await this.#client.send(
      new CompleteMultipartUploadCommand({ ...this.#target(), UploadId, MultipartUpload: { Parts } }),
      { abortSignal: this.#ending.signal },
    );
  }

  async #finished(): Promise<{ readonly path: string; readonly size: number }> {
    const path = this.#path;
    if (path === null) throw new Error('no file was begun');
    return { path, size: (await stat(path)).size };
  }

  #isOneRequest(size: number): boolean {
    return this.#uploadId === null && size <= PART_BYTES;
  }

  #queue(index: number): void {
    if (this.#queued.has(index)) return;
    this.#queued.add(index);
    this.#waiting.push(index);
  }

  /** Puts as many senders to work as there is work for. @param size of the whole file, once it is known. */
  #send(size = Number.POSITIVE_INFINITY): void {
    while (this.#senders.size < Math.min(SENDERS, this.#senders.size + this.#waiting.length)) {
      const sender = this.#sendParts(size)
        .catch((error: unknown) => this.#ending.abort(error))
        .finally(() => this.#senders.delete(sender));
      this.#senders.add(sender);
    }
  }

  /** Sends what waits, one part after the other, out of memory of its own, so that a failed request can be repeated. */
  async #sendParts(size: number): Promise<void> {
    const first = this.#waiting.shift();
    const buffer = Buffer.allocUnsafeSlow(PART_BYTES);
    for (let index = first; index !== undefined; index = this.#waiting.shift()) {
      this.#ending.signal.throwIfAborted();
      this.#file ??= open(this.#path as string);
      const start = index * PART_BYTES;
      const Body = buffer.subarray(0, Math.min(PART_BYTES, size - start));
      await (await this.#file).read(Body, 0, Body.length, start);
      this.#requests++;
      const UploadId = await this.#begun();
      const PartNumber = index + 1;
      const { ETag } = await this.#client.send(
        new UploadPartCommand({ ...this.#target(), UploadId, PartNumber, Body }),
        { abortSignal: this.#ending.signal },
      );
      this.#sent.set(index, { PartNumber, ETag });
    }
  }

  #begun(): Promise<string | undefined> {
    if (!this.#uploadId) {
      this.#requests++;
      this.#uploadId = this.#client
        .send(new CreateMultipartUploadCommand(this.#object))
        .then(({ UploadId }) => UploadId);
    }
    return this.#uploadId;
  }

  /** Resolves when nothing is on its way. */
  async #idle(): Promise<void> {
    while (this.#senders.size > 0) await Promise.all(this.#senders);
  }

  async #closeFile(): Promise<void> {
    const file = await this.#file?.catch(() => null);
    this.#file = null;
    await file?.close();
  }

  #target(): { Bucket: string; Key: string } {
    const { Bucket, Key } = this.#object;
    return { Bucket, Key };
  }
}

function partCount(size: number): number {
  return Math.ceil(size / PART_BYTES);
}
