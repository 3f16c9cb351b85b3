import type { StoredObject } from './object-folder.ts';

/** An error as S3 answers it. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/** Bytes `[start, end)` of an object. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a Range header of one range (`bytes=0-499`, `bytes=500-`, `bytes=-500`); null where there is none.
 *
 * @throws S3Error 416 where it begins behind the last byte, or is no such header.
 */
export function parseRange(header: string | undefined, size: number): Range | null {
  if (header === undefined) return null;
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  const isSuffix = from === '' && to !== '';
  const start = isSuffix ? Math.max(0, size - Number(to)) : Number(from || Number.NaN);
  const end = isSuffix || to === '' ? size : Math.min(Number(to) + 1, size);
  if (!(start < end)) throw new S3Error(416, 'InvalidRange');
  return { start, end };
}

export interface Page {
  readonly objects: readonly StoredObject[];
  /** Where the next page goes on; null on the last one. */
  readonly continuationToken: string | null;
}

/**
 * A page of a listing.
 *
 * @param objects of the bucket, sorted by key.
 * @param after keys up to and including this one are left out: `start-after`, or an earlier page's token.
 */
export function pageOf(
  objects: readonly StoredObject[],
  { prefix, after, maxKeys }: { prefix: string; after: string; maxKeys: number },
): Page {
  const listed = objects.filter(({ key }) => key.startsWith(prefix) && key > after);
  const page = listed.slice(0, maxKeys);
  return { objects: page, continuationToken: page.length < listed.length ? (page.at(-1)?.key ?? '') : null };
}

export function listingXml(bucket: string, prefix: string, { objects, continuationToken }: Page): string {
  const contents = objects.map(
    ({ key, etag, size, modified }) =>
      `<Contents><Key>${escaped(key)}</Key><LastModified>${modified.toISOString()}</LastModified>` +
      `<ETag>${escaped(etag)}</ETag><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const next = continuationToken
    ? `<NextContinuationToken>${escaped(continuationToken)}</NextContinuationToken>`
    : '';
  return document(
    'ListBucketResult',
    `<Name>${bucket}</Name><Prefix>${escaped(prefix)}</Prefix><KeyCount>${objects.length}</KeyCount>` +
      `<IsTruncated>${continuationToken !== null}</IsTruncated>${next}${contents.join('')}`,
  );
}

export function uploadXml(bucket: string, key: string, uploadId: string): string {
  return document(
    'InitiateMultipartUploadResult',
    `<Bucket>${bucket}</Bucket><Key>${escaped(key)}</Key><UploadId>${uploadId}</UploadId>`,
  );
}

export function completedXml(bucket: string, { key, etag }: StoredObject): string {
  return document(
    'CompleteMultipartUploadResult',
    `<Bucket>${bucket}</Bucket><Key>${escaped(key)}</Key><ETag>${escaped(etag)}</ETag>`,
  );
}

export function errorXml(code: string): string {
  return document('Error', `<Code>${code}</Code><Message>${code}</Message>`);
}

/** The numbers of the parts that a CompleteMultipartUpload asks for, in its order. */
export function partNumbers(xml: string): number[] {
  return [...xml.matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, number]) => Number(number));
}

function document(root: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}>${content}</${root}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
