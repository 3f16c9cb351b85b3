import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { stub } from 'sinon';
import { S3Archive } from '../../../../functions/producer/adapters/s3-archive.ts';
import { S3Catalogue } from '../../../../functions/producer/adapters/s3-catalogue.ts';
import { ClipRefused } from '../../../../functions/producer/core/errors.ts';
import { LocalRecordings } from '../../../fixtures/local-recordings.ts';
import { recordingOf, rejectionOf, requestOf, T0, thrownBy } from '../samples.ts';

const KEY = 'archive/cam/front.20260101T000000.mp4';
const NAMED = requestOf({ source: { kind: 'recording', key: KEY }, range: { startMs: 0, endMs: 1000 } });

describe('the archive of a job', () => {
  let folder: string;
  let recordings: LocalRecordings;
  let archive: S3Archive;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'archive-test-'));
    const path = join(folder, 'text.mp4');
    await writeFile(path, 'This is not a recording.\n');
    recordings = new LocalRecordings({ [KEY]: path, 'other/cam/front.mp4': path });
    archive = new S3Archive({
      recordings,
      prefix: 'archive/',
      watermarksPrefix: 'watermarks/',
      catalogue: new S3Catalogue('archive/', 3_600_000),
    });
  });
  afterEach(async () => {
    await archive.close();
    await rm(folder, { recursive: true });
  });

  it("finds a camera's recordings by wall clock, and one by its key from 0 on", async () => {
    const found = { key: KEY, etag: `"${KEY}"`, bytes: 25 };
    expect(await archive.find(requestOf())).to.deep.equal([{ ...found, startMs: T0 }]);
    expect(await archive.find(NAMED)).to.deep.equal([{ ...found, startMs: 0 }]);
  });

  for (const key of ['archive/cam/none.mp4', 'other/cam/front.mp4', 'archive']) {
    it(`has no ${key}`, async () => {
      const error = await rejectionOf(archive.find({ ...NAMED, source: { kind: 'recording', key } }));
      expect(error).to.be.instanceOf(ClipRefused);
      expect(error).to.deep.include({
        status: 'CLIP_REJECTED',
        code: 'recording-not-found',
        message: `recording.key: there is no recording ${key}`,
      });
    });
  }

  it('tells what is broken by its key and a reason', async () => {
    const [found] = await archive.find(NAMED);
    if (!found) throw new Error('nothing was found');
    expect(await archive.inspect(found)).to.deep.equal({
      kind: 'broken',
      key: KEY,
      code: 'not-a-recording',
      message: `recording ${KEY} cannot be cut: it begins like no MP4, MOV, MKV or MPEG-TS (5468697320697320)`,
    });
  });

  it('takes no failure to read for a broken recording', async () => {
    const [found] = await archive.find(NAMED);
    if (!found) throw new Error('nothing was found');
    const failure = new Error('S3 is down');
    stub(recordings, 'read').rejects(failure);
    expect(await rejectionOf(archive.inspect(found))).to.equal(failure);
  });

  for (const failure of [
    new Error('S3 is down'),
    new ClipRefused('CLIP_NOT_AVAILABLE', 'recording-gone', 'it was deleted'),
  ]) {
    it(`takes no failure to read its index for a broken recording: ${failure.message}`, async () => {
      const box = (type: string, size: number) => {
        const bytes = Buffer.alloc(size);
        bytes.writeUInt32BE(size, 0);
        bytes.write(`${type}isom`, 4);
        return bytes;
      };
      const bytes = Buffer.concat([box('ftyp', 24), box('moov', 200_000), box('mdat', 100_000)]);
      stub(recordings, 'read').callsFake(async (_, { start, end }) => {
        // The boxes can be told apart; what is in the index cannot be had.
        if (start > 0 && start < 200_000) throw failure;
        return bytes.subarray(start, end);
      });
      const inspected = archive.inspect({ key: KEY, etag: '"e"', bytes: bytes.length, startMs: 0 });
      expect(await rejectionOf(inspected)).to.equal(failure);
    });
  }

  it('has one reader for an object, and counts its bytes by key', async () => {
    const object = { key: KEY, etag: `"${KEY}"`, bytes: 25 };
    expect(archive.reader(object)).to.equal(archive.reader({ ...object }));
    await archive.reader(object).read(0, 5);
    await archive.reader(object).read(0, 25);
    expect([...archive.bytesRead()]).to.deep.equal([[KEY, 25]]);
    expect(archive.requests()).to.deep.equal({ gets: 1, lists: 0 });
  });

  it('opens nothing that was not looked into', () => {
    expect(thrownBy(() => archive.opened(recordingOf({ key: KEY })))).to.deep.include({
      message: `${KEY} was not inspected`,
    });
  });

  it('reads no more once it is closed', async () => {
    const object = { key: KEY, etag: `"${KEY}"`, bytes: 25 };
    await archive.close();
    expect(await rejectionOf(archive.reader(object).read(0, 5))).to.have.property('name', 'AbortError');
  });
});
