import type { S3Client } from '@aws-sdk/client-s3';
import type { AssetStore } from '../ports.ts';
import { S3GrowingUpload } from './growing-upload.ts';

const CACHE_CONTROL = 'public, max-age=31536000, immutable';

/** The bucket of clips and thumbnails. Objects appear whole or not at all; nothing is ever read or listed. */
export class S3Assets implements AssetStore {
  readonly bucket: string;
  readonly #client: S3Client;
  readonly #baseUrl: string;

  /** @param baseUrl where the bucket's objects are read from, without a slash at its end. */
  constructor(client: S3Client, bucket: string, baseUrl: string) {
    this.#client = client;
    this.bucket = bucket;
    this.#baseUrl = baseUrl;
  }

  url(key: string): string {
    return `${this.#baseUrl}/${key}`;
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
