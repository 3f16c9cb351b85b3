import { expect } from 'chai';
import fc from 'fast-check';
import { walkBoxes } from '../../../../functions/producer/adapters/box-walk.ts';
import { objectOf, sparseObject } from './objects.ts';

const KIB = 1024;
const GIB = 1024 ** 3;
const NO_MOOV = 'it has no index (moov): it is still being written, or was cut off';

/** A box's header, of 32 bits; `size` is what it says. */
function header(type: string, size: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(size);
  bytes.write(type, 4, 'latin1');
  return bytes;
}

/** A box with zeros in it. */
function box(type: string, size: number): Buffer {
  return Buffer.concat([header(type, size)], size);
}

/** A box's header, of 64 bits. */
function largeHeader(type: string, size: number): Buffer {
  const bytes = Buffer.alloc(16);
  header(type, 1).copy(bytes);
  bytes.writeBigUInt64BE(BigInt(size), 8);
  return bytes;
}

const walk = (...parts: Buffer[]) => walkBoxes(objectOf(Buffer.concat(parts)).reader);
const container = (name: string) => ({ kind: 'container', container: name });
const broken = (code: string, message: string) => ({ kind: 'broken', code, message });

const ftyp = box('ftyp', 24);

describe('the walk over top-level boxes', () => {
  it('takes for a recording what has an index and media, in either order', async () => {
    expect(await walk(ftyp, box('moov', 500), box('mdat', 2000))).to.deep.equal(container('mp4'));
    expect(await walk(ftyp, box('free', 8), box('mdat', 2000), box('moov', 500))).to.deep.equal(
      container('mp4'),
    );
  });

  it("takes QuickTime's files, with or without a type of their own", async () => {
    expect(await walk(box('wide', 8), box('mdat', 100), box('moov', 100))).to.deep.equal(container('mp4'));
    expect(await walk(box('moov', 100), box('mdat', 100))).to.deep.equal(container('mp4'));
  });

  it('takes an mdat that goes to the end of the file', async () => {
    expect(await walk(ftyp, box('moov', 100), header('mdat', 0), Buffer.alloc(1000))).to.deep.equal(
      container('mp4'),
    );
  });

  it('tells fragmented files by a fragment behind the index', async () => {
    expect(await walk(ftyp, box('moov', 100), box('moof', 100), box('mdat', 500))).to.deep.equal(
      container('fragmented-mp4'),
    );
    expect(await walk(ftyp, box('moov', 100), box('sidx', 44), box('moof', 100))).to.deep.equal(
      container('fragmented-mp4'),
    );
  });

  it('takes a fragmented file whose last fragment is still being written', async () => {
    expect(await walk(ftyp, box('moov', 100), header('moof', 5000))).to.deep.equal(
      container('fragmented-mp4'),
    );
  });

  it('tells Matroska and MPEG-TS by their first bytes', async () => {
    expect(await walk(Buffer.from('1a45dfa3', 'hex'))).to.deep.equal(container('matroska'));
    const packet = Buffer.alloc(188);
    packet[0] = 0x47;
    expect(await walk(packet, packet, packet, packet)).to.deep.equal(container('mpegts'));
    expect(await walk(packet)).to.deep.equal(container('mpegts'));
  });

  it('takes nothing for MPEG-TS that loses its sync', async () => {
    const packet = Buffer.alloc(188);
    packet[0] = 0x47;
    expect(await walk(packet, Buffer.alloc(188))).to.deep.include({ code: 'not-a-recording' });
    expect(await walk(Buffer.from('Gibberish'))).to.deep.include({ code: 'not-a-recording' });
  });

  it('refuses what is empty, and reads none of it', async () => {
    const { reader, ranges } = objectOf(Buffer.alloc(0));
    expect(await walkBoxes(reader)).to.deep.equal(broken('empty', 'it is empty'));
    expect(ranges).to.deep.equal([]);
  });

  const foreign: [what: string, bytes: Buffer, hex: string][] = [
    ['text', Buffer.from('This is not a recording.\n'), '5468697320697320'],
    ['a playlist', Buffer.from('#EXTM3U\nhttp://169.254.169.254/\n'), '23455854 4d33550a'.replace(' ', '')],
    ['a picture', Buffer.from('ffd8ffe000104a464946', 'hex'), 'ffd8ffe000104a46'],
    ['a few bytes', Buffer.from('abc'), '616263'],
    ['zeros', Buffer.alloc(5000), '0000000000000000'],
  ];
  for (const [what, bytes, hex] of foreign) {
    it(`refuses ${what}, and tells how it begins`, async () => {
      expect(await walk(bytes)).to.deep.equal(
        broken('not-a-recording', `it begins like no MP4, MOV, MKV or MPEG-TS (${hex})`),
      );
    });
  }

  const unfinished: [what: string, parts: Buffer[]][] = [
    ['has media of unknown length', [ftyp, header('mdat', 0), Buffer.alloc(1000)]],
    ['has media and nothing behind', [ftyp, box('mdat', 1000)]],
    ['ends within its media', [ftyp, header('mdat', 5000), Buffer.alloc(1000)]],
    ['ends within its index', [ftyp, box('mdat', 1000), header('moov', 500), Buffer.alloc(100)]],
    ['ends within the head of a box', [ftyp, box('mdat', 1000), Buffer.alloc(5)]],
    ['is no more than its type', [ftyp]],
    ['has fragments and no index', [box('styp', 24), box('moof', 100), box('mdat', 100)]],
    ['has a box smaller than its own head', [ftyp, header('free', 4), box('moov', 100)]],
    ['has a large box of less than its head', [ftyp, largeHeader('mdat', 7), box('moov', 100)]],
    ['ends within a large box', [ftyp, largeHeader('mdat', 5 * GIB)]],
    [
      'has more boxes than any recorder writes',
      [...Array<Buffer>(64).fill(box('free', 8)), box('moov', 100)],
    ],
  ];
  for (const [what, parts] of unfinished) {
    it(`finds no index in what ${what}`, async () => {
      expect(await walk(...parts)).to.deep.equal(broken('no-moov', NO_MOOV));
    });
  }

  it('tells where and by how much a file with an index is cut off', async () => {
    expect(await walk(ftyp, box('moov', 100), header('mdat', 5000), Buffer.alloc(500))).to.deep.equal(
      broken('truncated', 'its box "mdat" at byte 124 says 5000 bytes, 508 are there'),
    );
  });

  it('shows no invisible characters of a broken box', async () => {
    expect(await walk(ftyp, box('moov', 100), header('\x1b[2\x00', 5000))).to.deep.equal(
      broken('truncated', 'its box "?[2?" at byte 124 says 5000 bytes, 8 are there'),
    );
  });

  it('finds no media in what has an index only', async () => {
    expect(await walk(ftyp, box('moov', 100))).to.deep.equal(
      broken('truncated', 'it has an index but no media'),
    );
  });

  it('reads of a file of gigabytes its index, in one go, and little else', async () => {
    const moov = header('moov', 5_000_000);
    const mdat = largeHeader('mdat', 6 * GIB);
    // As ffmpeg leaves room for a larger media box.
    const free = header('free', 8).subarray(0, 8);
    for (const between of [Buffer.alloc(0), free]) {
      const { reader, ranges } = sparseObject(32 + 5_000_000 + 6 * GIB, [
        [0, Buffer.concat([ftyp, moov])],
        [24 + 5_000_000, Buffer.concat([between, mdat])],
      ]);
      expect(await walkBoxes(reader)).to.deep.equal(container('mp4'));
      expect(ranges).to.deep.equal([
        { start: 0, end: 64 * KIB },
        { start: 64 * KIB, end: 5_000_056 },
      ]);
    }
  });

  it('reads of a file of gigabytes its index, in one go, and little else, where that is last', async () => {
    const { reader, ranges } = sparseObject(24 + 6 * GIB + 5_000_000, [
      [0, Buffer.concat([ftyp, largeHeader('mdat', 6 * GIB)])],
      [24 + 6 * GIB, header('moov', 5_000_000)],
    ]);
    expect(await walkBoxes(reader)).to.deep.equal(container('mp4'));
    const start = 24 + 6 * GIB;
    expect(ranges).to.deep.equal([
      { start: 0, end: 64 * KIB },
      { start, end: start + 64 * KIB },
      { start: start + 64 * KIB, end: start + 5_000_000 },
    ]);
  });

  it('leaves an index that no recording has to those who want it', async () => {
    const { reader } = sparseObject(24 + 500_000_000, [
      [0, Buffer.concat([ftyp, header('moov', 499_999_000)])],
    ]);
    await walkBoxes(reader);
    expect(reader.bytesRead).to.be.at.most(128 * KIB);
  });

  it('comes to an end with any bytes whatever', async () => {
    const type = fc.constantFrom('ftyp', 'moov', 'mdat', 'moof', 'free', 'wide', 'uuid');
    const size = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.constantFrom(0, 1, 7, 8, 2 ** 32 - 1));
    const file = fc.array(
      fc.oneof(
        fc.tuple(type, size).map(([name, bytes]) => header(name, bytes)),
        fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
      ),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(file, async (parts) => {
        expect((await walk(...parts)).kind).to.be.oneOf(['container', 'broken']);
      }),
    );
  });
});
