import {
  GetObjectCommand,
  ListObjectsV2Command,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { ClipRefused, RetryableFailure } from '../core/errors.ts';
import type { RecordingObject } from '../core/recording.ts';

/** A part of an object; `end` is exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The recordings bucket: lists names and reads ranges, and counts what that costs. Never writes. */
export class S3Recordings {
  readonly #client: S3Client;
  readonly #bucket: string;
  /** Requests so far. */
  readonly requests = { gets: 0, lists: 0 };

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  /** Objects below `prefix` whose keys sort after `startAfter`, in order; stops before the key `until`. */
  async list(options: {
    prefix: string;
    startAfter?: string;
    until?: string;
    limit?: number;
  }): Promise<RecordingObject[]> {
    const { prefix, startAfter, until, limit } = options;
    const objects: RecordingObject[] = [];
    let token: string | undefined;
    do {
      this.requests.lists++;
      const page = await this.#client.send(
        new ListObjectsV2Command({
          Bucket: this.#bucket,
          Prefix: prefix,
          ...(startAfter ? { StartAfter: startAfter } : {}),
          ...(limit ? { MaxKeys: limit } : {}),
          ...(token ? { ContinuationToken: token } : {}),
        }),
      );
      for (const { Key: key, ETag: etag, Size: bytes } of page.Contents ?? []) {
        if (key === undefined || etag === undefined || bytes === undefined) continue;
        if (until !== undefined && key >= until) return objects;
        objects.push({ key, etag, bytes });
        if (objects.length === limit) return objects;
      }
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token);
    return objects;
  }

  /** The object as it is now, or null where there is none. One GET of one byte: no permission to HEAD is needed. */
  async stat(key: string): Promise<RecordingObject | null> {
    this.requests.gets++;
    try {
      const answer = await this.#client.send(
        new GetObjectCommand({ Bucket: this.#bucket, Key: key, Range: 'bytes=0-0' }),
      );
      await answer.Body?.transformToByteArray();
      const bytes = Number(/\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1] ?? answer.ContentLength);
      return { key, etag: answer.ETag ?? '', bytes };
    } catch (error) {
      if (!(error instanceof S3ServiceException)) throw error;
      // An empty object has no first byte: S3 answers 416.
      if (error.$metadata.httpStatusCode === 416) return { key, etag: '', bytes: 0 };
      // Who may not list is answered with 403 instead, which is thrown: the function's role may.
      if (error.$metadata.httpStatusCode === 404 || error.name === 'NoSuchKey') return null;
      throw error;
    }
  }

  /**
   * Reads one range of the version that was first seen.
   *
   * @throws RetryableFailure `recording-changed` where the object is another one by now, `short-read` where bytes lack;
   * ClipRefused `recording-gone` where it was deleted.
   */
  async read(object: RecordingObject, range: ByteRange, signal?: AbortSignal): Promise<Uint8Array> {
    this.requests.gets++;
    try {
      const answer = await this.#client.send(
        new GetObjectCommand({
          Bucket: this.#bucket,
          Key: object.key,
          Range: `bytes=${range.start}-${range.end - 1}`,
          ...(object.etag ? { IfMatch: object.etag } : {}),
        }),
        signal ? { abortSignal: signal } : {},
      );
      // Straight into one piece of memory, all of which is written: the SDK's own collecting takes twice as much.
      const bytes = Buffer.allocUnsafeSlow(range.end - range.start);
      let received = 0;
      for await (const part of (answer.Body ?? []) as AsyncIterable<Uint8Array>) {
        if (received + part.length <= bytes.length) bytes.set(part, received);
        received += part.length;
      }
      if (received !== bytes.length) {
        throw new RetryableFailure(
          'short-read',
          `${object.key}: asked for bytes ${range.start} to ${range.end}, got ${received}`,
        );
      }
      return bytes;
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412) {
        throw new RetryableFailure('recording-changed', `${object.key} was replaced while it was read`, {
          cause: error,
        });
      }
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) {
        throw new ClipRefused(
          'CLIP_NOT_AVAILABLE',
          'recording-gone',
          `${object.key} was deleted while it was read`,
          {
            cause: error,
          },
        );
      }
      throw error;
    }
  }
}
