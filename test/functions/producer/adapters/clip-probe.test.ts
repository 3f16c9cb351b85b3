import { expect } from 'chai';
import { findProblem, type ProbedClip } from '../../../../functions/producer/adapters/clip-probe.ts';
import { mediaOf, planOf, recordingOf, SECOND_US, SOUND, segmentOf } from '../samples.ts';

const FRAME_US = 40_000;

/** What is probed of a clip that is as planned: 250 frames of 40 ms, with sound. */
function clipOf(changes: Partial<ProbedClip> = {}): ProbedClip {
  return {
    media: mediaOf(),
    framesUs: Array.from({ length: 250 }, (_, index) => index * FRAME_US),
    startsOnKeyframe: true,
    audioEndMs: 10_000,
    ...changes,
  };
}

const startsAt = (us: number) => clipOf().framesUs.map((frameUs) => frameUs + us);

describe('a clip held against its plan', () => {
  it('has no problem where it is as planned', () => {
    expect(findProblem(clipOf(), planOf())).to.equal(null);
  });

  it('has to have a picture', () => {
    expect(findProblem(null, planOf())).to.equal('it has no picture');
    expect(findProblem(clipOf({ framesUs: [] }), planOf())).to.equal('it has no picture');
  });

  it('has to start with a keyframe', () => {
    expect(findProblem(clipOf({ startsOnKeyframe: false }), planOf())).to.equal(
      'it does not start with a keyframe',
    );
  });

  it('has to show its first frame at once, within a millisecond', () => {
    expect(findProblem(clipOf({ framesUs: startsAt(1000) }), planOf())).to.equal(null);
    expect(findProblem(clipOf({ framesUs: startsAt(1001) }), planOf())).to.equal(
      'its first frame is at 1001 us instead of 0',
    );
    expect(findProblem(clipOf({ framesUs: startsAt(-40_000) }), planOf())).to.equal(
      'its first frame is at -40000 us instead of 0',
    );
  });

  it('may not show two frames at one instant', () => {
    const framesUs = clipOf().framesUs.with(7, 6 * FRAME_US);
    expect(findProblem(clipOf({ framesUs }), planOf())).to.equal('two frames are shown at 240000 us');
  });

  it('has to have the frames that were counted', () => {
    expect(findProblem(clipOf({ media: mediaOf({ frames: 249 }) }), planOf())).to.equal(
      'it has 249 frames instead of 250',
    );
  });

  it('may have any number of frames where they were not counted', () => {
    expect(findProblem(clipOf({ media: mediaOf({ frames: 249 }) }), planOf({ frames: null }))).to.equal(null);
  });

  it('has to last as long as was planned, within a frame', () => {
    expect(findProblem(clipOf({ media: mediaOf({ durationMs: 10_042 }) }), planOf())).to.equal(null);
    expect(findProblem(clipOf({ media: mediaOf({ durationMs: 9958 }) }), planOf())).to.equal(null);
    expect(findProblem(clipOf({ media: mediaOf({ durationMs: 10_043 }) }), planOf())).to.equal(
      'it lasts 10043 ms instead of 10000',
    );
    expect(findProblem(clipOf({ media: mediaOf({ durationMs: 5000 }) }), planOf())).to.equal(
      'it lasts 5000 ms instead of 10000',
    );
  });

  it('has to have sound where its plan has it', () => {
    const mute = clipOf({ audioEndMs: null });
    expect(findProblem(mute, planOf())).to.equal('its sound is missing');
    expect(findProblem(mute, planOf({ sound: 'none' }))).to.equal(null);
  });

  it('has to have sound all along, within some packets of it', () => {
    expect(findProblem(clipOf({ audioEndMs: 9850 }), planOf())).to.equal(null);
    expect(findProblem(clipOf({ audioEndMs: 9849 }), planOf())).to.equal(
      'its sound ends at 9849 ms instead of 10000',
    );
    expect(findProblem(clipOf({ audioEndMs: 200 }), planOf())).to.equal(
      'its sound ends at 200 ms instead of 10000',
    );
  });

  it('need not have more sound than its recordings', () => {
    const recording = recordingOf({ audio: { ...SOUND, endUs: 4 * SECOND_US } });
    const failing = planOf({ segments: [segmentOf({ recording })] });
    expect(findProblem(clipOf({ audioEndMs: 3900 }), failing)).to.equal(null);
    expect(findProblem(clipOf({ audioEndMs: 3800 }), failing)).to.equal(
      'its sound ends at 3800 ms instead of 4000',
    );
    const silent = segmentOf({ recording: recordingOf({ audio: null }), clipUs: 0, toUs: 6 * SECOND_US });
    const late = segmentOf({ clipUs: 6 * SECOND_US, toUs: 4 * SECOND_US });
    expect(findProblem(clipOf({ audioEndMs: 5000 }), planOf({ segments: [silent, late] }))).to.equal(
      'its sound ends at 5000 ms instead of 10000',
    );
  });
});
