import { expect } from 'chai';
import type { ClipStatus } from '../../functions/producer/core/clip-document.ts';
import { notificationOf } from '../../functions/producer/core/notification.ts';
import { putObject } from '../../scripts/local/put-object.ts';
import {
  emptyRecording,
  recordingWithoutMoov,
  textRecording,
  truncatedRecording,
} from '../fixtures/broken-recordings.ts';
import { makeAudioOnlyRecording, makeRecording } from '../fixtures/recordings.ts';
import { type Deployment, deployment } from './deployment.ts';
import { availableClip, documentOf, keysWith, toldOf } from './outcome.ts';

/** 2026-01-01T00:00:00Z */
const T0 = 1_767_225_600_000;
const SQS_LIMIT = 1_048_576;
const hourAgoMs = Date.now() - 3_600_000;

interface Refusal {
  /** Of the request, besides the clipId that the name gives. */
  readonly fields: Record<string, unknown>;
  readonly status?: ClipStatus;
  readonly code: string;
  readonly message: string;
}

const window = {
  cameraId: 'cam-bad',
  startTimestampInMs: T0,
  endTimestampInMs: T0 + 1_000,
};
const MS_RULE = 'must be a whole number of milliseconds from 0 to 253402300799999';
const ID_RULE = 'must be 1 to 128 of A-Z a-z 0-9 _ -';

const badRequests: Record<string, Refusal> = {
  'no-camera': {
    fields: { ...window, cameraId: undefined },
    code: 'missing-field',
    message: `cameraId is missing: it ${ID_RULE}`,
  },
  'no-end': {
    fields: { ...window, endTimestampInMs: undefined },
    code: 'missing-field',
    message: `endTimestampInMs is missing: it ${MS_RULE}`,
  },
  'unknown-field': {
    fields: { ...window, quality: 'best' },
    code: 'unknown-field',
    message: 'unknown field "quality"',
  },
  'start-after-end': {
    fields: { ...window, startTimestampInMs: T0 + 2_000 },
    code: 'invalid-field',
    message: 'startTimestampInMs must be before endTimestampInMs, got 1767225602000',
  },
  'start-at-end': {
    fields: { ...window, startTimestampInMs: T0 + 1_000 },
    code: 'invalid-field',
    message: 'startTimestampInMs must be before endTimestampInMs, got 1767225601000',
  },
  'not-a-number': {
    fields: { ...window, startTimestampInMs: 'soon' },
    code: 'invalid-field',
    message: `startTimestampInMs ${MS_RULE}, got "soon"`,
  },
  negative: {
    fields: { ...window, startTimestampInMs: -1 },
    code: 'invalid-field',
    message: `startTimestampInMs ${MS_RULE}, got -1`,
  },
  huge: {
    fields: { ...window, endTimestampInMs: 1e21 },
    code: 'invalid-field',
    message: `endTimestampInMs ${MS_RULE}, got 1e+21`,
  },
  'camera-with-slash': {
    fields: { ...window, cameraId: '../cam-bad' },
    code: 'invalid-field',
    message: `cameraId ${ID_RULE}, got "../cam-bad"`,
  },
  'camera-with-dot': {
    fields: { ...window, cameraId: 'cam.bad' },
    code: 'invalid-field',
    message: `cameraId ${ID_RULE}, got "cam.bad"`,
  },
  'camera-with-control': {
    fields: { ...window, cameraId: 'cam\u0000bad' },
    code: 'invalid-field',
    message: `cameraId ${ID_RULE}, got "cam\\u0000bad"`,
  },
  'key-leads-away': {
    fields: { recording: { key: '../secrets.mp4' }, startMs: 0, endMs: 1_000 },
    code: 'invalid-field',
    message:
      'recording.key must be an object key of 1 to 1024 bytes without control characters, "//", "./" or "../", ' +
      'got "../secrets.mp4"',
  },
  'too-long': {
    fields: { ...window, endTimestampInMs: T0 + 300_001 },
    status: 'CLIP_TOO_LONG',
    code: 'too-long',
    message: 'the window is 300001 ms long, a clip may be 300000 ms long',
  },
  'not-recorded': {
    fields: {
      cameraId: 'cam-nowhere',
      startTimestampInMs: hourAgoMs,
      endTimestampInMs: hourAgoMs + 1_000,
    },
    status: 'CLIP_NOT_AVAILABLE',
    code: 'not-recorded',
    message: `camera cam-nowhere has no recording of ${iso(hourAgoMs)} to ${iso(hourAgoMs + 1_000)}`,
  },
  'long-gone': {
    fields: { ...window, cameraId: 'cam-nowhere' },
    status: 'CLIP_OUT_OF_RANGE',
    code: 'older-than-archive',
    message:
      'camera cam-nowhere has no recording of 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:01.000Z, ' +
      "which is older than the archive's 3 days",
  },
  'no-such-recording': {
    fields: { recording: { key: 'cam-bad/nothing.mp4' }, startMs: 0, endMs: 1_000 },
    code: 'recording-not-found',
    message: 'recording.key: there is no recording cam-bad/nothing.mp4',
  },
};

const badRecordings: Record<string, { make: () => Promise<string>; code: string; why: string }> = {
  empty: { make: emptyRecording, code: 'empty', why: 'it is empty' },
  text: {
    make: textRecording,
    code: 'not-a-recording',
    why: 'it begins like no MP4, MOV, MKV or MPEG-TS (5468697320697320)',
  },
  truncated: {
    make: () => truncatedRecording({ seconds: 2 }),
    code: 'truncated',
    why: 'its box "mdat" at byte ',
  },
  'without-moov': {
    make: () => recordingWithoutMoov({ seconds: 2 }),
    code: 'no-moov',
    why: 'it has no index (moov): it is still being written, or was cut off',
  },
  'audio-only': { make: () => makeAudioOnlyRecording(2), code: 'no-video', why: 'it has no video track' },
};

