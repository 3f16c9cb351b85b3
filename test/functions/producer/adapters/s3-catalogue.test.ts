import { ListObjectsV2Command, type ListObjectsV2CommandInput } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import fc from 'fast-check';
import { findInListing } from '../../../../functions/producer/adapters/s3-catalogue.ts';
import { S3Recordings } from '../../../../functions/producer/adapters/s3-recordings.ts';
import { formatTimestamp } from '../../../../functions/producer/core/recording-name.ts';
import { rejectionOf, T0 } from '../samples.ts';
import { mockedS3 } from './mocked-aws.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** From 10:00 to 10:02 UTC. */
const WINDOW = { startMs: T0 + 10 * HOUR_MS, endMs: T0 + 10 * HOUR_MS + 2 * MINUTE_MS };

/** The name of a recording that begins so many minutes after 10:00. */
const at = (minutes: number, series = 'cam/front', extension = 'mp4') =>
  `${series}.${formatTimestamp(WINDOW.startMs + minutes * MINUTE_MS).slice(0, -3)}.${extension}`;

describe('the recordings of a window, by the listing', () => {
  const s3 = mockedS3();

  /** A bucket with these keys, listed in S3's order. */
  function bucketOf(keys: readonly string[]): S3Recordings {
    const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    s3.mock.on(ListObjectsV2Command).callsFake((input: ListObjectsV2CommandInput) => {
      const after = Buffer.from(input.ContinuationToken ?? input.StartAfter ?? '');
      const rest = sorted.filter(
        (key) => key.startsWith(input.Prefix ?? '') && Buffer.compare(Buffer.from(key), after) > 0,
      );
      const page = rest.slice(0, Math.min(input.MaxKeys ?? 1000, 1000));
      return {
        Contents: page.map((key) => ({ Key: key, ETag: '"e"', Size: 1 })),
        IsTruncated: rest.length > page.length,
        NextContinuationToken: page.at(-1),
      };
    });
    return new S3Recordings(s3.client, 'recordings');
  }

  const keysFound = async (keys: readonly string[], prefix = '') =>
    (await findInListing(bucketOf(keys), `${prefix}cam/`, prefix, WINDOW, 2 * HOUR_MS)).found.map(
      ({ key }) => key,
    );

  it('are the last that begins at or before it, and all that begin within it', async () => {
    const keys = [-20, -10, -1, 0.5, 1, 2, 3].map((minutes) => at(minutes));
    expect(await keysFound(keys)).to.deep.equal([at(-1), at(0.5), at(1)]);
  });

  it('are found behind any number of objects that are none', async () => {
    const others = Array.from({ length: 1500 }, (_, index) => `cam/a-note-${index}.txt`);
    expect(await keysFound([...others, at(-1)])).to.deep.equal([at(-1)]);
    expect(s3.mock.commandCalls(ListObjectsV2Command)).to.have.length.below(8);
  });

  it('tell when they begin', async () => {
    expect((await findInListing(bucketOf([at(-1)]), 'cam/', '', WINDOW, HOUR_MS)).found).to.deep.equal([
      { key: 'cam/front.20260101T095900.mp4', etag: '"e"', bytes: 1, startMs: WINDOW.startMs - MINUTE_MS },
    ]);
  });

  it('are looked for no further back than the longest recording reaches', async () => {
    expect(await keysFound([at(-120), at(-119)])).to.deep.equal([at(-119)]);
    expect(await keysFound([at(-120)])).to.deep.equal([at(-120)]);
    expect(await keysFound([at(-121)])).to.deep.equal([]);
  });

  it('are listed from shortly before the window on, and not from the beginning of the history', async () => {
    await keysFound([at(-1)]);
    const listings = s3.mock.commandCalls(ListObjectsV2Command).map((call) => call.args[0].input);
    expect(listings.find(({ Prefix }) => Prefix === 'cam/front.')).to.deep.equal({
      Bucket: 'recordings',
      Prefix: 'cam/front.',
      StartAfter: 'cam/front.20260101T080000',
    });
  });

  it('fail with the first listing that fails, whichever that is', async () => {
    const failure = new Error('S3 is down');
    const recordings = bucketOf([at(-1), at(-1, 'cam/side')]);
    for (const failing of [{ Prefix: 'cam/front.' }, { Prefix: 'cam/', StartAfter: 'cam/front.:' }]) {
      s3.mock.on(ListObjectsV2Command, failing).rejects(failure);
      expect(await rejectionOf(findInListing(recordings, 'cam/', '', WINDOW, 2 * HOUR_MS))).to.equal(failure);
    }
  });

  it('take few requests, however long the history', async () => {
    const keys = Array.from({ length: 5000 }, (_, index) => at(10 * (index - 4990)));
    const recordings = bucketOf(keys);
    expect((await findInListing(recordings, 'cam/', '', WINDOW, 2 * HOUR_MS)).found).to.have.lengthOf(1);
    expect(recordings.requests).to.deep.equal({ gets: 0, lists: 3 });
  });

  it('are those of the series that goes on, where a camera records under another name since a while', async () => {
    const old = [-100, -90, -80].map((minutes) => at(minutes, 'cam/front'));
    const living = [-15, -5].map((minutes) => at(minutes, 'cam/zoom'));
    expect(await keysFound([...old, ...living])).to.deep.equal([at(-5, 'cam/zoom')]);
    // Whichever is listed first.
    const renamed = [-15, -5].map((minutes) => at(minutes, 'cam/alpha'));
    expect(await keysFound([...old, ...renamed])).to.deep.equal([at(-5, 'cam/alpha')]);
  });

  it('are those without a stream name, though those of another stream begin a little later', async () => {
    const whole = [-19, -9].map((minutes) => at(minutes, 'cam/front'));
    const small = [-14, -4].map((minutes) => at(minutes, 'cam/front.small'));
    expect(await keysFound([...whole, ...small])).to.deep.equal([at(-9, 'cam/front')]);
  });

  it('come with the starts of those before them, which tell how long recordings are', async () => {
    const { startsMs } = await findInListing(
      bucketOf([-20, -10, -1, 3].map((m) => at(m))),
      'cam/',
      '',
      WINDOW,
      HOUR_MS,
    );
    expect(startsMs).to.deep.equal([-20, -10, -1].map((m) => WINDOW.startMs + m * MINUTE_MS));
  });

  it('may have milliseconds in their names', async () => {
    const keys = ['cam/front.20260101T095930250.mp4', 'cam/front.20260101T100159999.mp4'];
    expect(await keysFound([...keys, 'cam/front.20260101T100200000.mp4'])).to.deep.equal(keys);
  });

  it('are found below the prefix', async () => {
    const key = `archive/${at(0)}`;
    expect(await keysFound([key, at(0)], 'archive/')).to.deep.equal([key]);
  });

  it("are the camera's own", async () => {
    expect(await keysFound([at(0, 'cam2/front'), at(0, 'ca/front'), at(0, 'xcam/front')])).to.deep.equal([]);
  });

  it('are of the series that has the most of the window', async () => {
    const keys = [at(0, 'cam/front'), at(0, 'cam/rear'), at(1, 'cam/rear')];
    expect(await keysFound(keys)).to.deep.equal([at(0, 'cam/rear'), at(1, 'cam/rear')]);
  });

  it('are of the series without a stream name where others have as many', async () => {
    const keys = [at(0, 'cam/door.main'), at(0, 'cam/front'), at(0, 'cam/front.sub')];
    expect(await keysFound(keys)).to.deep.equal([at(0, 'cam/front')]);
  });

  it('are found among many series', async () => {
    const others = Array.from({ length: 20 }, (_, index) => at(-600, `cam/a${index}`));
    expect(await keysFound([...others, at(0, 'cam/z')])).to.deep.equal([at(0, 'cam/z')]);
  });

  it('are found in a named stream though the alias has recordings without one', async () => {
    expect(await keysFound([at(-600, 'cam/front'), at(0, 'cam/front.main')])).to.deep.equal([
      at(0, 'cam/front.main'),
    ]);
  });

  it('are found among other files of the camera', async () => {
    const others = [
      'cam/README.md',
      'cam/front.jpg',
      at(0, 'cam/front', 'json'),
      'cam/front.20269999T000000.mp4',
    ];
    expect(await keysFound([...others, at(0)])).to.deep.equal([at(0)]);
  });

  it('are none where the camera has none', async () => {
    expect(await keysFound([])).to.deep.equal([]);
  });

  it('miss none that begins within the window, whatever else is there', async () => {
    const minutes = fc.uniqueArray(fc.integer({ min: -180, max: 10 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(minutes, async (starts) => {
        const sorted = starts.sort((a, b) => a - b);
        const before = sorted.filter((start) => start <= 0 && start >= -120).slice(-1);
        const within = sorted.filter((start) => start > 0 && start < 2);
        expect(await keysFound(starts.map((start) => at(start)))).to.deep.equal(
          [...before, ...within].map((start) => at(start)),
        );
      }),
      { numRuns: 50 },
    );
  });
});
