import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Ffmpeg } from '../../../../functions/producer/adapters/ffmpeg.ts';
import type { S3Archive } from '../../../../functions/producer/adapters/s3-archive.ts';
import { prepareWatermark } from '../../../../functions/producer/adapters/watermark.ts';
import { ClipRefused } from '../../../../functions/producer/core/errors.ts';
import { NO_EDITS } from '../../../../functions/producer/core/request-edits.ts';
import { planOf, rejectionOf } from '../samples.ts';

/** Magic, IHDR of one pixel and IEND: whole, as far as it is looked at before it is decoded. */
const png = Buffer.from(
  '89504e470d0a1a0a' +
    '0000000d49484452' +
    '00000001000000010806000000' +
    '1f15c489' +
    '0000000049454e44ae426082',
  'hex',
);

describe('a watermark', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'watermark-test-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('is not called a bad one where the system had no room for the ffmpeg that decodes it', async () => {
    const object = { key: 'watermarks/logo.png', etag: '"1"', bytes: png.length };
    const archive = { statWatermark: async () => object, reader: () => ({ read: async () => png }) };
    const watermark = { key: 'logo.png', corner: 'top-left', opacity: 1, widthPercent: 15 } as const;
    const error = await rejectionOf(
      prepareWatermark(planOf({ edits: { ...NO_EDITS, watermark } }), {
        archive: archive as unknown as S3Archive,
        // What is not there is not started either.
        ffmpeg: new Ffmpeg(join(folder, 'ffmpeg')),
        cwd: folder,
        signal: new AbortController().signal,
      }),
    );
    expect(error).not.to.be.instanceOf(ClipRefused);
    expect(error).to.deep.include({ code: 'ffmpeg-failed' });
  });
});
