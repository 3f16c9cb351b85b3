import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Watermark } from '../../../functions/producer/core/edits.ts';
import { makeWatermark } from '../../fixtures/watermarks.ts';
import { cutting } from '../cut.ts';
import { type Colour, distance, readPicture, readPictures } from '../pictures.ts';
import { expectRefusal, expectSound, RED, recordAdjoining, recordOne, withEdits } from './edited-clips.ts';

describe('an edited clip', () => {
  const { cut } = cutting();

  describe('with a watermark', () => {
    const mark: Watermark = { key: 'logo.png', corner: 'bottom-right', opacity: 1, widthPercent: 25 };
    let marked: Record<string, string>;

    before(async () => {
      marked = { ...(await recordAdjoining()), 'watermarks/logo.png': await makeWatermark('red', 192, 96) };
    });

    // 384x216: the mark is 96x48, its margin 8 pixels. Two pixels within its edges, and two outside of them.
    const corners: [corner: Watermark['corner'], left: number, top: number][] = [
      ['top-left', 8, 8],
      ['top-right', 280, 8],
      ['bottom-left', 8, 160],
      ['bottom-right', 280, 160],
    ];
    for (const [corner, left, top] of corners) {
      it(`has it ${corner}, on all pictures of all recordings`, async () => {
        const clip = await cut(marked, [3.8, 4.2], withEdits({ watermark: { ...mark, corner } }));
        await expectSound(clip);
        expect(clip.plan).to.deep.include({ mode: 'encode', sound: 'copy' });
        const pictures = await readPictures(clip.path);
        expect(pictures).to.have.lengthOf(10);
        for (const picture of pictures) {
          const inside: [number, number][] = [
            [left + 3, top + 3],
            [left + 92, top + 44],
            [left + 48, top + 24],
          ];
          for (const [x, y] of inside) expect(distance(picture.at(x, y), RED)).to.be.below(12);
        }
        const [plain = ''] = Object.values(await recordAdjoining());
        const unmarked = await readPicture(plain, `select=gte(n\\,95)`);
        const [first] = pictures;
        for (const [x, y] of [
          [left - 4, top + 24],
          [left + 100, top + 24],
          [left + 48, top < 100 ? top + 52 : top - 4],
        ] as const) {
          expect(distance(first?.at(x, y) ?? RED, unmarked.at(x, y))).to.be.below(25);
        }
      });
    }

    it('lets the picture through as far as it is to, and is counted among what was read', async () => {
      const [path = ''] = Object.values(await recordAdjoining());
      const clip = await cut(marked, [2, 2.2], withEdits({ watermark: { ...mark, opacity: 0.5 } }));
      const plain = await cut(marked, [2, 2.2], withEdits({ height: 214 }));
      const before = (await readPicture(path, 'select=gte(n\\,50)')).at(328, 184);
      const blended = before.map((part, index) => (part + (RED[index] as number)) / 2) as unknown as Colour;
      expect(distance((await readPicture(clip.path)).at(328, 184), blended)).to.be.below(10);
      const png = await readFile(marked['watermarks/logo.png'] ?? '');
      expect(clip.bytesRead - plain.bytesRead).to.equal(png.length);
    });

    it('fits into the cropped picture, in shape', async () => {
      const clip = await cut(
        { ...(await recordOne()), 'watermarks/tall/mark.png': await makeWatermark('red', 40, 400) },
        [2, 2.2],
        withEdits({ aspect: '9:16', watermark: { ...mark, key: 'tall/mark.png', widthPercent: 100 } }),
      );
      await expectSound(clip);
      // 120x216: as high as the picture at most, and so 22 pixels wide.
      const picture = await readPicture(clip.path);
      expect(distance(picture.at(106, 100), RED)).to.be.below(12);
      expect(distance(picture.at(90, 100), RED)).to.be.above(40);
    });

    describe('is refused', () => {
      let folder: string;
      before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'watermarks-test-'));
      });
      after(() => rm(folder, { recursive: true }));

      const png = async () => readFile(await makeWatermark('red', 192, 96));
      const header = async (width: number, height: number) => {
        const bytes = await png();
        bytes.writeUInt32BE(width, 16);
        bytes.writeUInt32BE(height, 20);
        return bytes;
      };
      const broken = async () => {
        const bytes = await png();
        return bytes.fill(0xff, bytes.indexOf('IDAT') + 4, bytes.length - 12);
      };
      const cases: [what: string, bytes: () => Promise<Uint8Array>, rule: string][] = [
        ['no PNG', async () => Buffer.from('#EXTM3U\nfile:///etc/passwd\n'), 'must be a PNG'],
        ['empty', async () => Buffer.alloc(0), 'must be a PNG'],
        ['too wide', () => header(4097, 96), 'must be at most 4096x4096 pixels large, is 4097x96'],
        ['too high', () => header(192, 100_000), 'must be at most 4096x4096 pixels large, is 192x100000'],
        ['cut off', async () => (await png()).subarray(0, -20), 'must be a whole PNG'],
        ['broken', broken, 'must be a PNG that can be decoded'],
        [
          'too long',
          async () => Buffer.alloc(5 * 1024 * 1024 + 1),
          'must be of at most 5242880 bytes, is of 5242881',
        ],
      ];
      for (const [what, bytes, rule] of cases) {
        it(`where it is ${what}`, async () => {
          const path = join(folder, 'logo.png');
          await writeFile(path, await bytes());
          const made = cut(
            { ...(await recordOne()), 'watermarks/logo.png': path },
            [2, 2.2],
            withEdits({ watermark: mark }),
          );
          await expectRefusal(made, {
            code: 'bad-watermark',
            message: `edits.watermark.key ${rule}, got logo.png`,
          });
        });
      }

      it('where there is none, though there is a recording by that key', async () => {
        const key = Object.keys(await recordOne())[0] ?? '';
        await expectRefusal(cut(await recordOne(), [2, 2.2], withEdits({ watermark: { ...mark, key } })), {
          code: 'bad-watermark',
          message: `edits.watermark.key must be the key of a watermark, got ${key}`,
        });
      });
    });
  });
});
