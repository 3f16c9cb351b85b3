import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import type { CameraArchive, Estimate, StudioInfo } from '../../../scripts/studio/api.ts';
import { deployedStudioTarget } from '../../../scripts/studio/deployed-target.ts';
import { type Studio, startStudio } from '../../../scripts/studio/studio.ts';
import { readOutputs } from '../../../scripts/target/outputs.ts';
import { type StudioFixture, studioFixture, T0 } from '../studio-fixture.ts';
import { apiOf } from './api.ts';

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

describe('the studio of a deployed stack whose settings are not the defaults', () => {
  let wavecut: StudioFixture;
  let cameras: Server;
  const stops: (() => unknown)[] = [];

  before(async () => {
    wavecut = await studioFixture();
    await wavecut.record('archive/breakwater', 0);
    const { clients, recordingsBucket: Bucket } = wavecut.environment;
    await clients.s3.send(new PutObjectCommand({ Bucket, Key: 'art/logos/own.png', Body: 'png' }));
    const entry = {
      recordingUrl: 'https://x/front.20260101T000000000.mp4',
      startDate: T0,
      endDate: T0 + 6000,
    };
    cameras = createServer((request, response) => {
      const isList = request.url?.startsWith('/v1/cameras/recording/');
      const isKnown = isList || request.url === '/v1/cameras/breakwater';
      response.writeHead(isKnown ? 200 : 404).end(JSON.stringify(isList ? [entry] : { alias: 'front' }));
    });
    await new Promise<void>((resolve) => cameras.listen(0, '127.0.0.1', resolve));
    const before = { ...process.env };
    Object.assign(process.env, CREDENTIALS);
    stops.push(
      () => cameras.close(),
      () => {
        for (const name of Object.keys(CREDENTIALS)) {
          if (before[name] === undefined) delete process.env[name];
          else process.env[name] = before[name];
        }
      },
    );
  });
  after(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  const studioOf = async (outputs: Record<string, unknown>) => {
    const { environment } = wavecut;
    const text = JSON.stringify({
      'wavecut-prod': {
        region: environment.region,
        request_queue_url: environment.queueUrl,
        dead_letter_queue_url: environment.deadLetterQueueUrl,
        notification_topic_arn: environment.topicArn,
        recordings_bucket: environment.recordingsBucket,
        clips_bucket: environment.clipsBucket,
        mongodb_database: environment.mongodbDatabase,
        ...outputs,
      },
    });
    const target = await deployedStudioTarget(readOutputs(text, 'outputs.json'), {
      canRequest: false,
      endpointUrl: environment.endpoint,
      mongodbUri: environment.mongodbUri,
    });
    const studio: Studio = await startStudio(target, { port: 0 });
    stops.push(studio.stop);
    return apiOf(wavecut, studio.url);
  };
  const WINDOW = { startTimestampInMs: T0 + 500, endTimestampInMs: T0 + 4500, edits: { aspect: '9:16' } };
  const estimateOf = (api: ReturnType<typeof apiOf>, changes = {}) =>
    api.posted<Estimate>('/api/estimate', { clipId: 'plan', cameraId: 'breakwater', ...WINDOW, ...changes });

  it('shows the cameras and watermarks below its prefixes, and no folder for a camera', async () => {
    const api = await studioOf({ recordings_prefix: 'archive/', watermarks_prefix: 'art/logos/' });
    expect(await api.json('/api/cameras')).to.deep.equal({ cameras: ['breakwater'] });
    const { series } = await api.json<CameraArchive>('/api/cameras/breakwater/recordings');
    expect(series[0]?.recordings.map(([, startMs]) => startMs)).to.deep.equal([T0]);
    expect((await api.json<StudioInfo>('/api/studio')).watermarks).to.deep.equal(['own.png']);
  });

  it('plans with its memory and its time limit', async () => {
    const prefix = { recordings_prefix: 'archive/' };
    const plain = await estimateOf(await studioOf(prefix));
    const large = await estimateOf(await studioOf({ ...prefix, function_memory_mb: 4096 }));
    const short = await estimateOf(await studioOf({ ...prefix, function_timeout_seconds: 15 }));
    if (!plain.ok || !large.ok || short.ok) throw new Error(JSON.stringify({ plain, large, short }));
    expect(large.seconds).to.be.below(plain.seconds);
    expect(short.reason.code).to.equal('too-heavy');
  });

  it('asks its camera API for recordings, as the function does', async () => {
    const { port } = cameras.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/v1/`;
    const api = await studioOf({ recordings_prefix: 'archive/', camera_api_url: url });
    expect(await estimateOf(api)).to.deep.include({ ok: true, gaps: [] });
    const unknown = await estimateOf(api, { cameraId: 'nobody' });
    expect(unknown).to.have.nested.property('reason.code', 'unknown-camera');
  });
});
