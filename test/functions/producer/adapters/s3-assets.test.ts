import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { S3Assets } from '../../../../functions/producer/adapters/s3-assets.ts';
import { rejectionOf } from '../samples.ts';
import { clipsBucket, MIB, UPLOAD } from './clips-bucket.ts';

describe('the clips bucket', () => {
  const { s3, assets, fileOf, noFile, takeParts } = clipsBucket();

  it('has a URL for each of its objects', () => {
    expect(assets.url('cam/clip-1_{size}.jpg')).to.equal('https://clips.example/cam/clip-1_{size}.jpg');
  });

  it('has a URL that leads to the object whatever the folder of its recording is called', () => {
    const url = 'https://clips.example/front%20yard%20%231%20%2B%2050%25/clip-1_{size}.jpg';
    expect(assets.url('front yard #1 + 50%/clip-1_{size}.jpg')).to.equal(url);
  });

  it('signs nothing where everyone may read', async () => {
    expect(await assets.sign(['cam/clip-1.mp4'], 1_767_225_600_000)).to.equal(null);
  });

  it('signs a URL of each private object, good for the time that is set', async () => {
    const own = new S3Assets(s3.client, 'clips', 'https://clips.example', 600_000);
    const signed = await own.sign(['cam/clip-1.mp4', 'cam/clip-1_300.jpg'], 1_767_225_600_000);
    expect(signed?.expireAt).to.equal(1_767_226_200_000);
    expect([...(signed?.urls.keys() ?? [])]).to.deep.equal(['cam/clip-1.mp4', 'cam/clip-1_300.jpg']);
    const url = new URL(signed?.urls.get('cam/clip-1.mp4') ?? '');
    expect(url.origin + url.pathname).to.equal('https://clips.s3.us-east-1.amazonaws.com/cam/clip-1.mp4');
    expect(Object.fromEntries(url.searchParams)).to.include({
      'X-Amz-Date': '20260101T000000Z',
      'X-Amz-Expires': '600',
      'X-Amz-SignedHeaders': 'host',
    });
    expect(await own.sign([], 1_767_225_600_000)).to.equal(null);
  });

  it('takes a small file in one request, with its type, and cached for ever', async () => {
    s3.mock.on(PutObjectCommand).resolves({});
    expect(await assets.put('cam/clip-1.jpg', await fileOf(1000), 'image/jpeg')).to.equal(1);
    const { Body: _, ...input } = s3.mock.commandCalls(PutObjectCommand)[0]?.args[0].input ?? {};
    expect(input).to.deep.equal({
      Bucket: 'clips',
      Key: 'cam/clip-1.jpg',
      ContentType: 'image/jpeg',
      CacheControl: 'public, max-age=31536000, immutable',
      ContentLength: 1000,
    });
  });

  it('takes a file of 5 MiB in one request', async () => {
    s3.mock.on(PutObjectCommand).resolves({});
    expect(await assets.put('cam/clip-1.mp4', await fileOf(5 * MIB), 'video/mp4')).to.equal(1);
  });

  it('takes a larger file in parts of 5 MiB, and counts the requests', async () => {
    const taken = takeParts();
    expect(await assets.put('cam/clip-1.mp4', await fileOf(11 * MIB + 5), 'video/mp4')).to.equal(5);
    expect(taken).to.have.deep.members([
      [5 * MIB, 0],
      [5 * MIB, 5],
      [MIB + 5, 10],
    ]);

    expect(s3.mock.commandCalls(CreateMultipartUploadCommand)[0]?.args[0].input).to.deep.equal({
      Bucket: 'clips',
      Key: 'cam/clip-1.mp4',
      ContentType: 'video/mp4',
      CacheControl: 'public, max-age=31536000, immutable',
    });
    const parts = s3.mock.commandCalls(UploadPartCommand).map((call) => call.args[0].input);
    expect(parts.map(({ Body: _, ...rest }) => rest)).to.have.deep.members([
      { ...UPLOAD, PartNumber: 1 },
      { ...UPLOAD, PartNumber: 2 },
      { ...UPLOAD, PartNumber: 3 },
    ]);
    expect(s3.mock.commandCalls(CompleteMultipartUploadCommand)[0]?.args[0].input).to.deep.equal({
      ...UPLOAD,
      MultipartUpload: {
        Parts: [
          { PartNumber: 1, ETag: '"p1"' },
          { PartNumber: 2, ETag: '"p2"' },
          { PartNumber: 3, ETag: '"p3"' },
        ],
      },
    });
  });

  for (const [what, command] of [
    ['a part', UploadPartCommand],
    ['the completion', CompleteMultipartUploadCommand],
  ] as const) {
    it(`keeps no parts where ${what} fails, and tells that failure`, async () => {
      takeParts();
      s3.mock.on(AbortMultipartUploadCommand).resolves({});
      const failure = new Error('S3 is down');
      s3.mock.on(command as typeof UploadPartCommand).rejects(failure);
      expect(await rejectionOf(assets.put('cam/clip-1.mp4', await fileOf(9 * MIB), 'video/mp4'))).to.equal(
        failure,
      );
      expect(s3.mock.commandCalls(AbortMultipartUploadCommand)[0]?.args[0].input).to.deep.equal(UPLOAD);
    });
  }

  it('tells the first failure though the parts cannot be removed either', async () => {
    takeParts();
    const failure = new Error('S3 is down');
    s3.mock.on(UploadPartCommand).rejects(failure);
    s3.mock.on(AbortMultipartUploadCommand).rejects(new Error('still down'));
    expect(await rejectionOf(assets.put('cam/clip-1.mp4', await fileOf(9 * MIB), 'video/mp4'))).to.equal(
      failure,
    );
  });

  it('fails where there is no such file, and asks S3 for nothing', async () => {
    const error = await rejectionOf(assets.put('cam/clip-1.mp4', noFile(), 'video/mp4'));
    expect(error).to.have.property('code', 'ENOENT');
    expect(s3.mock.calls()).to.have.lengthOf(0);
  });
});
