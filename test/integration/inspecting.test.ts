import { expect } from 'chai';
import type { S3Archive } from '../../functions/producer/adapters/s3-archive.ts';
import type { Inspection } from '../../functions/producer/ports.ts';
import {
  emptyRecording,
  recordingWithoutMoov,
  textRecording,
  truncatedRecording,
  unfinishedRecording,
} from '../fixtures/broken-recordings.ts';
import { type Container, makeAudioOnlyRecording } from '../fixtures/recordings.ts';
import { keepBytes } from '../fixtures/recordings-cache.ts';
import { requestOf, T0 } from '../functions/producer/samples.ts';
import { openArchive, record } from './cut.ts';

const KEY = 'cam/front.20260101T000000.mp4';

describe('a look into an object', () => {
  let archive: S3Archive;

  afterEach(() => archive.close());

  async function inspect(path: string): Promise<Inspection> {
    archive = openArchive({ [KEY]: path });
    const [found] = await archive.find(requestOf());
    if (!found) throw new Error(`${path} was not found`);
    return archive.inspect(found);
  }

  const containers: [container: Container, kind: string][] = [
    ['mp4', 'mp4'],
    ['mp4-moov-last', 'mp4'],
    ['mov', 'mp4'],
    ['fmp4', 'fragmented-mp4'],
    ['mkv', 'matroska'],
    ['ts', 'mpegts'],
  ];
  for (const [container, kind] of containers) {
    it(`finds a recording in ${container}, and what it takes to cut it`, async () => {
      const [path] = Object.values(await record({ fromS: 0, toS: 10, container, gop: 50 }));
      const inspection = await inspect(path ?? '');
      if (inspection.kind !== 'recording') throw new Error(inspection.message);
      const { durationUs, video, audio, ...found } = inspection.recording;
      expect(found).to.deep.include({ key: KEY, startMs: T0, container: kind });
      expect(durationUs).to.be.closeTo(10_000_000, 2000);
      expect(video).to.deep.include({
        codec: 'avc',
        width: 384,
        height: 216,
        rotation: 0,
        isPlain: true,
        isJoinable: true,
      });
      expect(video.fps).to.be.closeTo(25, 0.05);
      expect(audio).to.deep.include({ codec: 'aac', channels: 1, sampleRate: 48_000 });
    });
  }

  const broken: [what: string, make: () => Promise<string>, code: string][] = [
    ['nothing', emptyRecording, 'empty'],
    ['text', () => textRecording(), 'not-a-recording'],
    ['a playlist that names a file of this machine', playlist, 'not-a-recording'],
    ['half a recording', () => truncatedRecording({ seconds: 2 }), 'truncated'],
    ['a recording without its index', () => recordingWithoutMoov({ seconds: 2 }), 'no-moov'],
    ['a recording that is still being written', () => unfinishedRecording({ seconds: 2 }), 'no-moov'],
    ['sound alone', () => makeAudioOnlyRecording(2), 'no-video'],
    ['a recording whose index is gibberish', gibberishIndex, 'no-video'],
    ['gibberish that begins like Matroska', () => gibberish('1a45dfa3'), 'no-video'],
    ['gibberish that begins like MPEG-TS', () => gibberish('47'), 'not-a-recording'],
    ['packets of MPEG-TS with nothing in them', emptyPackets, 'unreadable'],
  ];
  for (const [what, make, code] of broken) {
    it(`tells ${what} from a recording, by name and reason`, async () => {
      const inspection = await inspect(await make());
      expect(inspection).to.deep.include({ kind: 'broken', key: KEY, code });
      if (inspection.kind !== 'broken') return;
      expect(inspection.message).to.match(new RegExp(`^recording ${KEY} cannot be cut: .`));
      expect(inspection.message).not.to.contain(process.cwd());
    });
  }

  it('tells the same of two recordings that one decoder plays, and not of others', async () => {
    const parametersOf = async (path: string | undefined) => {
      const inspection = await inspect(path ?? '');
      await archive.close();
      return inspection.kind === 'recording' ? inspection.recording.video.parameters : inspection.message;
    };
    const [one] = Object.values(await record({ fromS: 0, toS: 8, gop: 50 }));
    const [same] = Object.values(await record({ fromS: 8, toS: 14, gop: 50 }));
    const [other] = Object.values(await record({ fromS: 0, toS: 8, gop: 50, width: 400 }));
    expect(await parametersOf(one)).to.equal(await parametersOf(same));
    expect(await parametersOf(one)).not.to.equal(await parametersOf(other));
  });
});

/** What ffmpeg would take for a list of files to read, whatever it is called. */
function playlist(): Promise<string> {
  const text = '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n';
  return keepBytes(Buffer.from(text), 'mp4');
}

/** Boxes as they should be, with nothing in them that can be read. */
function gibberishIndex(): Promise<string> {
  const box = (type: string, size: number) => {
    const bytes = Buffer.alloc(size, 0xa5);
    bytes.writeUInt32BE(size, 0);
    bytes.write(type, 4, 'latin1');
    return bytes;
  };
  const bytes = Buffer.concat([box('ftyp', 24), box('moov', 400), box('mdat', 4000)]);
  return keepBytes(bytes, 'mp4');
}

function gibberish(start: string): Promise<string> {
  const bytes = Buffer.concat([Buffer.from(start, 'hex'), Buffer.alloc(5000, 0xa5)]);
  return keepBytes(bytes, 'mp4');
}

/** Padding alone, as a multiplexer sends it that has nothing to say. */
function emptyPackets(): Promise<string> {
  const packet = Buffer.alloc(188, 0xff);
  packet.write('471fff10', 'hex');
  const bytes = Buffer.concat(Array<Buffer>(100).fill(packet));
  return keepBytes(bytes, 'ts');
}
