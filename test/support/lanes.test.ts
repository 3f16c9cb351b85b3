import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { posix } from 'node:path';
import { expect } from 'chai';
import { countsLine, type Lane, runLanes } from './lanes.ts';
import { TESTS_BY_LANE } from './tests-by-lane.ts';

/** A lane that runs a script. */
const lane = (name: string, script: string): Lane => ({ name, command: [process.execPath, '-e', script] });

async function run(...scripts: string[]) {
  let written = '';
  const counts = await runLanes(
    scripts.map((script, index) => lane(`lane ${index + 1}`, script)),
    2,
    (text) => {
      written += text;
    },
  );
  return { line: countsLine(counts), written };
}

describe('tests in lanes', () => {
  it('are all of them, each once', async () => {
    const files = await readdir('test', { recursive: true });
    const tests = files.map((file) => `test/${file}`).filter((file) => file.endsWith('.test.ts'));
    const patterns = Object.values(TESTS_BY_LANE).flat();
    const lanesOf = (file: string) => patterns.filter((pattern) => posix.matchesGlob(file, pattern));
    expect(tests).to.include('test/e2e/demo.test.ts');
    expect(tests.filter((file) => lanesOf(file).length !== 1)).to.deep.equal([]);
  });

  it('are counted in sum', async () => {
    const { line } = await run(
      'console.log("all\\n3 passed, 0 failed")',
      'console.log("some\\n4 passed, 2 failed, 1 skipped"); process.exitCode = 2',
    );
    expect(line).to.equal('7 passed, 2 failed, 1 skipped');
  });

  it('are shown one lane after the other, whichever ends first', async () => {
    const { written } = await run(
      'console.log("a"); setTimeout(() => console.log("b\\n1 passed, 0 failed"), 300)',
      'console.error("c"); console.log("1 passed, 0 failed")',
    );
    expect(written.replaceAll('1 passed, 0 failed', '').split(/\s+/).filter(Boolean)).to.deep.equal([
      'a',
      'b',
      'c',
    ]);
  });

  it('run so many at a time', async () => {
    const { written } = await run(
      ...Array.from(
        { length: 4 },
        () =>
          'console.log(Date.now()); setTimeout(() => console.log(Date.now() + "\\n1 passed, 0 failed"), 300)',
      ),
    );
    const times = [...written.matchAll(/^\d{13}$/gm)].map(([time]) => Number(time));
    const beginnings = times.filter((_, index) => index % 2 === 0);
    const ends = times.filter((_, index) => index % 2 === 1);
    // The third begins when one of the first two has ended.
    expect(beginnings[2]).to.be.at.least(Math.min(...ends.slice(0, 2)));
    expect(beginnings).to.have.lengthOf(4);
  });

  for (const [what, script, line] of [
    ['ends without counting', 'console.log("half a test")', '1 passed, 1 failed'],
    ['is killed', 'process.kill(process.pid, "SIGKILL")', '1 passed, 1 failed'],
    [
      'ends badly though it counted no failure',
      'console.log("5 passed, 0 failed"); process.exitCode = 1',
      '6 passed, 1 failed',
    ],
    ['counted, and went on', 'console.log("5 passed, 0 failed\\nand then?")', '1 passed, 1 failed'],
  ] as const) {
    it(`have failed where one lane ${what}`, async () => {
      const { line: counted, written } = await run('console.log("1 passed, 0 failed")', script);
      expect(counted).to.equal(line);
      expect(written).to.match(/the tests of lane 2 ended with .*, and did not count/);
    });
  }

  it('have temporary folders of their own, which are gone afterwards', async () => {
    const script =
      'const { tmpdir } = require("os"); console.log(tmpdir(), require("fs").existsSync(tmpdir())); console.log("1 passed, 0 failed")';
    const { written } = await run(script, script);
    const folders = [...written.matchAll(/^(\S+) true$/gm)].map((match) => match[1] as string);
    expect(new Set(folders).size).to.equal(2);
    expect(folders.filter((folder) => existsSync(folder))).to.deep.equal([]);
  });
});
