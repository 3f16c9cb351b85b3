import { expect } from 'chai';
import {
  canCopySound,
  hasSound,
  joinObstacle,
  pictureObstacle,
  soundObstacle,
} from '../../../../functions/producer/core/copyable.ts';
import type { Recording } from '../../../../functions/producer/core/recording.ts';
import { recordingOf, SOUND, segmentOf } from '../samples.ts';

const first = recordingOf({ key: 'a.mp4' });
const silent = recordingOf({ key: 'silent.mp4', audio: null });

const planWith = (...recordings: Recording[]) => ({
  segments: recordings.map((recording) => segmentOf({ recording })),
});

describe('pictures', () => {
  it('can be copied where they are H.264 or HEVC, coded alike', () => {
    expect(pictureObstacle([first, recordingOf({ key: 'b.mp4' })])).to.equal(null);
    expect(pictureObstacle([recordingOf({ video: { codec: 'hevc' } })])).to.equal(null);
  });

  for (const codec of ['vp9', 'av1', 'mpeg4', null]) {
    it(`cannot be copied from ${codec ?? 'an unknown codec'}`, () => {
      const odd = recordingOf({ key: 'b.mp4', video: { codec } });
      expect(pictureObstacle([first, odd])).to.equal('the video of b.mp4 is not H.264 or HEVC');
    });
  }

  it('cannot be copied into one clip where they are coded differently', () => {
    const other = recordingOf({ key: 'b.mp4', video: { parameters: 'avc-1280' } });
    expect(pictureObstacle([first, first, other])).to.equal(
      'the video of b.mp4 is coded differently from that of a.mp4',
    );
  });

  it('cannot be joined to an encode where they are interlaced, deep or sampled otherwise', () => {
    const odd = recordingOf({ key: 'b.mp4', video: { isJoinable: false } });
    expect(joinObstacle([first], 1)).to.equal(null);
    expect(joinObstacle([first, odd], 1)).to.equal(
      'the video of b.mp4 is not 8-bit 4:2:0 progressive H.264, so no encode can be joined to it',
    );
  });

  it('cannot be joined to more encodes than there are surely ids for', () => {
    expect(joinObstacle([first], 16)).to.equal(null);
    expect(joinObstacle([first], 17)).to.equal('it would be joined of 17 encodes, and 16 are the most');
  });
});

describe('sound', () => {
  for (const codec of ['aac', 'mp3', 'opus', 'flac']) {
    it(`can be copied from ${codec}`, () => {
      expect(soundObstacle([recordingOf({ audio: { ...SOUND, codec } })])).to.equal(null);
    });
  }

  for (const codec of ['pcm-s16', 'ulaw', 'vorbis', null]) {
    it(`cannot be copied from ${codec ?? 'an unknown codec'}`, () => {
      const odd = recordingOf({ key: 'b.mp4', audio: { ...SOUND, codec } });
      expect(soundObstacle([first, odd])).to.equal('the sound of b.mp4 does not fit MP4');
      expect(canCopySound(planWith(odd))).to.equal(false);
    });
  }

  it('cannot be copied into one clip where it is coded differently, or only here and there', () => {
    const other = recordingOf({ key: 'b.mp4', audio: { ...SOUND, parameters: 'aac-1-16000' } });
    expect(soundObstacle([first, other])).to.equal(
      'the sound of b.mp4 is coded differently from that of a.mp4',
    );
    expect(soundObstacle([first, silent])).to.equal(
      'the sound of silent.mp4 is coded differently from that of a.mp4',
    );
    expect(canCopySound(planWith(first, silent))).to.equal(false);
  });

  it('is there where any recording has it', () => {
    expect(hasSound(planWith(silent, first))).to.equal(true);
    expect(hasSound(planWith(silent))).to.equal(false);
  });

  it('can be copied only where there is any, whatever the pictures are', () => {
    expect(canCopySound(planWith(silent))).to.equal(false);
    expect(canCopySound(planWith(first, recordingOf({ video: { codec: 'vp9' } })))).to.equal(true);
  });
});
