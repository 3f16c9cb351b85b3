import { expect } from 'chai';
import type { ClipDocument } from '../../../functions/producer/core/clip-document.ts';
import { statusInWords } from '../../../scripts/commands/status.ts';
import { availableResult, identityOfSample, T0 } from '../../functions/producer/samples.ts';

/** A document of a clip with gaps. */
function documentOf(changes: Partial<ClipDocument>): ClipDocument {
  return {
    _id: 'clip-1',
    ...identityOfSample(),
    ...availableResult(),
    requestHash: 'hash',
    attempts: 1,
    createdAt: T0,
    updatedAt: T0,
    availableAt: T0,
    notifiedAt: T0,
    lease: null,
    ...changes,
  };
}

describe('what became of a clip, in words,', () => {
  it('has the gaps of a window by the wall clock', () => {
    const words = statusInWords(documentOf({ gaps: [[T0 + 1000, T0 + 2500]] }));
    expect(words).to.contain('  gaps      2026-01-01T00:00:01.000Z to 2026-01-01T00:00:02.500Z');
  });

  it('has the gaps of a recording by offsets into it', () => {
    const recording = { recording: { key: 'cam/front.mp4' }, startMs: 0, endMs: 10_000 };
    const words = statusInWords(documentOf({ ...recording, gaps: [[1000, 2500]] }));
    expect(words).to.contain('  gaps      1000 to 2500 ms');
  });
});
