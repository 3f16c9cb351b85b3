import { expect } from 'chai';
import { type ClipDocument, failedResult } from '../../../../functions/producer/core/clip-document.ts';
import {
  notificationOf,
  storedKeys,
  topicMessage,
} from '../../../../functions/producer/core/notification.ts';
import { availableResult, identityOfSample, T0 } from '../samples.ts';

const MEDIA =
  '{"durationMs":10000,"frames":250,"width":640,"height":360,"fps":25,"videoCodec":"h264","audioCodec":"aac",' +
  '"bytes":1000000,"sha256":"abababababababababababababababababababababababababababababababab"}';

const told = (message: string) => (JSON.parse(message) as { default: string }).default;

describe('the notification', () => {
  it('of a clip names what is stored, under keys without a leading slash', () => {
    const { message } = topicMessage({ ...identityOfSample(), ...availableResult() });
    expect(told(message)).to.equal(
      '{"clipId":"clip-1","cameraId":"cam","startTimestampInMs":1767225600000,"endTimestampInMs":1767225610000,' +
        '"status":"CLIP_AVAILABLE","bucket":"clips",' +
        '"clip":{"key":"cam/clip-1.mp4","url":"https://clips.example/cam/clip-1.mp4"},' +
        '"thumbnail":{"key":"cam/clip-1_{size}.jpg","url":"https://clips.example/cam/clip-1_{size}.jpg","sizes":[300,640]},"preview":null,"sprite":null,' +
        `"covered":[[1767225600000,1767225610000]],"gaps":[],"media":${MEDIA},"reason":null,"expectedAt":null}`,
    );
  });

  it('of a failure has a reason, and no bucket, keys, urls or sizes', () => {
    const result = failedResult('CLIP_NOT_AVAILABLE', { code: 'not-recorded', message: 'nothing there' });
    const { message } = topicMessage({ ...identityOfSample(), ...result });
    expect(told(message)).to.equal(
      '{"clipId":"clip-1","cameraId":"cam","startTimestampInMs":1767225600000,"endTimestampInMs":1767225610000,' +
        '"status":"CLIP_NOT_AVAILABLE","bucket":null,"clip":{"key":null,"url":null},' +
        '"thumbnail":{"key":null,"url":null,"sizes":[]},"preview":null,"sprite":null,"covered":[],"gaps":[],"media":null,' +
        '"reason":{"code":"not-recorded","message":"nothing there"},"expectedAt":null}',
    );
  });

  it('of a private clip has a signed URL for each object, and says until when they are good', () => {
    const object = (key: string) => ({ key, url: `https://clips.example/${key}` });
    const document = {
      ...identityOfSample(),
      ...availableResult({
        preview: object('cam/clip-1_preview.webp'),
        sprite: { ...object('cam/clip-1_sprite.jpg'), vtt: object('cam/clip-1_sprite.vtt') },
      }),
    };
    const keys = storedKeys(document);
    expect(keys).to.deep.equal([
      'cam/clip-1.mp4',
      'cam/clip-1_300.jpg',
      'cam/clip-1_640.jpg',
      'cam/clip-1_preview.webp',
      'cam/clip-1_sprite.jpg',
      'cam/clip-1_sprite.vtt',
    ]);
    const urls = new Map(keys.map((key, index) => [key, `https://signed.example/${index}`]));
    const { message } = topicMessage(document, { urls, expireAt: T0 + 3_600_000 });
    expect(JSON.parse(told(message))).to.deep.include({
      clip: { key: 'cam/clip-1.mp4', url: 'https://signed.example/0' },
      thumbnail: {
        key: 'cam/clip-1_{size}.jpg',
        url: null,
        sizes: [300, 640],
        urls: ['https://signed.example/1', 'https://signed.example/2'],
      },
      preview: { key: 'cam/clip-1_preview.webp', url: 'https://signed.example/3' },
      sprite: {
        key: 'cam/clip-1_sprite.jpg',
        url: 'https://signed.example/4',
        vtt: { key: 'cam/clip-1_sprite.vtt', url: 'https://signed.example/5' },
      },
      urlsExpireAt: 1_767_229_200_000,
    });
  });

  it('of a failure has nothing to sign', () => {
    expect(storedKeys(failedResult('CLIP_REJECTED', { code: 'a', message: 'b' }))).to.deep.equal([]);
  });

  it('of a request by recording names the recording and the offsets', () => {
    const identity = identityOfSample({ recording: { key: 'cam/front.mp4' }, startMs: 500, endMs: 2500 });
    expect(notificationOf({ ...identity, ...availableResult() })).to.deep.include({
      recording: { key: 'cam/front.mp4' },
      startMs: 500,
      endMs: 2500,
    });
  });

  it('tells nothing of a document but what is meant to be told', () => {
    const document: ClipDocument = {
      ...identityOfSample(),
      ...availableResult(),
      _id: 'clip-1',
      requestHash: 'hash',
      attempts: 2,
      createdAt: T0,
      updatedAt: T0,
      availableAt: T0,
      notifiedAt: null,
      lease: null,
      cutMode: 'copy',
    };
    expect(topicMessage(document)).to.deep.equal(
      topicMessage({ ...identityOfSample(), ...availableResult() }),
    );
  });

  it('carries what subscribers may filter by', () => {
    expect(topicMessage({ ...identityOfSample(), ...availableResult() }).attributes).to.deep.equal({
      status: 'CLIP_AVAILABLE',
      schemaVersion: '1',
      cameraId: 'cam',
    });
  });

  it('has no camera to filter by where none is known, for SNS refuses an empty attribute', () => {
    expect(
      topicMessage({ ...identityOfSample({ cameraId: null }), ...availableResult() }).attributes,
    ).to.deep.equal({
      status: 'CLIP_AVAILABLE',
      schemaVersion: '1',
    });
  });
});
