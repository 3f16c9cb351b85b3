import { expect } from 'chai';
import fc from 'fast-check';
import {
  formatTimestamp,
  parseRecordingName,
  parseTimestamp,
} from '../../../../functions/producer/core/recording-name.ts';

const NINE_THIRTY = Date.UTC(2026, 0, 31, 9, 30, 15);

const part = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const instant = fc.integer({ min: 0, max: 253_402_300_799_999 });

describe('the name of a recording', () => {
  it('tells camera, alias and the UTC time of the first frame', () => {
    expect(parseRecordingName('cam/front.20260131T093015.mp4')).to.deep.equal({
      cameraId: 'cam',
      alias: 'front',
      stream: null,
      startMs: NINE_THIRTY,
      extension: 'mp4',
      seriesPrefix: 'cam/front.',
    });
  });

  it('may tell a stream and milliseconds', () => {
    expect(parseRecordingName('cam/front.sub-1.20260131T093015007.mkv')).to.deep.include({
      alias: 'front',
      stream: 'sub-1',
      startMs: NINE_THIRTY + 7,
      extension: 'mkv',
      seriesPrefix: 'cam/front.sub-1.',
    });
  });

  it('is looked for below the prefix, and nowhere else', () => {
    expect(parseRecordingName('a/b/cam/front.20260131T093015.ts', 'a/b/')).to.deep.include({
      cameraId: 'cam',
      seriesPrefix: 'a/b/cam/front.',
    });
    expect(parseRecordingName('cam/front.20260131T093015.ts', 'a/b/')).to.equal(null);
    expect(parseRecordingName('a/b/cam/front.20260131T093015.ts', 'a/')).to.equal(null);
  });

  const foreign: [why: string, key: string][] = [
    ['has another ending', 'cam/front.20260131T093015.jpg'],
    ['has an ending in capitals', 'cam/front.20260131T093015.MP4'],
    ['has no camera', 'front.20260131T093015.mp4'],
    ['has an empty camera', '/front.20260131T093015.mp4'],
    ['lies a folder deeper', 'cam/2026/front.20260131T093015.mp4'],
    ['has no alias', 'cam/.20260131T093015.mp4'],
    ['has no time', 'cam/front.mp4'],
    ['has a part too many', 'cam/front.sub.x.20260131T093015.mp4'],
    ['has a time of a zone', 'cam/front.20260131T093015Z.mp4'],
    ['has two digits of milliseconds', 'cam/front.20260131T09301500.mp4'],
    ['has a thirteenth month', 'cam/front.20261331T093015.mp4'],
    ['has a 30th of February', 'cam/front.20260230T093015.mp4'],
    ['has a month zero', 'cam/front.20260031T093015.mp4'],
    ['has a 25th hour', 'cam/front.20260131T253015.mp4'],
    ['has a 24th hour', 'cam/front.20260131T240000.mp4'],
    ['has a 61st second', 'cam/front.20260131T093060.mp4'],
    ['ends with a line end', 'cam/front.20260131T093015.mp4\n'],
    ['is the folder itself', 'cam/'],
  ];
  for (const [why, key] of foreign) {
    it(`is none when it ${why}`, () => {
      expect(parseRecordingName(key)).to.equal(null);
    });
  }

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(
        part,
        part,
        fc.option(part),
        instant,
        fc.constantFrom('mp4', 'ts', 'mov', 'mkv'),
        (...parts) => {
          const [cameraId, alias, stream, startMs, extension] = parts;
          const seriesPrefix = `some/where/${cameraId}/${stream === null ? alias : `${alias}.${stream}`}.`;
          expect(
            parseRecordingName(`${seriesPrefix}${formatTimestamp(startMs)}.${extension}`, 'some/where/'),
          ).to.deep.equal({ cameraId, alias, stream, startMs, extension, seriesPrefix });
        },
      ),
    );
  });
});

describe('the time in a name', () => {
  it('is the UTC time to the millisecond', () => {
    expect(formatTimestamp(NINE_THIRTY + 7)).to.equal('20260131T093015007');
    expect(parseTimestamp('20260131T093015007')).to.equal(NINE_THIRTY + 7);
    expect(parseTimestamp('20240229T000000')).to.equal(Date.UTC(2024, 1, 29));
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(instant, (ms) => {
        expect(parseTimestamp(formatTimestamp(ms))).to.equal(ms);
      }),
    );
  });

  it('sorts as time goes by', () => {
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        expect(formatTimestamp(a) < formatTimestamp(b)).to.equal(a < b);
      }),
    );
  });

  it('is read from nothing else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = parseTimestamp(text);
        if (ms !== null) expect(formatTimestamp(ms).slice(0, text.length)).to.equal(text);
      }),
    );
    for (const text of ['', '20260131', '20260131T0930', '2026-01-31T09:30:15', '00990131T093015']) {
      expect(parseTimestamp(text)).to.equal(null);
    }
  });
});
