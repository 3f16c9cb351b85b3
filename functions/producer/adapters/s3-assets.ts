import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { SignedUrls } from '../core/notification.ts';
import type { AssetStore } from '../ports.ts';

/** Below this an object goes in one request; above it in parts of this size. S3's least part is 5 MiB. */
const PART_BYTES = 5 * 1024 * 1024;
/** Parts on their way at once: while one waits for its answer, the line is not idle. */
const SENDERS = 2;
const CACHE_CONTROL = 'public, max-age=31536000, immutable';

/** The bucket of clips and thumbnails. Objects appear whole or not at all; nothing is ever read or listed. */
export class S3Assets implements AssetStore {
  readonly bucket: string;
  readonly #client: S3Client;
  readonly #baseUrl: string;
  readonly #signedUrlMs: number | null;

  /**
   * @param baseUrl where the bucket's objects are read from, without a slash at its end.
   * @param signedUrlMs how long presigned URLs are good for; null where everyone may read.
   */
  constructor(client: S3Client, bucket: string, baseUrl: string, signedUrlMs: number | null = null) {
    this.#client = client;
    this.bucket = bucket;
    this.#baseUrl = baseUrl;
    this.#signedUrlMs = signedUrlMs;
  }

  url(key: string): string {
    return `${this.#baseUrl}/${key}`;
  }

  async sign(keys: readonly string[], nowMs: number): Promise<SignedUrls | null> {
    if (this.#signedUrlMs === null || keys.length === 0) return null;
    const expiresIn = this.#signedUrlMs / 1000;
    const signed = keys.map(async (key) => {
      const command = new GetObjectCommand({ Bucket: this.bucket, Key: key });
      const url = await getSignedUrl(this.#client, command, { expiresIn, signingDate: new Date(nowMs) });
      return [key, url] as const;
    });
    return { urls: new Map(await Promise.all(signed)), expireAt: nowMs + this.#signedUrlMs };
  }

  async put(key: string, path: string, contentType: string): Promise<number> {
    const { size } = await stat(path);
    const target = { Bucket: this.bucket, Key: key };
    const object = { ...target, ContentType: contentType, CacheControl: CACHE_CONTROL };
    if (size > PART_BYTES) return this.#putInParts(target, object, path, size);
    await this.#client.send(
      new PutObjectCommand({ ...object, Body: createReadStream(path), ContentLength: size }),
    );
    return 1;
  }

  async #putInParts(
    target: { Bucket: string; Key: string },
    object: { ContentType: string; CacheControl: string } & typeof target,
    path: string,
    size: number,
  ): Promise<number> {
    const { UploadId } = await this.#client.send(new CreateMultipartUploadCommand(object));
    const upload = { ...target, UploadId };
    const file = await open(path);
    try {
      const parts: CompletedPart[] = Array.from({ length: Math.ceil(size / PART_BYTES) });
      const waiting = parts.keys();
      /** Aborted with the first failure: the other parts are of no use then. */
      const failing = new AbortController();
      // A part is held in memory, so that a failed request can be sent again; each sender has memory for one.
      const sendParts = async () => {
        const buffer = Buffer.allocUnsafe(PART_BYTES);
        for (const index of waiting) {
          const start = index * PART_BYTES;
          const body = buffer.subarray(0, Math.min(PART_BYTES, size - start));
          await file.read(body, 0, body.length, start);
          const PartNumber = index + 1;
          const { ETag } = await this.#client.send(
            new UploadPartCommand({ ...upload, PartNumber, Body: body }),
            { abortSignal: failing.signal },
          );
          parts[index] = { PartNumber, ETag };
        }
      };
      const senders = Array.from({ length: SENDERS }, () =>
        sendParts().catch((error: unknown) => {
          failing.abort(error);
        }),
      );
      // No sender is left behind that would still read from the file.
      await Promise.all(senders);
      failing.signal.throwIfAborted();
      await this.#client.send(
        new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } }),
      );
      return parts.length + 2;
    } catch (error) {
      // What cannot be aborted either is removed by the bucket's lifecycle rule; the first error is the one to tell.
      await this.#client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
      throw error;
    } finally {
      await file.close();
    }
  }
}
