import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { S3Recordings } from '../../../../functions/producer/adapters/s3-recordings.ts';
import { ClipRefused, RetryableFailure } from '../../../../functions/producer/core/errors.ts';
import { rejectionOf } from '../samples.ts';
import { bodyOf, mockedS3, s3Error } from './mocked-aws.ts';

const OBJECT = { key: 'cam/a.mp4', etag: '"e1"', bytes: 1000 };

const entry = (key: string) => ({ Key: key, ETag: `"${key}"`, Size: 10 });
const object = (key: string) => ({ key, etag: `"${key}"`, bytes: 10 });

describe('the recordings bucket', () => {
  const s3 = mockedS3();
  let recordings: S3Recordings;

  beforeEach(() => {
    recordings = new S3Recordings(s3.client, 'recordings');
  });

  describe('listed', () => {
    it('gives every object of every page, and counts the pages', async () => {
      s3.mock
        .on(ListObjectsV2Command)
        .resolvesOnce({
          Contents: [entry('a'), entry('b')],
          IsTruncated: true,
          NextContinuationToken: 'next',
        })
        .resolvesOnce({ Contents: [entry('c')] });

      expect(await recordings.list({ prefix: 'cam/' })).to.deep.equal(['a', 'b', 'c'].map(object));
      expect(recordings.requests).to.deep.equal({ gets: 0, lists: 2 });
      expect(s3.mock.commandCalls(ListObjectsV2Command).map((call) => call.args[0].input)).to.deep.equal([
        { Bucket: 'recordings', Prefix: 'cam/' },
        { Bucket: 'recordings', Prefix: 'cam/', ContinuationToken: 'next' },
      ]);
    });

    it('begins behind a key', async () => {
      s3.mock.on(ListObjectsV2Command).resolves({});
      expect(await recordings.list({ prefix: 'cam/', startAfter: 'cam/a' })).to.deep.equal([]);
      expect(s3.mock.commandCalls(ListObjectsV2Command)[0]?.args[0].input).to.deep.equal({
        Bucket: 'recordings',
        Prefix: 'cam/',
        StartAfter: 'cam/a',
      });
    });

    it('stops before a key, and asks for no further page', async () => {
      s3.mock.on(ListObjectsV2Command).resolvesOnce({
        Contents: [entry('a'), entry('b')],
        IsTruncated: true,
        NextContinuationToken: 'next',
      });
      expect(await recordings.list({ prefix: '', until: 'b' })).to.deep.equal([object('a')]);
      expect(recordings.requests).to.deep.equal({ gets: 0, lists: 1 });
    });

    it('gives as many as are wanted, and asks for no more', async () => {
      s3.mock
        .on(ListObjectsV2Command)
        .resolvesOnce({ Contents: [entry('a')], IsTruncated: true, NextContinuationToken: 'next' });
      expect(await recordings.list({ prefix: '', limit: 1 })).to.deep.equal([object('a')]);
      expect(
        s3.mock.commandCalls(ListObjectsV2Command).map((call) => call.args[0].input.MaxKeys),
      ).to.deep.equal([1]);
    });

    it('passes on what S3 fails with', async () => {
      const failure = s3Error(503, 'SlowDown');
      s3.mock.on(ListObjectsV2Command).rejects(failure);
      expect(await rejectionOf(recordings.list({ prefix: '' }))).to.equal(failure);
    });
  });

  describe('asked for one object', () => {
    it('tells its version and size by a GET of one byte', async () => {
      s3.mock.on(GetObjectCommand).resolves({
        ETag: '"e1"',
        ContentRange: 'bytes 0-0/1000',
        ContentLength: 1,
        Body: bodyOf(Buffer.from('x')),
      });
      expect(await recordings.stat('cam/a.mp4')).to.deep.equal(OBJECT);
      expect(s3.mock.commandCalls(GetObjectCommand)[0]?.args[0].input).to.deep.equal({
        Bucket: 'recordings',
        Key: 'cam/a.mp4',
        Range: 'bytes=0-0',
      });
      expect(recordings.requests).to.deep.equal({ gets: 1, lists: 0 });
    });

    it('tells the size of one from a server that ignores ranges', async () => {
      s3.mock
        .on(GetObjectCommand)
        .resolves({ ETag: '"e1"', ContentLength: 1000, Body: bodyOf(Buffer.alloc(1000)) });
      expect(await recordings.stat('cam/a.mp4')).to.deep.equal(OBJECT);
    });

    it('has none where S3 has none', async () => {
      s3.mock.on(GetObjectCommand).rejects(s3Error(404, 'NoSuchKey'));
      expect(await recordings.stat('cam/a.mp4')).to.equal(null);
    });

    it('has an empty one where there is no first byte', async () => {
      s3.mock.on(GetObjectCommand).rejects(s3Error(416, 'InvalidRange'));
      expect(await recordings.stat('cam/a.mp4')).to.deep.equal({ key: 'cam/a.mp4', etag: '', bytes: 0 });
    });

    it('passes on that it may not be read: that is a matter of permissions and not of the request', async () => {
      const denied = s3Error(403, 'AccessDenied');
      s3.mock.on(GetObjectCommand).rejects(denied);
      expect(await rejectionOf(recordings.stat('cam/a.mp4'))).to.equal(denied);
    });

    it('passes on what failed on the way', async () => {
      const failure = new Error('socket hang up');
      s3.mock.on(GetObjectCommand).rejects(failure);
      expect(await rejectionOf(recordings.stat('cam/a.mp4'))).to.equal(failure);
    });
  });

  describe('read', () => {
    it('gives just the range of just the version that was seen', async () => {
      s3.mock.on(GetObjectCommand).resolves({ Body: bodyOf(Buffer.from('hello')) });
      expect(Buffer.from(await recordings.read(OBJECT, { start: 10, end: 15 })).toString()).to.equal('hello');
      expect(s3.mock.commandCalls(GetObjectCommand)[0]?.args[0].input).to.deep.equal({
        Bucket: 'recordings',
        Key: 'cam/a.mp4',
        Range: 'bytes=10-14',
        IfMatch: '"e1"',
      });
    });

    it('asks for any version where none was seen', async () => {
      s3.mock.on(GetObjectCommand).resolves({ Body: bodyOf(Buffer.from('h')) });
      await recordings.read({ ...OBJECT, etag: '' }, { start: 0, end: 1 });
      expect(s3.mock.commandCalls(GetObjectCommand)[0]?.args[0].input).not.to.have.property('IfMatch');
    });

    it('is retried where the object was replaced meanwhile', async () => {
      const cause = s3Error(412, 'PreconditionFailed');
      s3.mock.on(GetObjectCommand).rejects(cause);
      const error = await rejectionOf(recordings.read(OBJECT, { start: 0, end: 1 }));
      expect(error).to.be.instanceOf(RetryableFailure);
      expect(error).to.deep.include({
        code: 'recording-changed',
        message: 'cam/a.mp4 was replaced while it was read',
        cause,
      });
    });

    it('is refused where the object was deleted meanwhile', async () => {
      s3.mock.on(GetObjectCommand).rejects(s3Error(404, 'NoSuchKey'));
      const error = await rejectionOf(recordings.read(OBJECT, { start: 0, end: 1 }));
      expect(error).to.be.instanceOf(ClipRefused);
      expect(error).to.deep.include({ status: 'CLIP_NOT_AVAILABLE', code: 'recording-gone' });
    });

    it('is retried where bytes lack', async () => {
      s3.mock.on(GetObjectCommand).resolves({ Body: bodyOf(Buffer.from('hel')) });
      const error = await rejectionOf(recordings.read(OBJECT, { start: 10, end: 15 }));
      expect(error).to.be.instanceOf(RetryableFailure);
      expect(error).to.deep.include({
        code: 'short-read',
        message: 'cam/a.mp4: asked for bytes 10 to 15, got 3',
      });
    });

    it('ends when it is aborted', async () => {
      s3.mock.on(GetObjectCommand).resolves({ Body: bodyOf(Buffer.from('h')) });
      const { signal } = new AbortController();
      await recordings.read(OBJECT, { start: 0, end: 1 }, signal);
      const args: readonly unknown[] = s3.mock.commandCalls(GetObjectCommand)[0]?.args ?? [];
      expect(args[1]).to.deep.equal({ abortSignal: signal });
    });

    it('counts its requests, those that fail as well', async () => {
      s3.mock.on(GetObjectCommand).rejects(s3Error(503, 'SlowDown'));
      await rejectionOf(recordings.read(OBJECT, { start: 0, end: 1 }));
      await rejectionOf(recordings.stat('cam/a.mp4'));
      expect(recordings.requests).to.deep.equal({ gets: 2, lists: 0 });
    });
  });
});
