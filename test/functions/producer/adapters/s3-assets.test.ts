import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { S3Assets } from '../../../../functions/producer/adapters/s3-assets.ts';
import { until } from '../../../support/until.ts';
import { rejectionOf } from '../samples.ts';
import { mockedS3 } from './mocked-aws.ts';

const MIB = 1024 * 1024;

const UPLOAD = { Bucket: 'clips', Key: 'cam/clip-1.mp4', UploadId: 'upload-1' };

describe('the clips bucket', () => {
  const s3 = mockedS3();
  let folder: string;
  let assets: S3Assets;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assets-test-'));
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(() => {
    assets = new S3Assets(s3.client, 'clips', 'https://clips.example');
  });

  /** A file whose every MiB has another byte, and whose last may be short. */
  async function fileOf(bytes: number): Promise<string> {
    const path = join(folder, `${bytes}.mp4`);
    await writeFile(path, '');
    const file = await open(path, 'w');
    for (let start = 0; start < bytes; start += MIB) {
      await file.write(Buffer.alloc(Math.min(MIB, bytes - start), start / MIB));
    }
    await file.close();
    return path;
  }

  /** Takes parts of an upload; answers with their sizes and first bytes, as they were when they came. */
  function takeParts(): [size: number, first: number | undefined][] {
    const taken: [number, number | undefined][] = [];
    s3.mock.on(CreateMultipartUploadCommand).resolves({ UploadId: 'upload-1' });
    s3.mock.on(UploadPartCommand).callsFake(({ PartNumber, Body }: { PartNumber: number; Body: Buffer }) => {
      taken.push([Body.length, Body[0]]);
      return { ETag: `"p${PartNumber}"` };
    });
    s3.mock.on(CompleteMultipartUploadCommand).resolves({});
    return taken;
  }

  it('has a URL for each of its objects', () => {
    expect(assets.url('cam/clip-1_{size}.jpg')).to.equal('https://clips.example/cam/clip-1_{size}.jpg');
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

  describe('taking a file that still grows', () => {
    it('takes each part as it stands, the first one last, and shows nothing before the end', async () => {
      const taken = takeParts();
      const upload = assets.upload('cam/clip-1.mp4', 'video/mp4');
      const path = await fileOf(16 * MIB);
      await upload.begin(path);
      upload.grownTo(9 * MIB);
      expect(s3.mock.calls()).to.have.lengthOf(0);
      upload.grownTo(11 * MIB);
      upload.grownTo(15 * MIB);
      await until(() => taken.length === 2);
      expect(taken).to.have.deep.members([
        [5 * MIB, 5],
        [5 * MIB, 10],
      ]);
      await upload.sendRest();
      expect(taken.slice(2)).to.have.deep.members([
        [MIB, 15],
        [5 * MIB, 0],
      ]);
      expect(s3.mock.commandCalls(CompleteMultipartUploadCommand)).to.have.lengthOf(0);
      expect(await upload.complete()).to.equal(6);
      expect(taken).to.have.lengthOf(4);
      const { MultipartUpload } =
        s3.mock.commandCalls(CompleteMultipartUploadCommand)[0]?.args[0].input ?? {};
      expect(MultipartUpload?.Parts?.map(({ PartNumber }) => PartNumber)).to.deep.equal([1, 2, 3, 4]);
      await upload.abandon();
      expect(s3.mock.commandCalls(AbortMultipartUploadCommand)).to.have.lengthOf(0);
    });

    it('shows nothing before the end of one that goes in one request', async () => {
      s3.mock.on(PutObjectCommand).resolves({});
      const upload = assets.upload('cam/clip-1.mp4', 'video/mp4');
      await upload.begin(await fileOf(MIB));
      upload.grownTo(MIB);
      await upload.sendRest();
      expect(s3.mock.calls()).to.have.lengthOf(0);
      expect(await upload.complete()).to.equal(1);
    });

    it('sends again what was sent of a file that is begun anew', async () => {
      const taken = takeParts();
      const upload = assets.upload('cam/clip-1.mp4', 'video/mp4');
      await upload.begin(await fileOf(20 * MIB));
      upload.grownTo(20 * MIB);
      await until(() => taken.length === 3);
      await upload.begin(await fileOf(7 * MIB));
      await upload.complete();
      expect(taken.slice(3)).to.have.deep.members([
        [2 * MIB, 5],
        [5 * MIB, 0],
      ]);
      const { MultipartUpload } =
        s3.mock.commandCalls(CompleteMultipartUploadCommand)[0]?.args[0].input ?? {};
      expect(MultipartUpload?.Parts?.map(({ PartNumber }) => PartNumber)).to.deep.equal([1, 2]);
    });

    it('leaves no parts of one that is given up', async () => {
      const taken = takeParts();
      s3.mock.on(AbortMultipartUploadCommand).resolves({});
      const upload = assets.upload('cam/clip-1.mp4', 'video/mp4');
      await upload.begin(await fileOf(16 * MIB));
      upload.grownTo(16 * MIB);
      await until(() => taken.length > 0);
      await upload.abandon();
      expect(s3.mock.commandCalls(AbortMultipartUploadCommand)[0]?.args[0].input).to.deep.equal(UPLOAD);
      expect(s3.mock.commandCalls(CompleteMultipartUploadCommand)).to.have.lengthOf(0);
    });

    it('asks S3 for nothing where it is given up before anything was sent', async () => {
      const upload = assets.upload('cam/clip-1.mp4', 'video/mp4');
      await upload.begin(await fileOf(9 * MIB));
      upload.grownTo(9 * MIB);
      await upload.abandon();
      expect(s3.mock.calls()).to.have.lengthOf(0);
    });

    it('tells at its end what failed on the way', async () => {
      takeParts();
      s3.mock.on(AbortMultipartUploadCommand).resolves({});
      const failure = new Error('S3 is down');
      s3.mock.on(UploadPartCommand).rejects(failure);
      const upload = assets.upload('cam/clip-1.mp4', 'video/mp4');
      await upload.begin(await fileOf(16 * MIB));
      upload.grownTo(16 * MIB);
      expect(await rejectionOf(upload.complete())).to.equal(failure);
      await upload.abandon();
      expect(s3.mock.commandCalls(AbortMultipartUploadCommand)).to.have.lengthOf(1);
    });
  });

  it('fails where there is no such file, and asks S3 for nothing', async () => {
    const error = await rejectionOf(assets.put('cam/clip-1.mp4', join(folder, 'none.mp4'), 'video/mp4'));
    expect(error).to.have.property('code', 'ENOENT');
    expect(s3.mock.calls()).to.have.lengthOf(0);
  });
});
