import { expect } from 'chai';
import type { PlacedRecording } from '../../../scripts/demo/placement.ts';
import { cameraOf, keysAskedFor, messageOf, requestFor } from '../../../scripts/demo/requests.ts';

const window = (cameraId: string) =>
  messageOf('w', JSON.stringify({ clipId: 'a', cameraId, startTimestampInMs: 1, endTimestampInMs: 2 }));
const byKey = (key: string) =>
  messageOf('k', JSON.stringify({ clipId: 'b', recording: { key }, startMs: 0, endMs: 1 }));
const recording = (startMs: number, durationMs = 1000): PlacedRecording => ({
  path: '/videos/my.mp4',
  key: 'cam/recording.20260101T000000000.mp4',
  startMs,
  durationMs,
});

describe('messages of the demo', () => {
  it('count a range from the first frame of the earliest recording that can be read', () => {
    const recordings = [recording(1_700_000_020_000), recording(1_700_000_000_000), recording(5, 0)];
    const { body, clipId } = requestFor({ startMs: 1500, endMs: 4000 }, 'keyframe', 'cam', recordings);
    expect(JSON.parse(body)).to.deep.equal({
      clipId,
      cameraId: 'cam',
      startTimestampInMs: 1_700_000_001_500,
      endTimestampInMs: 1_700_000_004_000,
      cut: 'keyframe',
    });
  });

  it('have a clipId of their own in each run', () => {
    const make = () => requestFor({ startMs: 0, endMs: 1 }, 'exact', 'cam', [recording(0)]).clipId;
    expect(make())
      .to.match(/^demo-[0-9a-f]{8}$/)
      .and.not.to.equal(make());
  });

  it('keep a body as it is and tell the clipId that can be read in it', () => {
    const older = "{'clipId': '507f', 'cameraId': 'c', 'startTimestampInMs': 1, 'endTimestampInMs': 2}\n";
    expect(messageOf('older.txt', older)).to.deep.equal({ name: 'older.txt', body: older, clipId: '507f' });
    expect(messageOf('x', '{"clipId": "ok", "cut": 7}').clipId).to.equal('ok');
    expect(messageOf('x', '{"clipId": "../x"}').clipId).to.equal(null);
    expect(messageOf('x', 'hello').clipId).to.equal(null);
  });
});

describe('where the recordings of the demo are put', () => {
  it('is the camera that bodies ask for, the demo camera before all others', () => {
    expect(cameraOf([])).to.equal('58349');
    expect(cameraOf([byKey('x.mp4'), messageOf('x', 'hello')])).to.equal('58349');
    expect(cameraOf([window('north'), window('south')])).to.equal('north');
    expect(cameraOf([window('nowhere'), window('58349')])).to.equal('58349');
  });

  it('is as well each key by which a body asks for the file', () => {
    const messages = [
      byKey('a/my.mp4'),
      byKey('a/my.mp4'),
      byKey('my.mp4'),
      byKey('a/other.mp4'),
      window('c'),
    ];
    expect(keysAskedFor(messages, recording(0))).to.deep.equal(['a/my.mp4', 'my.mp4']);
    expect(keysAskedFor([byKey('cam/recording.20260101T000000000.mp4')], recording(0))).to.deep.equal([]);
  });
});
