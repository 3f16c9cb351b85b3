import { open, stat } from 'node:fs/promises';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import { execa } from 'execa';
import { putObject } from '../../scripts/local/put-object.ts';
import { readFrames } from '../fixtures/read-back.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { makeOnce } from '../fixtures/recordings-cache.ts';
import { type Deployment, deployment } from './deployment.ts';
import { availableClip, download, numbers } from './outcome.ts';

/** 2026-01-01T00:00:00Z */
const T0 = 1_767_225_600_000;

const INDEX_PLACES = { first: ['-movflags', '+faststart'], last: [] };

describe('30 s out of a recording of 10 minutes', () => {
  let wavecut: Deployment;

  before(async () => {
    wavecut = await deployment();
  });

  for (const [place, flags] of Object.entries(INDEX_PLACES)) {
    it(`cost at most half as much again as the clip's bytes, and the index, where that is ${place}`, async () => {
      const { clients, recordingsBucket } = wavecut.environment;
      const recording = await makeLongRecording(flags);
      const key = `cam-long-${place}/front.20260101T000000.mp4`;
      await putObject(clients.s3, recordingsBucket, key, recording);
      const clipId = `long-${place}`;

      // From between two keyframes to between two others.
      const window = { startTimestampInMs: T0 + 301_500, endTimestampInMs: T0 + 331_500 };
      await wavecut.sendAll(JSON.stringify({ clipId, cameraId: `cam-long-${place}`, ...window }));

      const { media, sources } = await availableClip(wavecut, clipId);
      const { path } = await download(wavecut, `cam-long-${place}/${clipId}.mp4`);
      // The recording comes round every 600 frames; 301.5 s is 45 frames into the sixteenth round.
      const frames = numbers(45, 944).map((frame) => frame % 600);
      expect((await readFrames(path)).map(({ frame }) => frame)).to.deep.equal(frames);
      const reads = wavecut.s3.reads.filter((read) => read.path === `${recordingsBucket}/${key}`);
      const bytesRead = reads.reduce((sum, { start, end }) => sum + end - start, 0);
      const allowed = 1.5 * (media?.bytes ?? 0) + (await indexBytes(recording));
      expect(bytesRead).to.be.at.most(allowed);
      expect(sources?.map((source) => source.bytesRead)).to.deep.equal([bytesRead]);
      expect((await stat(recording)).size).to.be.greaterThan(10 * allowed);
      // It is kept in memory, and there are other tests to come.
      await clients.s3.send(new DeleteObjectCommand({ Bucket: recordingsBucket, Key: key }));
    });
  }
});

/** 30 times 20 s of 640x360, a keyframe every 2 s. */
async function makeLongRecording(flags: readonly string[]): Promise<string> {
  const round = await makeRecording({ seconds: 20 });
  const args = ['-stream_loop', '29', '-i', round, '-c', 'copy', '-t', '600', ...flags, '-f', 'mp4'];
  return makeOnce([ffmpeg.version, args], 'mp4', (path) =>
    execa(ffmpeg.path, ['-v', 'error', '-nostdin', ...args, path]),
  );
}

/** Size of an MP4's `moov`, a box of the top level (ISO/IEC 14496-12, 4.2). */
async function indexBytes(path: string): Promise<number> {
  const file = await open(path);
  try {
    const { size: total } = await file.stat();
    for (let position = 0; position < total; ) {
      const { buffer } = await file.read(Buffer.alloc(8), 0, 8, position);
      const size = buffer.readUInt32BE(0);
      if (buffer.toString('latin1', 4) === 'moov') return size;
      position += size;
    }
    throw new Error(`${path} has no index`);
  } finally {
    await file.close();
  }
}
