import { expect } from 'chai';
import { videoLengthMs } from '../../../scripts/demo/video-length.ts';
import { emptyRecording, recordingWithoutMoov, textRecording } from '../../fixtures/broken-recordings.ts';
import { type Container, makeAudioOnlyRecording, makeRecording } from '../../fixtures/recordings.ts';

describe('length of a video', () => {
  for (const container of ['mp4', 'mp4-moov-last', 'fmp4', 'mov', 'mkv', 'ts'] satisfies Container[]) {
    it(`is that of its frames, in ${container}`, async () => {
      const path = await makeRecording({ container, frames: 75, fps: 25, gop: 50 });
      expect(await videoLengthMs(path)).to.be.closeTo(3000, 0.1);
    });
  }

  it('is not rounded to milliseconds', async () => {
    const path = await makeRecording({ frames: 100, fps: '30000/1001' });
    expect(await videoLengthMs(path)).to.be.closeTo(3336.667, 0.01);
  });

  it('is nothing where no picture can be read', async () => {
    const paths = [emptyRecording(), textRecording(), recordingWithoutMoov(), makeAudioOnlyRecording(2)];
    for (const path of paths) expect(await videoLengthMs(await path)).to.equal(0);
    expect(await videoLengthMs('/no/such/file.mp4')).to.equal(0);
  });
});
