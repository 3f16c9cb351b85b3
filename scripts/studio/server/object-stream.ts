import type { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from './refused.ts';

const TYPES: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  // QuickTime is MP4's elder: browsers play what is in it under the name of MP4.
  mov: 'video/mp4',
  mkv: 'video/x-matroska',
  ts: 'video/mp2t',
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  vtt: 'text/vtt',
};

/**
 * Passes on an object, or the range of it that is asked for, as it is read; ends with the reader. The page gets all
 * media from here, so that it needs no other origin and no rights in the buckets.
 *
 * @throws Refused 404 where there is none, or it is of a kind that the page has no use for.
 */
export async function sendObject(
  s3: S3Client,
  Bucket: string,
  Key: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const type = TYPES[Key.slice(Key.lastIndexOf('.') + 1).toLowerCase()];
  if (!type) throw new Refused(404, 'no-object', `${Key} is neither video nor picture`);
  const { range } = request.headers;
  const reading = new AbortController();
  reply.raw.once('close', () => reading.abort());
  try {
    const answer = await s3.send(new GetObjectCommand({ Bucket, Key, ...(range ? { Range: range } : {}) }), {
      abortSignal: reading.signal,
    });
    reply.code(answer.ContentRange ? 206 : 200).headers({
      'content-type': type,
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      ...(answer.ContentLength === undefined ? {} : { 'content-length': answer.ContentLength }),
      ...(answer.ContentRange ? { 'content-range': answer.ContentRange } : {}),
      ...(answer.ETag ? { etag: answer.ETag } : {}),
    });
    const { download } = request.query as { download?: string };
    if (download !== undefined) {
      const name = Key.slice(Key.lastIndexOf('/') + 1);
      reply.header('content-disposition', `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`);
    }
    const body = answer.Body as Readable;
    reply.raw.once('close', () => body.destroy());
    return reply.send(body);
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    const status = error.$metadata.httpStatusCode;
    if (status === 404) throw new Refused(404, 'no-object', `there is no ${Key}`, { cause: error });
    if (status === 416) throw new Refused(416, 'no-range', `${Key} has no ${range}`, { cause: error });
    throw error;
  }
}
