import { readFile } from 'node:fs/promises';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import { execa } from 'execa';
import { NO_EDITS } from '../../functions/producer/core/request-edits.ts';
import { decodeErrors, readFrames } from '../fixtures/read-back.ts';
import { makeOnce } from '../fixtures/recordings-cache.ts';
import { type Cut, cutting, FPS, record } from './cut.ts';
import { difference, readPicture, readPictures } from './pictures.ts';

const signal = new AbortController().signal;
const WIDTHS = [96, 300, 384, 640];

describe('the images of a clip', () => {
  const { cut, producer, openWorkspace } = cutting();
  let files: Record<string, string>;
  /** From frame 51 to frame 200, copied but for its beginning. */
  let clip: Cut;

  before(async () => {
    files = await record({ fromS: 0, toS: 10 });
    clip = await cut(files, [2.04, 8]);
    expect(clip.plan.mode).to.equal('smart');
  });

  const finished = async ({ path, media }: Cut) => {
    return { path, media, workspace: await openWorkspace(), deadline: signal };
  };
  const thumbnails = async (of: Cut, at: number, widths: readonly number[] = WIDTHS) =>
    producer.thumbnails(await finished(of), { widths, at });
  const preview = async (of: Cut, format: 'webp' | 'gif', at = 0.25) =>
    producer.preview(await finished(of), { format, at });
  const sprite = async (of: Cut) => producer.sprite(await finished(of), 'clip-1_sprite.jpg');

  const numberIn = async (path: string, width: number) =>
    (await readFrames(path, { square: (16 * width) / 384 }))[0]?.frame;

  describe('thumbnails', () => {
    it('are as wide as was asked for, up to the picture and no wider', async () => {
      const made = await thumbnails(clip, 0.25);
      expect(made.map(({ width }) => width)).to.deep.equal([96, 300, 384]);
      for (const { path, width } of made) {
        const picture = await readPicture(path);
        expect([picture.width, picture.height]).to.deep.equal([width, { 96: 54, 300: 168, 384: 216 }[width]]);
      }
    });

    it('are as wide as the picture where all that was asked for is wider', async () => {
      expect((await thumbnails(clip, 0, [385, 8192])).map(({ width }) => width)).to.deep.equal([384]);
    });

    // 149 frames: the one that is shown at this part of their time.
    const places: [at: number, frame: number][] = [
      [0, 51],
      [0.25, 51 + 37],
      [0.5, 51 + 74],
      [0.999, 199],
      [1, 199],
    ];
    for (const [at, frame] of places) {
      it(`show the frame at ${at} of the clip`, async () => {
        const [thumbnail] = await thumbnails(clip, at, [384]);
        expect(await numberIn(thumbnail?.path ?? '', 384)).to.equal(frame);
      });
    }

    it('show the last frame of a recording of varying frame rate, however long it is shown', async () => {
      const [[key, path]] = Object.entries(files) as [[string, string]];
      // From frame 40 on only every tenth.
      const select = 'select=lt(n\\,40)+not(mod(n\\,10))';
      const sparse = await makeOnce(['every tenth', path, select], 'mp4', (made) =>
        execa(ffmpeg.path, [
          ...['-v', 'error', '-nostdin', '-t', '4', '-i', path, '-vf', select, '-vsync', 'vfr', '-an'],
          ...['-preset', 'superfast', '-f', 'mp4', made],
        ]),
      );
      const slow = await cut({ [key]: sparse }, [1, 4]);
      const [thumbnail] = await thumbnails(slow, 1, [384]);
      expect(await numberIn(thumbnail?.path ?? '', 384)).to.equal(90);
    });

    it('show an edited clip as it was edited', async () => {
      const edited = await cut(files, [2, 4], { edits: { ...NO_EDITS, aspect: '9:16', speed: 0.5 } });
      const made = await thumbnails(edited, 1);
      expect(made.map(({ width }) => width)).to.deep.equal([96]);
      const [own] = await thumbnails(edited, 1, [120]);
      const pictures = await readPictures(edited.path);
      expect(
        difference(await readPicture(own?.path ?? ''), pictures.at(-1) ?? (await readPicture(''))),
      ).to.be.below(5);
    });

    it('are not black where a clip comes from black and they are asked for later', async () => {
      const fading = await cut(files, [2, 4], { edits: { ...NO_EDITS, fadeInMs: 1500 } });
      const brightness = async (at: number) => {
        const [thumbnail] = await thumbnails(fading, at, [96]);
        return (await readPicture(thumbnail?.path ?? '')).brightness;
      };
      expect(await brightness(0)).to.be.below(3);
      expect(await brightness(0.9)).to.be.above(90);
    });
  });

  describe('a preview', () => {
    it('is a GIF of three seconds from where it is to begin, ten pictures a second, for ever', async () => {
      const path = await preview(clip, 'gif', 0.25);
      const bytes = await readFile(path);
      expect(bytes.toString('latin1', 0, 6)).to.equal('GIF89a');
      // The extension that browsers loop by, and no limit of rounds.
      expect(bytes.includes(Buffer.from('NETSCAPE2.0\x03\x01\x00\x00\x00', 'latin1'))).to.equal(true);
      const pictures = await readPictures(path);
      expect(pictures).to.have.lengthOf(30);
      expect([pictures[0]?.width, pictures[0]?.height]).to.deep.equal([320, 180]);
      const frames = await readFrames(path, { square: (16 * 320) / 384 });
      expect(frames[0]?.frame).to.be.closeTo(51 + 37, 1);
      // A tenth of a second is two and a half frames.
      for (const { frame, index } of frames) expect(frame).to.be.closeTo(88 + index * 2.5, 1.5);
    });

    it('is a WebP of the same', async () => {
      const { animation, pictures } = readWebp(await readFile(await preview(clip, 'webp', 0.25)));
      expect(animation).to.deep.equal({ width: 320, height: 180, rounds: 0 });
      expect(pictures).to.be.within(28, 30);
    });

    it('begins early enough to last three seconds', async () => {
      const frames = await readFrames(await preview(clip, 'gif', 1), { square: (16 * 320) / 384 });
      expect(frames).to.have.lengthOf(30);
      expect(frames[0]?.frame).to.be.closeTo(200 - 3 * FPS, 1);
    });

    it('is the whole of a shorter clip, and no larger than its picture', async () => {
      const short = await cut(files, [2, 3], { edits: { ...NO_EDITS, height: 144 } });
      const pictures = await readPictures(await preview(short, 'gif', 0.9));
      expect(pictures).to.have.lengthOf(10);
      expect([pictures[0]?.width, pictures[0]?.height]).to.deep.equal([256, 144]);
    });
  });

  describe('a sprite', () => {
    it('is a sheet of keyframes, and WebVTT that says when each is shown', async () => {
      const { image, vtt } = await sprite(clip);
      // Frame 51, then every keyframe that is at least a second behind the one before: 120 and 180.
      expect(await readFile(vtt, 'utf8')).to.equal(
        [
          'WEBVTT\n',
          '00:00:00.000 --> 00:00:02.760\nclip-1_sprite.jpg#xywh=0,0,160,90\n',
          '00:00:02.760 --> 00:00:05.160\nclip-1_sprite.jpg#xywh=160,0,160,90\n',
          '00:00:05.160 --> 00:00:05.960\nclip-1_sprite.jpg#xywh=320,0,160,90\n',
        ].join('\n'),
      );
      const sheet = await readPicture(image);
      expect([sheet.width, sheet.height]).to.deep.equal([480, 90]);
      for (const [index, frame] of [51, 120, 180].entries()) {
        const tile = await readPicture(image, `crop=160:90:${index * 160}:0`);
        const shown = await readPicture(clip.path, `select=eq(n\\,${frame - 51}),scale=160:90`);
        expect(difference(tile, shown)).to.be.below(8);
      }
    });

    it('shows keyframes of open groups of pictures at their times, too', async () => {
      const open = await record({ fromS: 0, toS: 8, bFrames: 2, openGop: true });
      const copied = await cut(open, [1, 7], { cut: 'keyframe' });
      const { image } = await sprite(copied);
      for (const [index, frame] of [0, 60, 120].entries()) {
        const tile = await readPicture(image, `crop=160:90:${index * 160}:0`);
        const shown = await readPicture(copied.path, `select=eq(n\\,${frame}),scale=160:90`);
        expect(difference(tile, shown)).to.be.below(8);
      }
    });

    it('has a tile for every other second at least, of a clip that was encoded', async () => {
      const edited = await cut(files, [1, 9], { edits: { ...NO_EDITS, aspect: '1:1' } });
      const { image, vtt } = await sprite(edited);
      const cues = (await readFile(vtt, 'utf8')).match(/#xywh=\d+,0,160,160/g) ?? [];
      expect(cues).to.have.lengthOf.at.least(4);
      const sheet = await readPicture(image);
      expect([sheet.width, sheet.height]).to.deep.equal([160 * cues.length, 160]);
    });
  });

  it('leave the clip as it is', async () => {
    expect(await decodeErrors(clip.path)).to.deep.equal([]);
  });
});

/** What an animated WebP says of itself. https://developers.google.com/speed/webp/docs/riff_container */
function readWebp(bytes: Buffer): {
  animation: { width: number; height: number; rounds: number };
  pictures: number;
} {
  expect(bytes.toString('latin1', 0, 4) + bytes.toString('latin1', 8, 12)).to.equal('RIFFWEBP');
  const animation = { width: 0, height: 0, rounds: -1 };
  let pictures = 0;
  for (let at = 12; at < bytes.length; ) {
    const type = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    if (type === 'VP8X') {
      animation.width = bytes.readUIntLE(at + 12, 3) + 1;
      animation.height = bytes.readUIntLE(at + 15, 3) + 1;
    }
    if (type === 'ANIM') animation.rounds = bytes.readUInt16LE(at + 12);
    if (type === 'ANMF') pictures++;
    at += 8 + length + (length % 2);
  }
  return { animation, pictures };
}
