import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { completedXml, listingXml, pageOf, parseRange, partNumbers, S3Error, uploadXml } from './answers.ts';
import { decodeAwsChunked } from './aws-chunked.ts';
import type { ObjectFolder } from './object-folder.ts';
import type { RequestKind } from './traffic.ts';

/** One request, and what it is answered with. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly bucket: string;
  /** Empty where the bucket itself is meant. */
  readonly key: string;
  readonly query: URLSearchParams;
}

/** What carries bodies, as fast as it is. */
export interface Line {
  down(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void>;
  up(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void>;
}

/** Each operation of S3 that the bench needs: reads the request, does it, and answers. They throw S3Error. */
export function storageOperations(
  objects: ObjectFolder,
  line: Line,
): Record<RequestKind, (exchange: Exchange) => Promise<void>> {
  const bodyOf = (request: IncomingMessage) => {
    const isChunked = request.headers['content-encoding']?.includes('aws-chunked');
    return isChunked ? decodeAwsChunked(line.up(request)) : line.up(request);
  };
  return {
    async GetObject({ request, response, bucket, key }) {
      const object = await objects.describe(bucket, key);
      const ifMatch = request.headers['if-match'];
      if (ifMatch !== undefined && ifMatch !== object.etag) throw new S3Error(412, 'PreconditionFailed');
      const range = parseRange(request.headers.range, object.size);
      const { start, end } = range ?? { start: 0, end: object.size };
      response.writeHead(range ? 206 : 200, {
        'Accept-Ranges': 'bytes',
        'Content-Length': end - start,
        'Content-Type': 'application/octet-stream',
        ...(range ? { 'Content-Range': `bytes ${start}-${end - 1}/${object.size}` } : {}),
        ETag: object.etag,
        'Last-Modified': object.modified.toUTCString(),
      });
      if (start === end) response.end();
      else await pipeline(objects.read(bucket, key, { start, end }), line.down, response);
    },

    async ListObjectsV2({ response, bucket, query }) {
      const prefix = query.get('prefix') ?? '';
      const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
      const maxKeys = Math.min(1000, Number(query.get('max-keys') ?? 1000));
      const page = pageOf(await objects.list(bucket), { prefix, after, maxKeys });
      answerXml(response, listingXml(bucket, prefix, page));
    },

    // Of a bucket it is CreateBucket, which is free.
    async PutObject({ request, response, bucket, key }) {
      if (key === '') await objects.createBucket(bucket);
      else response.setHeader('ETag', (await objects.write(bucket, key, bodyOf(request))).etag);
      response.end();
    },

    async CreateMultipartUpload({ response, bucket, key }) {
      answerXml(response, uploadXml(bucket, key, await objects.createUpload()));
    },

    async UploadPart({ request, response, query }) {
      const partNumber = Number(query.get('partNumber'));
      await objects.writePart(query.get('uploadId') ?? '', partNumber, bodyOf(request));
      response.setHeader('ETag', `"part-${partNumber}"`).end();
    },

    async CompleteMultipartUpload({ request, response, bucket, key, query }) {
      const parts = partNumbers(await text(line.up(request)));
      const object = await objects.completeUpload(query.get('uploadId') ?? '', parts, bucket, key);
      answerXml(response, completedXml(bucket, object));
    },

    async AbortMultipartUpload({ response, query }) {
      await objects.abortUpload(query.get('uploadId') ?? '');
      response.writeHead(204).end();
    },
  };
}

/** Parameters that make another operation of a PUT, one that the bench does not need. */
const SUBRESOURCES = ['policy', 'cors', 'acl', 'tagging'];

/** @throws S3Error `NotImplemented` for what is none of the operations. */
export function kindOf({ request: { method }, key, query }: Exchange): RequestKind {
  const isUpload = query.has('uploadId');
  if (method === 'GET' && key === '' && query.get('list-type') === '2') return 'ListObjectsV2';
  if (method === 'GET' && key !== '' && !isUpload) return 'GetObject';
  if (method === 'PUT' && isUpload && query.has('partNumber')) return 'UploadPart';
  if (method === 'PUT' && !SUBRESOURCES.some((name) => query.has(name))) return 'PutObject';
  if (method === 'POST' && query.has('uploads')) return 'CreateMultipartUpload';
  if (method === 'POST' && isUpload) return 'CompleteMultipartUpload';
  if (method === 'DELETE' && isUpload) return 'AbortMultipartUpload';
  throw new S3Error(501, 'NotImplemented');
}

function answerXml(response: ServerResponse, xml: string): void {
  response.writeHead(200, { 'Content-Type': 'application/xml' }).end(xml);
}
