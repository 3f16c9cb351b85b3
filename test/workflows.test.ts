import { readdir, readFile } from 'node:fs/promises';
import { expect } from 'chai';

const FOLDER = new URL('../.github/workflows/', import.meta.url);

describe('the workflows', () => {
  const workflows: { readonly name: string; readonly text: string }[] = [];
  let scripts: Record<string, string>;

  before(async () => {
    for (const name of await readdir(FOLDER)) {
      workflows.push({ name, text: await readFile(new URL(name, FOLDER), 'utf8') });
    }
    expect(workflows.map(({ name }) => name)).to.have.members(['plan.yml', 'test.yml']);
    scripts = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')).scripts;
  });

  it('use actions of an exact version', () => {
    for (const { name, text } of workflows) {
      const used = [...text.matchAll(/uses: (\S+)/g)].map(([, action = '']) => action);
      expect(used, name).not.to.be.empty;
      for (const action of used) expect(action, name).to.match(/^[\w.-]+\/[\w.-]+@v\d+\.\d+\.\d+$/);
    }
  });

  it('may read the sources, and nothing else; who plans may prove who it is', () => {
    for (const { name, text } of workflows) {
      expect(text, name).to.match(/^permissions:\n {2}contents: read$/m);
      const rights = [...text.matchAll(/^ +([\w-]+): (read|write)$/gm)].map(
        ([, right, how]) => `${right} ${how}`,
      );
      const all = name === 'plan.yml' ? ['contents read', 'id-token write'] : ['contents read'];
      expect([...new Set(rights)], name).to.have.members(all);
    }
  });

  it('hold no secret, for they need none', () => {
    for (const { name, text } of workflows) expect(text, name).not.to.contain('secrets.');
  });

  it('run npm scripts that there are, and the commands of the README', () => {
    for (const { name, text } of workflows) {
      const run = [...text.matchAll(/npm (?:run ([\w:-]+)|(test))/g)].map(
        ([, script, short]) => script ?? short ?? '',
      );
      expect(run, name).not.to.be.empty;
      expect(
        run.filter((script) => !Object.hasOwn(scripts, script)),
        name,
      ).to.deep.equal([]);
    }
    expect(workflows.find(({ name }) => name === 'test.yml')?.text).to.match(
      /run: npm ci[^\n]*\n[\s\S]*run: npm test/,
    );
  });
});
