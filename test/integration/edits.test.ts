import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Watermark } from '../../functions/producer/core/edits.ts';
import { type Edits, NO_EDITS } from '../../functions/producer/core/request-edits.ts';
import { decodeErrors, readBeeps, readFrames } from '../fixtures/read-back.ts';
import { makeWatermark } from '../fixtures/watermarks.ts';
import { type Cut, cutting, FPS, framesWithin, record, turned } from './cut.ts';
import {
  type Colour,
  difference,
  distance,
  readLoudness,
  readPicture,
  readPictures,
  readTone,
} from './pictures.ts';

const RED: Colour = [254, 0, 0];

const withEdits = (edits: Partial<Edits>) => ({ edits: { ...NO_EDITS, ...edits } });

const framesOf = async (path: string, square?: number) =>
  (await readFrames(path, square ? { square } : {})).map(({ frame }) => frame);

/** A clip is as it was planned, and decodes without a complaint. */
async function expectSound({ path, problem }: Cut): Promise<void> {
  expect(problem).to.equal(null);
  expect(await decodeErrors(path)).to.deep.equal([]);
}

describe('an edited clip', () => {
  const { cut } = cutting();
  let files: Record<string, string>;
  /** Two recordings that adjoin at 4 s. */
  let adjoining: Record<string, string>;

  before(async () => {
    files = await record({ fromS: 0, toS: 8 });
    adjoining = await record({ fromS: 0, toS: 4 }, { fromS: 4, toS: 8 });
  });

  describe('of another shape', () => {
    const shapes: [aspect: Edits['aspect'], size: [number, number]][] = [
      ['16:9', [384, 216]],
      ['9:16', [120, 216]],
      ['1:1', [216, 216]],
      ['4:5', [172, 216]],
    ];
    for (const [aspect, [width, height]] of shapes) {
      it(`is ${width}x${height} at ${aspect}: the middle of the picture, its sound copied`, async () => {
        const clip = await cut(files, [2.5, 3.5], withEdits({ aspect }));
        await expectSound(clip);
        expect(clip.plan).to.deep.include({
          mode: 'encode',
          sound: 'copy',
          reason: `edited: aspect ${aspect}`,
          frames: 25,
        });
        expect(clip.media).to.deep.include({ width, height, durationMs: 1000, frames: 25 });
        const [path = ''] = Object.values(files);
        const frame = Math.round(2.5 * FPS) + 1;
        const wanted = await readPicture(path, `select=gte(n\\,${frame - 1}),crop=${width}:${height}`);
        expect(difference(await readPicture(clip.path), wanted)).to.be.below(6);
        expect(await readBeeps(clip.path)).to.have.lengthOf(1);
      });
    }

    it('is upright where the camera was held otherwise, with square pixels', async () => {
      const [[key, upright]] = Object.entries(files) as [[string, string]];
      const rotated = { [key]: await turned(upright) };
      const clip = await cut(rotated, [1, 1.4], withEdits({ aspect: '1:1' }));
      await expectSound(clip);
      expect(clip.media).to.deep.include({ width: 216, height: 216 });
      const wanted = await readPicture(rotated[key] ?? '', 'select=gte(n\\,25),crop=216:216');
      expect(difference(await readPicture(clip.path), wanted)).to.be.below(6);
    });
  });

  describe('of fewer lines', () => {
    it('shows every frame, as wide as it has to be', async () => {
      const clip = await cut(files, [2.52, 3.52], withEdits({ height: 144 }));
      await expectSound(clip);
      expect(clip.media).to.deep.include({ width: 256, height: 144 });
      expect(await framesOf(clip.path, (16 * 256) / 384)).to.deep.equal(framesWithin(2.52, 3.52));
    });

    it('is never larger than the recording', async () => {
      await expectRefusal(cut(files, [1, 2], withEdits({ height: 240 })), {
        code: 'height-above-picture',
        message: "edits.height must be at most the picture's height, 216, got 240",
      });
    });
  });

  describe('at another speed', () => {
    it('shows every frame twice as long at half the speed', async () => {
      const clip = await cut(files, [2.52, 4.52], withEdits({ speed: 0.5 }));
      await expectSound(clip);
      expect(clip.media).to.deep.include({ durationMs: 4000, frames: 50, fps: 12.5 });
      const frames = await readFrames(clip.path);
      expect(frames.map(({ frame }) => frame)).to.deep.equal(framesWithin(2.52, 4.52));
      for (const { index, ptsS } of frames) expect(ptsS).to.be.closeTo(index / 12.5, 0.001);
    });

    it('shows every other frame at twice the speed, as many a second as before', async () => {
      const clip = await cut(files, [2.52, 6.52], withEdits({ speed: 2 }));
      await expectSound(clip);
      expect(clip.media).to.deep.include({ durationMs: 2000, frames: 50, fps: 25 });
      const frames = await readFrames(clip.path);
      expect(frames.map(({ frame }) => frame)).to.deep.equal(
        framesWithin(2.52, 6.52).filter((_, index) => index % 2 === 0),
      );
      for (const { index, ptsS } of frames) expect(ptsS).to.be.closeTo(index / FPS, 0.001);
    });

    for (const [speed, toleranceS] of [
      [0.5, 0.025],
      [2, 0.012],
    ] as const) {
      it(`sounds when it did, and as high as it did, at ${speed} times the speed`, async () => {
        const clip = await cut(files, [2.52, 5.52], withEdits({ speed }));
        const beeps = await readBeeps(clip.path);
        expect(beeps).to.have.lengthOf(3);
        for (const [index, beep] of beeps.entries()) {
          expect(beep).to.be.closeTo((0.48 + index) / speed, toleranceS);
          expect(await readTone(clip.path, beep + 0.004, 0.012)).to.be.closeTo(1000, 90);
        }
      });
    }

    it('goes on over a join of recordings, at any speed', async () => {
      for (const speed of [0.75, 1.3]) {
        const clip = await cut(adjoining, [3.48, 4.6], withEdits({ speed }));
        await expectSound(clip);
        expect(clip.media.durationMs).to.be.closeTo(1120 / speed, 1000 / FPS + 1);
        const frames = await readFrames(clip.path);
        // Each frame within one of where the camera saw it.
        for (const { frame, ptsS } of frames) {
          expect(ptsS).to.be.closeTo((frame - 3.48 * FPS) / FPS / speed, 1.01 / FPS);
        }
        const [beep] = await readBeeps(clip.path);
        expect(beep).to.be.closeTo(0.52 / speed, 0.022);
      }
    });

    it('is as long as it has to be at the ends of what is allowed', async () => {
      const slow = await cut(files, [2, 3], withEdits({ speed: 0.25 }));
      await expectSound(slow);
      expect(slow.media).to.deep.include({ durationMs: 4000, frames: 25 });
      const fast = await cut(files, [2, 6], withEdits({ speed: 4 }));
      await expectSound(fast);
      expect(fast.media).to.deep.include({ durationMs: 1000, frames: 25 });
      expect((await framesOf(fast.path)).slice(0, 3)).to.deep.equal([50, 54, 58]);
    });
  });

  describe('without sound', () => {
    it('is copied as far as any other', async () => {
      const smart = await cut(files, [2.52, 5], withEdits({ mute: true }));
      await expectSound(smart);
      expect(smart.plan).to.deep.include({ mode: 'smart', sound: 'none' });
      expect(smart.media.audioCodec).to.equal(null);
      const copy = await cut(files, [2.4, 4.8], withEdits({ mute: true }));
      expect(copy.plan.mode).to.equal('copy');
      expect(copy.media.audioCodec).to.equal(null);
    });

    it('may be of a recording whose sound could not be copied', async () => {
      const odd = await record({ fromS: 0, toS: 3, audio: 'pcm', container: 'mov' });
      const clip = await cut(odd, [1, 2], { ...withEdits({ mute: true }), cut: 'keyframe' });
      expect(clip.plan).to.deep.include({ mode: 'copy', sound: 'none' });
    });
  });

  describe('with fades', () => {
    it('comes from black and goes to black, over joins, with its sound', async () => {
      const clip = await cut(adjoining, [3, 5], withEdits({ fadeInMs: 1500, fadeOutMs: 500 }));
      await expectSound(clip);
      expect(clip.plan.sound).to.equal('encode');
      const light = (await readPictures(clip.path)).map(({ brightness }) => brightness);
      // Between the fades.
      const full = light[37] as number;
      expect(light).to.have.lengthOf(50);
      expect(light[0]).to.be.below(3);
      // Frame 25 is the second recording's first: as far into the fade as it lies in the clip.
      for (const index of [10, 20, 25, 30]) {
        expect((light[index] as number) / full).to.be.closeTo(index / 37.5, 0.08);
      }
      expect((light[44] as number) / full).to.be.closeTo(0.48, 0.1);
      expect((light[49] as number) / full).to.be.below(0.15);
      // Between the beeps, on a tone that is always there; at 1.45 s it has all but come.
      const tone = (await readLoudness(clip.path, 1.4, 0.1)) / 0.967;
      expect((await readLoudness(clip.path, 0.7, 0.1)) / tone).to.be.closeTo(0.5, 0.1);
      expect((await readLoudness(clip.path, 1.95, 0.05)) / tone).to.be.below(0.15);
    });

    it('is refused where they are longer than the clip', async () => {
      await expectRefusal(cut(files, [1, 2], withEdits({ fadeInMs: 800, fadeOutMs: 300 })), {
        code: 'fades-above-length',
        message:
          "edits.fadeInMs and edits.fadeOutMs must together be at most the clip's length, 1000 ms, got 800 and 300",
      });
    });
  });

  describe('with a watermark', () => {
    const mark: Watermark = { key: 'logo.png', corner: 'bottom-right', opacity: 1, widthPercent: 25 };
    let marked: Record<string, string>;

    before(async () => {
      marked = { ...adjoining, 'watermarks/logo.png': await makeWatermark('red', 192, 96) };
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
        const [plain = ''] = Object.values(adjoining);
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
      const [path = ''] = Object.values(adjoining);
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
        { ...files, 'watermarks/tall/mark.png': await makeWatermark('red', 40, 400) },
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
            { ...files, 'watermarks/logo.png': path },
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
        const key = Object.keys(files)[0] ?? '';
        await expectRefusal(cut(files, [2, 2.2], withEdits({ watermark: { ...mark, key } })), {
          code: 'bad-watermark',
          message: `edits.watermark.key must be the key of a watermark, got ${key}`,
        });
      });
    });
  });

  it('is made by one encode of all edits together', async () => {
    const clip = await cut(
      { ...adjoining, 'watermarks/logo.png': await makeWatermark('red', 192, 96) },
      [3, 5],
      withEdits({
        aspect: '1:1',
        height: 180,
        speed: 2,
        fadeInMs: 200,
        fadeOutMs: 200,
        watermark: { key: 'logo.png', corner: 'top-left', opacity: 1, widthPercent: 20 },
      }),
    );
    await expectSound(clip);
    expect(clip.plan).to.deep.include({
      mode: 'encode',
      reason: 'edited: aspect 1:1, height 180, speed 2, fade in 200 ms, fade out 200 ms, watermark top-left',
      sound: 'encode',
    });
    expect(clip.media).to.deep.include({
      width: 180,
      height: 180,
      audioCodec: 'aac',
    });
    const pictures = await readPictures(clip.path);
    expect(pictures[0]?.brightness).to.be.below(3);
    expect(distance(pictures[12]?.at(20, 12) ?? [0, 0, 0], RED)).to.be.below(12);
  });
});

async function expectRefusal(
  made: Promise<unknown>,
  reason: { code: string; message: string },
): Promise<void> {
  const refused = await made.then(
    () => null,
    (error: unknown) => error,
  );
  expect(refused).to.deep.include({ status: 'CLIP_REJECTED', ...reason });
}
