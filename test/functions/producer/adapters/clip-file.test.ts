import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';

const SOURCE = new URL('../../../../functions/producer/adapters/clip-file.ts', import.meta.url).href;

describe('the file that a clip is written to', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clip-file-test-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('tells where there was room for a part of a piece alone, as the system does for what follows', async () => {
    const path = join(folder, 'clip.mp4');
    // The system takes what there is room for and says how much that was; only the next write is refused.
    const script = `
      import { clipFile } from ${JSON.stringify(SOURCE)};
      process.on('SIGXFSZ', () => undefined);
      const grown = [];
      const writer = clipFile(process.argv[1], { grownTo: (bytes) => grown.push(bytes) }).getWriter();
      const chunk = { type: 'write', data: new Uint8Array(2_000_000), position: 0 };
      const failure = await writer.write(chunk).catch(({ code }) => code);
      console.log(JSON.stringify({ failure, grown }));
    `;
    const limited = 'ulimit -f 2000; exec "$@"';
    const args = ['-c', limited, 'limited', process.execPath, '--input-type=module', '-e', script, path];
    const { stdout } = await promisify(execFile)('/bin/sh', args);
    expect((await stat(path)).size).to.be.below(2_000_000);
    expect(JSON.parse(stdout)).to.deep.equal({ failure: 'EFBIG', grown: [] });
  });
});
