import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { CameraApi } from '../../../../functions/producer/adapters/camera-api.ts';
import type { S3Recordings } from '../../../../functions/producer/adapters/s3-recordings.ts';
import { ClipRefused, RetryableFailure } from '../../../../functions/producer/core/errors.ts';
import { rejectionOf, T0 } from '../samples.ts';

const MINUTE_MS = 60_000;
const WINDOW = { startMs: T0 + 10 * MINUTE_MS, endMs: T0 + 12 * MINUTE_MS };
const FIRST = 'front.20260101T000000000.mp4';
const SECOND = 'front.20260101T001100000.mp4';
const entry = (file: string, startMs: number, endMs: number, more = {}) => ({
  startDate: startMs,
  endDate: endMs,
  recordingUrl: `https://elsewhere.example/bucket/${file}?signature=1`,
  alias: 'front',
  ...more,
});
const BOTH = [entry(SECOND, T0 + 11 * MINUTE_MS, T0 + 22 * MINUTE_MS), entry(FIRST, T0, T0 + 11 * MINUTE_MS)];

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

describe('the camera API as catalogue', () => {
  let server: Server;
  let asked: string[];
  let camera: Answer;
  let recordings: Answer;

  const json =
    (value: unknown, status = 200): Answer =>
    (_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };

  beforeEach(async () => {
    asked = [];
    camera = json({ alias: 'front' });
    recordings = json(BOTH);
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const answer = request.url?.startsWith('/v1/cameras/recording/') ? recordings : camera;
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** A bucket that holds these keys. */
  const bucketOf = (...keys: string[]) =>
    ({
      stat: async (key: string) => (keys.includes(key) ? { key, etag: `"${key}"`, bytes: 7 } : null),
    }) as unknown as S3Recordings;

  const api = (options = {}) => {
    const { port } = server.address() as AddressInfo;
    return new CameraApi(`http://127.0.0.1:${port}/v1`, '', {
      timeoutMs: 30_000,
      firstPauseMs: 5,
      ...options,
    });
  };
  const BUCKET = bucketOf(`cam/${FIRST}`, `cam/${SECOND}`);
  const keysFound = async (bucket = BUCKET) =>
    (await api().find('cam', WINDOW, bucket)).found.map(({ key }) => key);
  const failure = async (options = {}) => {
    const error = await rejectionOf(api(options).find('cam', WINDOW, BUCKET));
    expect(error).to.be.instanceOf(RetryableFailure).and.have.property('code', 'camera-api');
    return (error as Error).message;
  };

  it("is asked for the camera's alias, and for the alias's recordings of the window", async () => {
    await keysFound();
    expect(asked).to.deep.equal([
      '/v1/cameras/cam',
      '/v1/cameras/recording/front?startDate=1767226200000&endDate=1767226320000&allowPartialMatch=true',
    ]);
  });

  it('has its recordings put in order of time, and looked up in the bucket by their names', async () => {
    const { found, startsMs } = await api().find('cam', WINDOW, BUCKET);
    expect(found).to.deep.equal([
      { key: `cam/${FIRST}`, etag: `"cam/${FIRST}"`, bytes: 7, startMs: T0 },
      { key: `cam/${SECOND}`, etag: `"cam/${SECOND}"`, bytes: 7, startMs: T0 + 11 * MINUTE_MS },
    ]);
    expect(startsMs).to.deep.equal([T0, T0 + 11 * MINUTE_MS]);
  });

  it('may name recordings that lie in no folder of their camera', async () => {
    expect(await keysFound(bucketOf(FIRST, SECOND))).to.deep.equal([FIRST, SECOND]);
  });

  it('may know of recordings that are not there yet', async () => {
    expect(await keysFound(bucketOf(`cam/${FIRST}`))).to.deep.equal([`cam/${FIRST}`]);
  });

  it('may tell times as numbers, as digits and as dates', async () => {
    recordings = json([
      entry('a.mp4', T0, T0, { startDate: '2026-01-01T00:00:00Z', endDate: '2026-01-01T00:11:00+00:00' }),
      entry('b.mp4', T0, T0, { startDate: `${T0 + 11 * MINUTE_MS}`, endDate: null }),
    ]);
    const { found } = await api().find('cam', WINDOW, bucketOf('cam/a.mp4', 'cam/b.mp4'));
    expect(found.map(({ startMs }) => startMs)).to.deep.equal([T0, T0 + 11 * MINUTE_MS]);
  });

  it('may repeat itself, and leave out what a name tells', async () => {
    recordings = json([...BOTH, ...BOTH, { recordingUrl: FIRST }]);
    expect(await keysFound()).to.deep.equal([`cam/${FIRST}`, `cam/${SECOND}`]);
  });

  it('has what it says amiss left out, and the rest used', async () => {
    const amiss = [
      null,
      7,
      'x',
      {},
      { startDate: T0 },
      entry('..', T0, T0 + 11 * MINUTE_MS),
      { recordingUrl: 'x.mp4' },
    ];
    recordings = json([...amiss, ...BOTH, entry('%', T0, T0), entry('late.mp4', WINDOW.endMs, T0 + 9e9)]);
    expect(
      await keysFound(bucketOf(`cam/${FIRST}`, `cam/${SECOND}`, 'cam/..', 'cam/x.mp4', 'cam/late.mp4')),
    ).to.deep.equal([`cam/${FIRST}`, `cam/${SECOND}`]);
  });

  it('may know no recordings', async () => {
    for (const answer of [json([]), json({}, 404)]) {
      recordings = answer;
      expect(await keysFound()).to.deep.equal([]);
    }
  });

  it('may not know the camera, which is no failure', async () => {
    camera = json({ message: 'not found' }, 404);
    const error = await rejectionOf(api().find('cam', WINDOW, BUCKET));
    expect(error).to.be.instanceOf(ClipRefused);
    expect(error).to.deep.include({ status: 'CLIP_NOT_AVAILABLE', code: 'unknown-camera' });
    expect(asked).to.have.lengthOf(1);
  });

  it('is asked again where it fails in a way that may pass', async () => {
    for (const passing of [json({}, 500), json({}, 503), json({}, 429)]) {
      asked = [];
      const answers = [passing, passing, json({ alias: 'front' })];
      camera = (request, response) => (answers.shift() as Answer)(request, response);
      expect(await keysFound()).to.have.lengthOf(2);
      expect(asked).to.have.lengthOf(4);
    }
  });

  it('fails after three tries where it fails for good', async () => {
    camera = json({}, 500);
    expect(await failure()).to.equal('the camera API answered with status 500');
    expect(asked).to.have.lengthOf(3);
  });

  it('fails at once where it refuses', async () => {
    camera = json({}, 403);
    expect(await failure()).to.equal('the camera API answered with status 403');
    expect(asked).to.have.lengthOf(1);
  });

  it('fails where it answers with a page instead of data', async () => {
    recordings = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
    };
    expect(await failure()).to.equal('the camera API answered with something that is no JSON (text/html)');
  });

  it('fails where it answers with other data', async () => {
    camera = json({ name: 'front' });
    expect(await failure()).to.match(/^the camera API answered with no camera: alias/);
    camera = json({ alias: '../../secrets' });
    expect(await failure()).to.match(/^the camera API answered with no camera: alias/);
    camera = json({ alias: 'front' });
    recordings = json({ recordings: [] });
    expect(await failure()).to.match(/^the camera API answered with no list of recordings/);
  });

  it('fails where it keeps silent, before or within its answer', async () => {
    camera = () => {};
    expect(await failure({ timeoutMs: 100 })).to.equal(
      'the camera API was asked in vain: it took too long to answer',
    );
    camera = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"alias":');
    };
    expect(await failure({ timeoutMs: 100 })).to.equal(
      'the camera API was asked in vain: it took too long to answer',
    );
  });

  it('fails where its answer has no end', async () => {
    let sent = 0;
    camera = (_request, response) => {
      const more = () => {
        sent += 65_536;
        if (!response.destroyed) response.write(' '.repeat(65_536), more);
      };
      more();
    };
    expect(await failure()).to.equal('the camera API answered with more than 1048576 bytes');
    expect(sent).to.be.below(64 * 1024 * 1024);
  });

  it('fails where it hangs up, or is not there', async () => {
    camera = (request) => request.socket.destroy();
    expect(await failure()).to.match(/^the camera API cannot be reached: /);
    const gone = api();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const error = await rejectionOf(gone.find('cam', WINDOW, BUCKET));
    expect((error as Error).message).to.equal('the camera API cannot be reached: ECONNREFUSED');
  });

  it('is not followed to another place', async () => {
    camera = (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    expect(await failure()).to.match(/^the camera API cannot be reached: /);
  });

  it('is left alone for a while when it has failed time after time, and then tried again', async () => {
    camera = json({}, 500);
    const catalogue = api({ breakAfter: 2, breakMs: 500 });
    const fails = async () => ((await rejectionOf(catalogue.find('cam', WINDOW, BUCKET))) as Error).message;
    await fails();
    await fails();
    asked = [];
    expect(await fails()).to.contain('it failed too often and is left alone for a while');
    expect(asked).to.deep.equal([]);
    camera = json({ alias: 'front' });
    await new Promise((resolve) => setTimeout(resolve, 550));
    expect((await catalogue.find('cam', WINDOW, BUCKET)).found).to.have.lengthOf(2);
  });
});
