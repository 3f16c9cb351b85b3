import { expect } from 'chai';
import { NO_EDITS } from '../../functions/producer/core/request-edits.ts';
import { processTable } from '../../scripts/local/process-table.ts';
import { until } from '../support/until.ts';
import { cutting, record } from './cut.ts';

/** What this process has started and what has not ended. */
async function children(): Promise<number[]> {
  return (await processTable()).filter(({ parent }) => parent === process.pid).map(({ pid }) => pid);
}

describe('a cut that fails', () => {
  const { cut } = cutting();

  it('leaves no ffmpeg behind that would go on beside the next clip', async function () {
    const files = await record({ fromS: 0, toS: 8, container: 'mkv', extra: ['-c:a', 'mp2'] });
    const before = await children();
    const error = await cut(files, [0.5, 7.5], { edits: { ...NO_EDITS, height: 144 } }).catch(
      (thrown) => thrown,
    );
    expect(error).to.deep.include({ code: 'unsupported-media' });
    // Before its deadline, which is in 100 s.
    this.timeout(20_000);
    await until(async () => (await children()).every((pid) => before.includes(pid)));
  });
});
