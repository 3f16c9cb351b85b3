import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { SignedUrls } from '../core/notification.ts';
import type { AssetStore } from '../ports.ts';
import { S3GrowingUpload } from './growing-upload.ts';

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
    // The folder is named as that of the recording is, by whoever made it; `{size}` is for the reader to fill in.
    const path = encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%7Bsize%7D', '{size}');
    return `${this.#baseUrl}/${path}`;
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

  upload(key: string, contentType: string): S3GrowingUpload {
    return new S3GrowingUpload(this.#client, {
      Bucket: this.bucket,
      Key: key,
      ContentType: contentType,
      CacheControl: CACHE_CONTROL,
    });
  }

  async put(key: string, path: string, contentType: string): Promise<number> {
    const upload = this.upload(key, contentType);
    try {
      await upload.begin(path);
      return await upload.complete();
    } finally {
      await upload.abandon();
    }
  }
}
