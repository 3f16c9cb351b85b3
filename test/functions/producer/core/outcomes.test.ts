import { expect } from 'chai';
import { OUTCOMES, STATUSES, UNTOLD } from '../../../../functions/producer/core/outcomes.ts';
import { filesIn, readDocument } from '../../../fixtures/documents.ts';

const TABLE = 'functions/producer/core/outcomes.ts';

describe('the outcomes', () => {
  it('have no status, and no reason, that nothing in the function tells', async () => {
    const paths = (await filesIn('functions', '.ts')).filter((path) => path !== TABLE);
    const code = (await Promise.all(paths.map(readDocument))).join('\n');
    const reasons = Object.values(OUTCOMES).flatMap((outcome) => Object.keys(outcome.reasons));
    const names = [...STATUSES, ...reasons, ...Object.keys(UNTOLD)];
    const untold = names.filter((name) => !code.includes(`'${name}'`));
    expect(untold, 'of the table, and nowhere else').to.deep.equal([]);
  });

  it('name limits as they are', () => {
    expect(OUTCOMES.CLIP_TOO_LONG.when).to.equal('longer than 5 minutes');
    expect(OUTCOMES.CLIP_RETRY_TIMEOUT.when).to.contain(' 15 minutes ');
    expect(OUTCOMES.CLIP_OUT_OF_RANGE.reasons['older-than-archive']).to.contain(' 3 days ');
    expect(OUTCOMES.CLIP_REJECTED.reasons['clip-too-large']).to.contain(' 480 MiB');
    expect(OUTCOMES.CLIP_REJECTED.reasons['piece-too-large']).to.contain(' 64 MiB');
    expect(OUTCOMES.FATAL_ERROR.when).to.contain(' 5 receives ');
  });
});