const withoutClipId: Record<string, string> = {
  'no JSON':
    'make me a clip, please, of this morning at the beach, the one with the big wave: half past nine or so',
  'no object': '[1, 2, 3]',
  NaN: '{"clipId": NaN}',
  'an id with a slash': '{"clipId":"a/b","cameraId":"cam-bad"}',
  'an id with dots': '{"clipId":"..","cameraId":"cam-bad"}',
  'an id with a control character': '{"clipId":"a\\u0007b","cameraId":"cam-bad"}',
  'an id that is too long': JSON.stringify({ ...window, clipId: 'x'.repeat(129) }),
  '1 MiB of it': 'x'.repeat(SQS_LIMIT),
};

describe('bad input', () => {
  let wavecut: Deployment;
  let keysBefore: string[];

  const refusalOf = async (clipId: string) => {
    const document = await documentOf(wavecut, clipId);
    const told = await toldOf(wavecut, clipId);
    return { document, told, stored: await keysWith(wavecut, clipId) };
  };

  before(async () => {
    wavecut = await deployment();
    const { clients, recordingsBucket } = wavecut.environment;
    const put = (key: string, path: string) => putObject(clients.s3, recordingsBucket, key, path);
    await put('cam-bad/good.20260101T000000.mp4', await makeRecording());
    for (const [name, { make }] of Object.entries(badRecordings))
      await put(`cam-bad/${name}.mp4`, await make());
    keysBefore = await keysWith(wavecut, '');

    const good = { ...window, cameraId: 'cam-bad' };
    const recordingOf = (name: string) => ({
      recording: { key: `cam-bad/${name}.mp4` },
      startMs: 0,
      endMs: 1_000,
    });
    const huge = { clipId: 'bad-1-mib', ...window, padding: '' };
    huge.padding = 'x'.repeat(SQS_LIMIT - JSON.stringify(huge).length);
    await wavecut.sendAll(
      JSON.stringify({ clipId: 'good-before', ...good }),
      ...Object.entries(badRequests).map(([name, { fields }]) =>
        JSON.stringify({ clipId: `bad-${name}`, ...fields }),
      ),
      ...Object.keys(badRecordings).map((name) =>
        JSON.stringify({ clipId: `bad-${name}`, ...recordingOf(name) }),
      ),
      ...Object.values(withoutClipId),
      JSON.stringify(huge),
      JSON.stringify({ clipId: 'good-after', ...good }),
    );
  });

  for (const [name, { status = 'CLIP_REJECTED', code, message }] of Object.entries(badRequests)) {
    it(`ends in ${status} with a reason that names field, rule and value: ${name}`, async () => {
      const { document, told, stored } = await refusalOf(`bad-${name}`);
      expect(document).to.deep.include({ status, reason: { code, message } });
      expect(document?.media).to.equal(null);
      expect(told.map(({ notification }) => notification)).to.deep.equal([notificationOf(document as never)]);
      expect(told[0]?.notification).to.deep.include({
        bucket: null,
        clip: { key: null, url: null },
        thumbnail: { key: null, url: null, sizes: [] },
      });
      expect(stored).to.deep.equal([]);
    });
  }

  for (const [name, { code, why }] of Object.entries(badRecordings)) {
    it(`ends in CLIP_REJECTED with a reason that names the file: a recording that is ${name}`, async () => {
      const { document, told, stored } = await refusalOf(`bad-${name}`);
      expect(document).to.deep.include({ status: 'CLIP_REJECTED' });
      expect(document?.reason?.code).to.equal(code);
      expect(document?.reason?.message).to.contain(`recording cam-bad/${name}.mp4 cannot be cut: ${why}`);
      expect(told.map(({ notification }) => notification)).to.deep.equal([notificationOf(document as never)]);
      expect(stored).to.deep.equal([]);
    });
  }

  it('of 1 MiB is refused as any other, and told in a few words', async () => {
    const { document, told, stored } = await refusalOf('bad-1-mib');
    expect(document).to.deep.include({
      status: 'CLIP_REJECTED',
      reason: { code: 'unknown-field', message: 'unknown field "padding"' },
    });
    expect(told).to.have.lengthOf(1);
    expect(stored).to.deep.equal([]);
  });

  for (const [name, body] of Object.entries(withoutClipId)) {
    it(`without a readable clipId ends in the dead-letter queue, unchanged, and is logged: ${name}`, async () => {
      const dead = (await wavecut.deadLetters.messages()).filter(({ Body }) => Body === body);
      expect(dead).to.have.lengthOf(1);
      const messageId = dead[0]?.MessageId;
      const logged = wavecut.lines.filter((line) => messageId && line.includes(messageId));
      expect(logged.filter((line) => line.includes('"no-clip-id"'))).to.have.lengthOf(5);
    });
  }

  it('leaves the requests before and behind it untouched', async () => {
    for (const clipId of ['good-before', 'good-after'])
      expect((await availableClip(wavecut, clipId)).media).to.include({ frames: 30 });
  });

  it('stores nothing but documents', async () => {
    const keys = await keysWith(wavecut, '');
    const added = keys.filter((key) => !keysBefore.includes(key));
    expect(added.filter((key) => !key.startsWith('cam-bad/good-'))).to.deep.equal([]);
    const bodies = Object.values(withoutClipId).flatMap((body) => /"clipId":"([^"]*)"/.exec(body)?.[1] ?? []);
    expect(await wavecut.documents.countDocuments({ _id: { $in: bodies } })).to.equal(0);
  });
});

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
