import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { MINUTE_CLIP, PRICES } from '../../bench/load/scale-figures.ts';
import { CameraApi } from '../../functions/producer/adapters/camera-api.ts';
import type { S3Recordings } from '../../functions/producer/adapters/s3-recordings.ts';
import { blocks, readDocument } from '../fixtures/documents.ts';

/** What a column's cell says first; nothing for `0.02 per GB`, which is none at rest. */
const usd = (cell = '') => (/per GB/.test(cell) ? 0 : Number(/[\d.]+/.exec(cell)?.[0]));

describe('the prices in docs/deploy.md', () => {
  let rows: { what: string; atRest: number; perThousand: number }[];

  before(async () => {
    const table =
      /\| what \| name \| USD.*\n.*\n((?:\|.*\n)+)/.exec(await readDocument('docs/deploy.md'))?.[1] ?? '';
    rows = table
      .trim()
      .split('\n')
      .map((row) => row.split('|').map((cell) => cell.trim()))
      .map(([, what = '', , atRest, perThousand]) => ({
        what,
        atRest: usd(atRest),
        perThousand: usd(perThousand),
      }));
    expect(rows).to.have.length.above(8);
  });

  const perThousand = (what: RegExp) => rows.find((row) => what.test(row.what))?.perThousand;

  it('add up', async () => {
    const [all, ...parts] = [...rows].reverse();
    const sum = (of: 'atRest' | 'perThousand') => parts.reduce((total, row) => total + row[of], 0);
    expect(all?.what).to.equal('**all**');
    expect(all?.atRest).to.be.closeTo(sum('atRest'), 0.001);
    expect(all?.perThousand).to.be.closeTo(sum('perThousand'), 0.001);
    const readme = await readDocument('README.md');
    expect(readme).to.contain(
      `cost ${all?.atRest.toFixed(2)} USD a month at rest, and ${all?.perThousand.toFixed(2)} USD per 1,000 clips`,
    );
  });

  it('are those of the model of scale', () => {
    const { durationS, memoryGb, s3Gets, s3Puts } = MINUTE_CLIP;
    const compute = 1000 * (durationS * memoryGb * PRICES.perGbSecond + PRICES.perMillionInvocations / 1e6);
    const written = perThousand(/^destination bucket/) ?? 0;
    const read = perThousand(/^recordings bucket/) ?? 0;
    const s3 = s3Puts * PRICES.perThousandPuts + s3Gets * PRICES.perThousandGets;
    expect(perThousand(/^function/)).to.be.closeTo(compute, 0.005);
    expect(written + read).to.be.closeTo(s3, 0.0051);
  });
});

describe('the camera API in docs/deploy.md', () => {
  let server: Server;
  afterEach(() => server.close());

  it('is asked as it says, and understood when it answers as it says', async () => {
    const document = await readDocument('docs/deploy.md');
    const answers = [...blocks(document, 'json', 'camera'), ...blocks(document, 'json', 'recordings')];
    const asked: string[] = [];
    server = createServer(({ method, url }, response) => {
      response.end(answers[asked.length]?.text);
      asked.push(`${method} ${url}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;

    const key = '58349/surf-cam.20260101T071400000.mp4';
    const bucket = {
      stat: async (wanted: string) => (wanted === key ? { key, etag: '"e"', bytes: 7 } : null),
    };
    const api = new CameraApi(`http://127.0.0.1:${port}`, '', { timeoutMs: 30_000 });
    const window = { startMs: 1_767_251_643_000, endMs: 1_767_251_703_000 };
    const { found } = await api.find('58349', window, bucket as unknown as S3Recordings);

    expect(found.map((recording) => recording.key)).to.deep.equal([key]);
    expect(asked).to.deep.equal(blocks(document, 'http').map(({ text }) => text.trim()));
  });
});
