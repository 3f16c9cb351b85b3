import { expect } from 'chai';
import fc from 'fast-check';
import { placeRecordings } from '../../../scripts/demo/placement.ts';
import { UsageError } from '../../../scripts/usage-error.ts';

const startsAtMs = Date.UTC(2026, 0, 1);

function place(...files: [path: string, durationMs: number][]) {
  const videos = files.map(([path, durationMs]) => ({ path, durationMs }));
  return placeRecordings(videos, { cameraId: 'cam', startsAtMs });
}

function keys(...files: [path: string, durationMs: number][]): string[] {
  return place(...files).map((recording) => recording.key);
}

describe('placing recordings in time', () => {
  it('lets those without a timestamp adjoin each other in the given order', () => {
    expect(keys(['/b.mp4', 20_000], ['/a.mkv', 600.6], ['/c.ts', 1])).to.deep.equal([
      'cam/recording.20260101T000000000.mp4',
      'cam/recording.20260101T000020000.mkv',
      'cam/recording.20260101T000020601.ts',
    ]);
  });

  it('keeps a name that is a recording of its own', () => {
    expect(
      keys(['/x/surf.main.20250607T080910123.mov', 1000], ['/surf.main.20250607T080911.mp4', 1000]),
    ).to.deep.equal(['cam/surf.main.20250607T080910123.mov', 'cam/surf.main.20250607T080911.mp4']);
  });

  it('keeps the timestamp of any other name that ends in one', () => {
    expect(keys(['/GOPRO-20250607T080910.MP4', 1000], ['/a.b.c.20250607T080911.mp4', 1000])).to.deep.equal([
      'cam/GOPRO.20250607T080910.mp4',
      'cam/a-b-c.20250607T080911.mp4',
    ]);
    expect(keys(['/20250607T080910.ts', 1000])).to.deep.equal(['cam/recording.20250607T080910.ts']);
  });

  it('takes digits that are no date for a name without a timestamp', () => {
    expect(keys(['/cam.20251341T080910.mp4', 1000])).to.deep.equal(['cam/recording.20260101T000000000.mp4']);
  });

  it('puts those without a timestamp into the series of those with one, and lets them ignore it', () => {
    expect(keys(['/a.mp4', 500], ['/surf.20250607T080910.mp4', 9000], ['/b.mp4', 500])).to.deep.equal([
      'cam/surf.20260101T000000000.mp4',
      'cam/surf.20250607T080910.mp4',
      'cam/surf.20260101T000000500.mp4',
    ]);
  });

  it('gives a file that cannot be read no time, and a name of its own', () => {
    expect(keys(['/broken.mp4', 0], ['/empty.mp4', 0], ['/a.mp4', 500], ['/text.mp4', 0])).to.deep.equal([
      'cam/recording.20251231T235959998.mp4',
      'cam/recording.20251231T235959999.mp4',
      'cam/recording.20260101T000000000.mp4',
      'cam/recording.20260101T000000500.mp4',
    ]);
  });

  it('names a file of another ending .mp4, since the function lists no others', () => {
    expect(keys(['/clip.m4v', 500], ['/noext', 500])).to.deep.equal([
      'cam/recording.20260101T000000000.mp4',
      'cam/recording.20260101T000000500.mp4',
    ]);
  });

  it('refuses two recordings of one name', () => {
    const twice = () => keys(['/x/a.20250607T080910.mp4', 1000], ['/y/a.20250607T080910.mp4', 1000]);
    expect(twice).to.throw(UsageError, 'two recordings are named a.20250607T080910.mp4');
  });

  it('is never off by more than half a millisecond, however many recordings adjoin', () => {
    const duration = fc.double({ min: 1, max: 100_000, noNaN: true });
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1, maxLength: 50 }), (durations) => {
        const placed = place(...durations.map((ms, index): [string, number] => [`/${index}.mp4`, ms]));
        let elapsedMs = 0;
        for (const { startMs, durationMs } of placed) {
          expect(startMs - startsAtMs).to.be.closeTo(elapsedMs, 0.5 + 1e-6);
          elapsedMs += durationMs;
        }
      }),
    );
  });
});
