import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import installed from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import { type Trace, tracedFfmpeg } from '../fixtures/traced-ffmpeg.ts';
import { makeWatermark } from '../fixtures/watermarks.ts';
import { record } from './cut.ts';
import { produce } from './producing.ts';

/** What every program on Linux may look at to find out what it runs on, itself included. */
const OF_THE_SYSTEM =
  /^(\/dev\/(u?random|null)|\/proc\/(self|cpuinfo|stat|sys|meminfo|filesystems)\b.*|\/sys\/devices\/system\/cpu\b.*|\/etc\/(ld\.so\.\w+|localtime)|\/(usr\/)?lib(64)?\/.*\.so[.\d]*)$/;

// Elsewhere there is no strace; what ffmpeg does is the same.
if (process.platform === 'linux') {
  describe('ffmpeg, as the kernel sees it,', () => {
    let folder: string;
    let trace: Trace;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'traced-test-'));
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
      trace = await traced.trace();
    });
    after(() => rm(folder, { recursive: true }));

    it('asks for no socket, no address and no connection', () => {
      expect(trace.network).to.deep.equal([]);
    });

    it('opens files of its work folder and of the system, and no others', () => {
      const own = (path: string) =>
        !path.startsWith('/') || path.startsWith(join(tmpdir(), 'producing-test-'));
      expect(trace.opened.filter(own)).not.to.deep.equal([]);
      expect(trace.opened.filter((path) => path.includes('..'))).to.deep.equal([]);
      expect(trace.opened.filter((path) => !own(path) && !OF_THE_SYSTEM.test(path))).to.deep.equal([]);
    });

    it('starts no other program', () => {
      expect([...new Set(trace.executed)]).to.deep.equal([installed.path]);
    });
  });
}
