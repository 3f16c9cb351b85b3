import { expect } from 'chai';
import fc from 'fast-check';
import { assetKeys } from '../../../../functions/producer/core/asset-keys.ts';
import { identityOf } from '../../../../functions/producer/core/clip-document.ts';
import { parseRequest } from '../../../../functions/producer/core/request.ts';

const PREFIX = 'archive/';

describe('keys of what is stored', () => {
  it('name the camera and the clip', () => {
    expect(assetKeys({ cameraId: 'cam', clipId: 'clip-1' })).to.deep.equal({
      clip: 'cam/clip-1.mp4',
      thumbnail: 'cam/clip-1_{size}.jpg',
      preview: { webp: 'cam/clip-1_preview.webp', gif: 'cam/clip-1_preview.gif' },
      sprite: 'cam/clip-1_sprite.jpg',
      spriteVtt: 'cam/clip-1_sprite.vtt',
    });
    expect(assetKeys({ cameraId: null, clipId: 'clip-1' }).clip).to.equal('clip-1.mp4');
  });

  it('lead to no other place, whatever recording a request names', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('..', '.', '', 'cam', '%2e%2e'),
    );
    const key = fc.oneof(
      fc.array(part, { maxLength: 4 }).map((parts) => PREFIX + parts.join('/')),
      part.map((camera) => `${PREFIX}${camera}/front.20260101T000000.mp4`),
    );
    fc.assert(
      fc.property(key, (recordingKey) => {
        const body = { clipId: 'clip-1', recording: { key: recordingKey }, startMs: 0, endMs: 1 };
        const parsed = parseRequest(JSON.stringify(body));
        if (!parsed.ok) return;
        const { clip } = assetKeys(identityOf(parsed.request, PREFIX));
        const [last, camera, ...deeper] = clip.split('/').reverse();
        expect(last).to.equal('clip-1.mp4');
        expect(deeper).to.deep.equal([]);
        expect(camera ?? 'none').not.to.be.oneOf(['', '.', '..']);
      }),
      { numRuns: 2_000 },
    );
  });
});
