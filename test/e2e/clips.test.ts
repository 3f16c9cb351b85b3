import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { notificationOf } from '../../functions/producer/core/notification.ts';
import { putObject } from '../../scripts/local/put-object.ts';
import { decodeErrors, readBeeps, readFrames } from '../fixtures/read-back.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { type Deployment, deployment } from './deployment.ts';
import { availableClip, documentOf, download, keysWith, numbers, toldOf } from './outcome.ts';

/** 2026-01-01T00:00:00Z: the first frame of the first recording. */
const T0 = 1_767_225_600_000;
const FIRST = 'cam-clips/front.20260101T000000.mp4';
const SECOND = 'cam-clips/front.20260101T000010.mp4';

describe('a clip of the deployed function', () => {
  let wavecut: Deployment;

  before(async () => {
    wavecut = await deployment();
    const { clients, recordingsBucket } = wavecut.environment;
    // 10 s each, 30 frames a second, a keyframe every 2 s.
    await putObject(clients.s3, recordingsBucket, FIRST, await makeRecording());
    await putObject(clients.s3, recordingsBucket, SECOND, await makeRecording({ firstFrame: 300 }));
  });

  const ask = (request: object) => wavecut.sendAll(JSON.stringify(request));

  it('holds exactly the frames and the sound of a window across two recordings', async () => {
    await ask({
      clipId: 'join',
      cameraId: 'cam-clips',
      startTimestampInMs: T0 + 8_500,
      endTimestampInMs: T0 + 12_200,
    });

    const document = await availableClip(wavecut, 'join');
    expect(document).to.deep.include({
      cameraId: 'cam-clips',
      startTimestampInMs: T0 + 8_500,
      endTimestampInMs: T0 + 12_200,
      covered: [[T0 + 8_500, T0 + 12_200]],
      gaps: [],
      attempts: 1,
      cutMode: 'smart',
    });
    expect(document.media).to.include({ durationMs: 3_700, frames: 111, width: 640, height: 360, fps: 30 });
    expect(document.sources?.map(({ key, fromMs, toMs }) => ({ key, fromMs, toMs }))).to.deep.equal([
      { key: FIRST, fromMs: 8_500, toMs: 10_000 },
      { key: SECOND, fromMs: 0, toMs: 2_200 },
    ]);
    const { path } = await download(wavecut, 'cam-clips/join.mp4');
    expect((await readFrames(path)).map(({ frame }) => frame)).to.deep.equal(numbers(255, 365));
    const beeps = await readBeeps(path);
    expect(beeps).to.have.lengthOf(4);
    // The second one is at the join, where a packet of sound (21 ms) is halved.
    for (const [index, onset] of beeps.entries()) expect(onset).to.be.closeTo(0.5 + index, 0.011);
    expect(await decodeErrors(path)).to.deep.equal([]);
  });

  it('holds exactly the frames of a part of one recording, named by its key', async () => {
    await ask({ clipId: 'part', recording: { key: FIRST }, startMs: 3_000, endMs: 5_400 });

    const document = await availableClip(wavecut, 'part');
    expect(document).to.deep.include({
      cameraId: 'cam-clips',
      startTimestampInMs: T0 + 3_000,
      endTimestampInMs: T0 + 5_400,
      recording: { key: FIRST },
      startMs: 3_000,
      endMs: 5_400,
      covered: [[3_000, 5_400]],
    });
    const { path } = await download(wavecut, 'cam-clips/part.mp4');
    expect((await readFrames(path)).map(({ frame }) => frame)).to.deep.equal(numbers(90, 161));
  });

  it('starts at the keyframe before where it is cut at keyframes, and says so in covered', async () => {
    await ask({
      clipId: 'keyframe',
      cameraId: 'cam-clips',
      startTimestampInMs: T0 + 5_900,
      endTimestampInMs: T0 + 7_000,
      cut: 'keyframe',
    });

    const document = await availableClip(wavecut, 'keyframe');
    expect(document).to.deep.include({
      startTimestampInMs: T0 + 5_900,
      endTimestampInMs: T0 + 7_000,
      covered: [[T0 + 4_000, T0 + 7_000]],
      cutMode: 'copy',
    });
    const { path } = await download(wavecut, 'cam-clips/keyframe.mp4');
    expect((await readFrames(path)).map(({ frame }) => frame)).to.deep.equal(numbers(120, 209));
  });

  for (const clipId of ['join', 'part', 'keyframe']) {
    it(`is told as its document says and its objects are: ${clipId}`, async () => {
      const document = await availableClip(wavecut, clipId);
      const told = await toldOf(wavecut, clipId);
      const keys = await keysWith(wavecut, clipId);
      const baseUrl = `${wavecut.environment.endpoint}/wavecut-clips/cam-clips/${clipId}`;

      expect(told).to.deep.equal([
        {
          notification: notificationOf(document),
          attributes: { status: 'CLIP_AVAILABLE', cameraId: 'cam-clips', schemaVersion: '1' },
        },
      ]);
      expect(document).to.deep.include({
        bucket: 'wavecut-clips',
        clip: { key: `cam-clips/${clipId}.mp4`, url: `${baseUrl}.mp4` },
        thumbnail: {
          key: `cam-clips/${clipId}_{size}.jpg`,
          url: `${baseUrl}_{size}.jpg`,
          sizes: [300, 640],
        },
      });
      expect(keys).to.deep.equal([
        `cam-clips/${clipId}.mp4`,
        `cam-clips/${clipId}_300.jpg`,
        `cam-clips/${clipId}_640.jpg`,
      ]);
      const { bytes, sha256, contentType } = await download(wavecut, `cam-clips/${clipId}.mp4`);
      expect({ bytes, sha256 }).to.deep.equal({
        bytes: document.media?.bytes,
        sha256: document.media?.sha256,
      });
      expect(contentType).to.equal('video/mp4');
    });
  }

  it('has thumbnails of the promised widths, of the frame a quarter in', async () => {
    const sizes: Record<string, number> = {};
    for (const key of ['cam-clips/part_300.jpg', 'cam-clips/part_640.jpg']) {
      const { path, contentType } = await download(wavecut, key);
      expect(contentType).to.equal('image/jpeg');
      sizes[key] = jpegWidth(await readFile(path));
    }
    expect(sizes).to.deep.equal({ 'cam-clips/part_300.jpg': 300, 'cam-clips/part_640.jpg': 640 });

    // 2.4 s from frame 90 on: a quarter in is 0.6 s, or 18 frames.
    const { path } = await download(wavecut, 'cam-clips/part_640.jpg');
    expect((await readFrames(path)).map(({ frame }) => frame)).to.deep.equal([108]);
  });

  it('can be read by its url without credentials', async () => {
    const document = await availableClip(wavecut, 'part');
    const answer = await fetch(document.clip.url as string);
    expect(answer.status).to.equal(200);
    expect((await answer.arrayBuffer()).byteLength).to.equal(document.media?.bytes);
  });

  it('is available before it is told, and after it was asked for', async () => {
    const askedAt = Date.now();
    await ask({ clipId: 'times', recording: { key: SECOND }, startMs: 0, endMs: 1_000 });

    const document = await documentOf(wavecut, 'times');
    const { createdAt, availableAt, notifiedAt } = document as NonNullable<typeof document>;
    expect(askedAt).to.be.at.most(createdAt);
    expect(createdAt).to.be.at.most(availableAt as number);
    expect(availableAt).to.be.at.most(notifiedAt as number);
    expect(notifiedAt).to.be.at.most(Date.now());
  });
});

/** Of the start-of-frame segment: ITU-T T.81, B.2.2. */
function jpegWidth(jpeg: Buffer): number {
  for (let position = 2; position + 9 < jpeg.length; ) {
    const marker = jpeg.readUInt16BE(position);
    if (marker >= 0xffc0 && marker <= 0xffc2) return jpeg.readUInt16BE(position + 7);
    position += 2 + jpeg.readUInt16BE(position + 2);
  }
  throw new Error('there is no start of frame');
}
