import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import installed from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import { execa } from 'execa';
import { makeRecording } from '../fixtures/recordings.ts';
import { makeOnce } from '../fixtures/recordings-cache.ts';
import { cutting } from './cut.ts';

/** 150 s of about 3 Mbit/s, so that a clip of it takes many reads. */
const LONG = {
  width: 640,
  height: 360,
  fps: 10,
  gop: 20,
  seconds: 150,
  kbps: 3000,
  container: 'mp4-moov-last',
} as const;
const KEY = 'cam/front.20260101T000000.mp4';

describe('what is read of a recording', () => {
  const { cut } = cutting();

  for (const [where, args] of [
    ['first', ['-movflags', '+faststart', '-f', 'mp4']],
    ['last', ['-f', 'mp4']],
  ] as const) {
    it(`is at most half as much again as the clip besides the index, which comes ${where}`, async () => {
      const path = await longRecordingIn('mp4', args);
      const indexBytes = await sizeOfIndex(path);
      for (const changes of [{}, { cut: 'keyframe' }] as const) {
        const { bytesRead, media, problem } = await cut({ [KEY]: path }, [71.3, 101.3], changes);
        expect(problem).to.equal(null);
        expect(bytesRead).to.be.at.most(1.5 * media.bytes + indexBytes);
      }
    });
  }

  it('is at most half as much again as the clip where it is fragmented', async () => {
    const path = await longRecordingIn('mp4', [
      '-movflags',
      '+frag_keyframe+delay_moov+default_base_moof',
      '-f',
      'mp4',
    ]);
    const { bytesRead, media, problem } = await cut({ [KEY]: path }, [71.3, 101.3]);
    expect(problem).to.equal(null);
    expect(bytesRead).to.be.at.most(1.5 * media.bytes);
  });

  for (const [container, muxer] of [
    ['ts', 'mpegts'],
    ['mkv', 'matroska'],
  ] as const) {
    it(`is no more than a part of what has no index to find a moment by (${container})`, async () => {
      const path = await longRecordingIn(container, ['-f', muxer]);
      const { bytesRead, problem } = await cut({ [KEY]: path }, [71.3, 76.3]);
      expect(problem).to.equal(null);
      expect(bytesRead).to.be.at.most((await stat(path)).size / 2);
    });
  }
});

/** The same pictures in another container. */
async function longRecordingIn(extension: string, args: readonly string[]): Promise<string> {
  const path = await makeRecording(LONG);
  return makeOnce([installed.version, basename(path), args], extension, (target) =>
    execa(installed.path, ['-v', 'error', '-i', path, '-c', 'copy', ...args, target]),
  );
}

/** The bytes of a file's `moov` box. */
async function sizeOfIndex(path: string): Promise<number> {
  const file = await open(path);
  try {
    const header = Buffer.alloc(8);
    for (let position = 0; (await file.read(header, 0, 8, position)).bytesRead === 8; ) {
      const size = header.readUInt32BE(0);
      if (header.toString('latin1', 4) === 'moov') return size;
      position += size;
    }
  } finally {
    await file.close();
  }
  throw new Error(`${path} has no index`);
}
