import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import installed from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import { startCanaries } from '../fixtures/canaries.ts';
import { foreignFiles } from '../fixtures/foreign-files.ts';
import { hostileIndexes } from '../fixtures/hostile-indexes.ts';
import { hostilePictures, hugeOnTheWay, noise } from '../fixtures/hostile-pictures.ts';
import { hostileStreams } from '../fixtures/hostile-streams.ts';
import { hostileTimes } from '../fixtures/hostile-times.ts';
import { type Trace, tracedFfmpeg } from '../fixtures/traced-ffmpeg.ts';
import { makeWatermark } from '../fixtures/watermarks.ts';
import { record } from './cut.ts';
import { produce } from './producing.ts';

/** What every program on Linux may look at to find out what it runs on, itself included. */
const OF_THE_SYSTEM =
  /^(\/dev\/(u?random|null)|\/proc\/(self|cpuinfo|stat|sys|meminfo|filesystems)\b.*|\/sys\/devices\/system\/cpu\b.*|\/etc\/(ld\.so\.\w+|localtime)|\/(usr\/)?lib(64)?\/.*\.so[.\d]*)$/;

/** Of the work folder: by a name, or by the whole path. */
const isOwn = (path: string) => !path.startsWith('/') || path.startsWith(join(tmpdir(), 'producing-test-'));

/** No socket, no file but those of the work folder and of the system, no other program. */
function expectConfined({ network, opened, executed }: Trace): void {
  expect(network).to.deep.equal([]);
  expect(opened.filter(isOwn)).not.to.deep.equal([]);
  expect(opened.filter((path) => path.includes('..'))).to.deep.equal([]);
  expect(opened.filter((path) => !isOwn(path) && !OF_THE_SYSTEM.test(path))).to.deep.equal([]);
  expect([...new Set(executed)]).to.deep.equal([installed.path]);
}

// Elsewhere there is no strace; what ffmpeg does is the same.
if (process.platform === 'linux') {
  describe('ffmpeg, as the kernel sees it,', () => {
    let folder: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'traced-test-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('opens no connection, files of its work folder and of the system, and no other program', async () => {
      const traced = await tracedFfmpeg(installed.path, folder);
      const recordings = await record({ fromS: 0, toS: 4, gop: 25, audio: 'mulaw', container: 'mov' });
      const [key] = Object.keys(recordings);
      const files = { ...recordings, 'watermarks/logo.png': await makeWatermark('red', 64, 32) };
      const asked = { recording: { key }, startMs: 500, endMs: 2500, preview: 'gif', sprite: true };
      // Every command that there is: joined and whole encodes, sound, a watermark, and all images.
      for (const [clipId, edits] of Object.entries({
        smart: {},
        encode: { watermark: { key: 'logo.png' } },
      })) {
        const { status, reason } = await produce(files, { clipId, ...asked, edits }, traced.path);
        expect({ status, reason }).to.deep.equal({ status: 'CLIP_AVAILABLE', reason: null });
      }
      expectConfined(await traced.trace());
    });

    it('is never started for what is refused by its bytes, its index, its pictures or its times', async () => {
      const canaries = await startCanaries();
      const traced = await tracedFfmpeg(installed.path, folder);
      const before = { ...foreignFiles(canaries), ...hostileIndexes(canaries), ...hostileStreams };
      for (const [what, { make }] of Object.entries({ ...before, ...hostilePictures, ...hostileTimes })) {
        const { status } = await produceFrom(await make(), traced.path);
        expect(status, what).to.equal('CLIP_REJECTED');
      }
      expect(await traced.trace()).to.deep.equal({ network: [], opened: [], executed: [] });
      await canaries.stop();
    });

    it('does the same with pictures that are hostile only when they are decoded', async () => {
      const traced = await tracedFfmpeg(installed.path, folder);
      const statuses: Record<string, string> = {};
      for (const [what, make] of Object.entries({ hugeOnTheWay, noise })) {
        const { status } = await produceFrom(await make(), traced.path, {
          edits: { mute: true, fadeInMs: 200 },
        });
        statuses[what] = status;
      }
      // A decoder of ours drops a parameter set that asks for too much, and goes on with the one before: it is right.
      expect(statuses).to.deep.equal({ hugeOnTheWay: 'CLIP_AVAILABLE', noise: 'CLIP_REJECTED' });
      expectConfined(await traced.trace());
    });

    it('never sees a watermark that is none', async () => {
      const canaries = await startCanaries();
      const traced = await tracedFfmpeg(installed.path, folder);
      const { make } = foreignFiles(canaries)['an HLS playlist'] as { make: () => Promise<string> };
      const recordings = await record({ fromS: 0, toS: 4, gop: 25 });
      const [key] = Object.keys(recordings);
      const body = {
        clipId: 'c',
        recording: { key },
        startMs: 500,
        endMs: 1500,
        edits: { watermark: { key: 'logo.png' } },
      };
      const { status, reason } = await produce(
        { ...recordings, 'watermarks/logo.png': await make() },
        body,
        traced.path,
      );
      expect({ status, code: reason?.code }).to.deep.equal({
        status: 'CLIP_REJECTED',
        code: 'bad-watermark',
      });
      expect((await traced.trace()).executed).to.deep.equal([]);
      expect(canaries.connections()).to.equal(0);
      await canaries.stop();
    });
  });
}

/** A second of a recording that begins and ends between keyframes. */
function produceFrom(path: string, ffmpegPath: string, asked: Readonly<Record<string, unknown>> = {}) {
  const key = `cam/front.20260101T000000${extname(path)}`;
  const body = { clipId: 'clip-1', recording: { key }, startMs: 200, endMs: 1_400, ...asked };
  return produce({ [key]: path }, body, ffmpegPath);
}
