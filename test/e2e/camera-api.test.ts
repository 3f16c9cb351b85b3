import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { type LocalEnvironment, startEnvironment } from '../../scripts/local/environment.ts';
import { parseStep } from '../../scripts/local/function-log.ts';
import { putObject } from '../../scripts/local/put-object.ts';
import { readServerSettings } from '../../scripts/local/settings.ts';
import { makeRecording } from '../fixtures/recordings.ts';
import { until } from '../support/until.ts';
import { deployment } from './deployment.ts';

/** 2026-01-01T00:00:00Z. */
const T0 = 1_767_225_600_000;
/** Named by no rule that a listing knows. */
const KEY = 'cam-api/no-time-in-its-name.mp4';

describe('a function that has a camera API', () => {
  let server: Server;
  let environment: LocalEnvironment | undefined;

  afterEach(async () => {
    await environment?.stop();
    server.close();
  });

  it('makes clips of the recordings that the API knows, whatever their names', async () => {
    const asked: string[] = [];
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const answer = request.url?.startsWith('/v1/cameras/recording/')
        ? [{ recordingUrl: `https://cameras.example/${KEY}`, startDate: T0, endDate: T0 + 10_000 }]
        : { alias: 'the-alias' };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;

    const { zipPath } = await deployment();
    const told: unknown[] = [];
    environment = await startEnvironment({
      zipPath,
      settings: readServerSettings({}),
      functionEnvironment: { CAMERA_API_URL: `http://127.0.0.1:${port}/v1` },
      onLog: (line) => {
        const step = parseStep(line);
        if (step?.step === 'told' || step?.step === 'failed')
          told.push(step.figures.status ?? step.figures.reason);
      },
    });
    await putObject(environment.clients.s3, environment.recordingsBucket, KEY, await makeRecording());
    const window = { cameraId: 'cam-api', startTimestampInMs: T0 + 1_500, endTimestampInMs: T0 + 4_500 };
    await environment.host.invoke({
      Records: [
        {
          messageId: 'm1',
          body: JSON.stringify({ clipId: 'by-api', ...window }),
          attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(Date.now()) },
        },
      ],
    });
    await until(() => told.length > 0);
    expect(told).to.deep.equal(['CLIP_AVAILABLE']);
    expect(asked.map((url) => url.split('?')[0])).to.deep.equal([
      '/v1/cameras/cam-api',
      '/v1/cameras/recording/the-alias',
    ]);
  });
});
