import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { until } from '../../../support/until.ts';
import { rejectionOf } from '../samples.ts';
import { clipsBucket, MIB, UPLOAD } from './clips-bucket.ts';

describe('the clips bucket', () => {
  const { s3, assets, fileOf, takeParts } = clipsBucket();

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
});
