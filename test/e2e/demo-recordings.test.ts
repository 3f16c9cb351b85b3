import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { EncodedPacketSink, FilePathSource, Input, MP4 } from 'mediabunny';
import { type DemoRecording, makeDemoRecordings } from '../../scripts/demo/demo-recordings.ts';
import { decodeErrors } from '../fixtures/read-back.ts';

describe('recordings of the demo', () => {
  let folder: string;
  let recordings: DemoRecording[];

  before(async () => {
    // A folder that ffmpeg's filter syntax would trip over, if it got there.
    folder = await mkdtemp(join(tmpdir(), "wavecut-it's a:demo-"));
    recordings = await makeDemoRecordings(folder, {
      seconds: 4,
      startsAtMs: Date.UTC(2026, 4, 1, 23, 59, 58),
    });
  });
  after(() => rm(folder, { recursive: true }));

  it('adjoin each other and are named by their time', () => {
    expect(recordings.map(({ key, startMs, endMs }) => [key, startMs, endMs])).to.deep.equal([
      ['58349/surf-cam.20260501T235958000.mp4', 1_777_679_998_000, 1_777_680_002_000],
      ['58349/surf-cam.20260502T000002000.mp4', 1_777_680_002_000, 1_777_680_006_000],
    ]);
  });

  it('have a keyframe every two seconds, 30 frames a second in order, sound, and nothing to complain of', async () => {
    for (const { path } of recordings) {
      const input = new Input({ source: new FilePathSource(path), formats: [MP4] });
      const video = await input.getPrimaryVideoTrack();
      if (!video) throw new Error('no picture');
      const frames: [timestamp: number, type: string][] = [];
      for await (const packet of new EncodedPacketSink(video).packets())
        frames.push([Math.round(packet.timestamp * 30), packet.type]);
      expect(frames).to.deep.equal(
        Array.from({ length: 120 }, (_, index) => [index, index % 60 === 0 ? 'key' : 'delta']),
      );
      expect([await video.getDisplayWidth(), await video.getDisplayHeight()]).to.deep.equal([1280, 720]);
      expect(await (await input.getPrimaryAudioTrack())?.getCodec()).to.equal('aac');
      input.dispose();
      expect(await decodeErrors(path)).to.deep.equal([]);
    }
  });

  it('refuse a start that the burnt-in clock cannot show', async () => {
    const failure = await makeDemoRecordings(folder, { startsAtMs: 500 }).catch(
      (error: Error) => error.message,
    );
    expect(failure).to.equal('the burnt-in clock starts at a whole second');
  });
});
