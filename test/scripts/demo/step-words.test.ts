import { expect } from 'chai';
import { bytesInWords, stepInWords } from '../../../scripts/demo/step-words.ts';

function words(step: string, figures: Record<string, unknown>): string {
  return stepInWords({ step, level: 'INFO', messageId: 'm', clipId: 'c', figures });
}

describe('steps in words', () => {
  it('tell of every step of a clip', () => {
    const range = { startMs: 1_767_251_653_500, endMs: 1_767_251_668_500 };
    expect([
      words('received', { cameraId: '58349', range, queueMs: 12 }),
      words('received', { cameraId: null, range: { startMs: 500, endMs: 2500 }, queueMs: 3 }),
      words('claimed', { attempt: 1 }),
      words('found', { recordings: ['a.mp4'] }),
      words('planned', {
        mode: 'smart',
        reason: 'why',
        durationMs: 15_000,
        frames: 450,
        covered: [],
        gaps: [],
      }),
      words('planned', { mode: 'copy', reason: 'why', durationMs: 1500, frames: null, gaps: [[1, 2]] }),
      words('cut', { mode: 'smart', bytesRead: 4_019_444, requests: 27 }),
      words('verified', { durationMs: 15_000, frames: 450, bytes: 3_604_614 }),
      words('stored', { bytes: 3_604_614, thumbnails: 2, uploadMs: 44 }),
      words('recorded', { status: 'CLIP_AVAILABLE', reason: null }),
      words('rejected', { reason: { code: 'not-json', message: 'got "x"' } }),
    ]).to.deep.equal([
      'received   camera 58349, 07:14:13.500 to 07:14:28.500, after 12 ms in the queue',
      'received   0.500 s to 2.500 s, after 3 ms in the queue',
      'claimed    attempt 1',
      'found      1 recording: a.mp4',
      'planned    smart (why), 15.000 s, 450 frames',
      'planned    copy (why), 1.500 s, 1 gap',
      'cut        smart, 4.0 MB read in 27 requests',
      'verified   15.000 s, 450 frames, 3.6 MB',
      'stored     clip of 3.6 MB and 2 thumbnails in 44 ms',
      'recorded   CLIP_AVAILABLE',
      'rejected   not-json: got "x"',
    ]);
  });

  it('show steps and figures that are not known under their own names', () => {
    expect(words('polished', { grit: 400, with: 'sand', marks: [1, 2] })).to.equal(
      'polished   grit 400, with sand, marks [1,2]',
    );
    expect(words('cut', { bytesRead: 'many' })).to.equal('cut        bytesRead many');
    expect(words('rested', {})).to.equal('rested');
  });

  it('write bytes as a person reads them', () => {
    expect([0, 999, 1000, 34_400, 999_999, 4_019_444].map(bytesInWords)).to.deep.equal([
      '0 B',
      '999 B',
      '1 kB',
      '34 kB',
      '1.0 MB',
      '4.0 MB',
    ]);
  });
});
