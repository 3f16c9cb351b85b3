import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { expect } from 'chai';
import { generatedDocuments } from '../../scripts/docs/generate.ts';
import { filesIn, prose, ROOT, readDocument } from '../fixtures/documents.ts';

/** A version of the change log. */
const VERSION = /^## \[(\d+\.\d+\.\d+)\]/m;

/** Where a short path of the documents may begin. */
const PLACES = ['', 'functions/producer', 'stacks', 'scripts', 'docs', 'test'];
/** Files that are there once something has run, and names that stand for any. */
const MADE = /^(cdk\.tf\.json|outputs\.json|(dist|out|watermarks|cdktf\.out|cdktf\.review)\/.*)$/;

describe('the documents', () => {
  const texts = new Map<string, string>();
  const sources = new Map<string, string>();
  let names: Set<string>;

  before(async () => {
    const root = (await readdir(ROOT)).filter((name) => name.endsWith('.md'));
    for (const path of [...root, ...(await filesIn('docs', '.md'))])
      texts.set(path, await readDocument(path));
    expect([...texts.keys()]).to.include.members(['README.md', 'docs/architecture.md']);
    for (const path of await filesIn('functions', '.ts')) sources.set(`../${path}`, await readDocument(path));
    const folders = ['functions', 'stacks', 'scripts', 'test', 'bench', 'docs', '.github'];
    const files = (await Promise.all(folders.map((folder) => filesIn(folder, '')))).flat();
    names = new Set([...files.map((path) => basename(path)), ...(await readdir(ROOT))]);
  });

  /** What `find` finds in each document, with the document's path before it. */
  const inEach = (find: (text: string, path: string) => string[]) =>
    [...texts].flatMap(([path, text]) => find(text, path).map((found) => `${path}: ${found}`));

  it('have the parts that are made of the sources as the sources are: npm run docs writes them', async () => {
    const stale = (await generatedDocuments()).filter(({ current, wanted }) => current !== wanted);
    expect(stale.map(({ path }) => path)).to.deep.equal([]);
  });

  it('name only files and folders that there are', () => {
    // A change log tells of what was, and decisions of what was weighed.
    const named = inEach((text, path) => (/CHANGELOG|docs\/adr/.test(path) ? [] : pathsIn(prose(text))));
    expect(named).to.have.length.above(100);
    const missing = named.filter((line) => {
      const path = line.slice(line.indexOf(': ') + 2);
      if (MADE.test(path)) return false;
      return path.includes('/')
        ? !PLACES.some((place) => existsSync(join(ROOT, place, path)))
        : !names.has(path);
    });
    expect(missing).to.deep.equal([]);
  });

  it('name only npm scripts that there are', async () => {
    const { scripts } = JSON.parse(await readDocument('package.json'));
    const named = inEach((text) =>
      [...text.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => name),
    );
    expect(named).to.have.length.above(20);
    expect(named.filter((line) => !Object.hasOwn(scripts, line.slice(line.indexOf(': ') + 2)))).to.deep.equal(
      [],
    );
  });

  it('name only functions that are in the files they name', async () => {
    const places = [
      ...(texts.get('docs/architecture.md') ?? '').matchAll(/`(\w+)` of\s+\[`[^`]+`\]\(([^)]+)\)/g),
    ];
    expect(places).to.have.length.above(20);
    const missing = places.filter(([, name = '', path = '']) => {
      const source = sources.get(path) ?? '';
      return !new RegExp(`(function|class|async|const) ${name}\\b`).test(source);
    });
    expect(missing.map(([text]) => text)).to.deep.equal([]);
  });

  it('link to nothing that is not there, headings included', () => {
    const dead = inEach((text, path) =>
      [...prose(text).matchAll(/\]\(([^)\s]+)[^)]*\)/g)]
        .map((match) => decodeURIComponent(match[1] ?? ''))
        .filter((target) => !/^[a-z]+:/.test(target))
        .filter((target) => {
          const [file = '', anchor] = target.split('#');
          const there = file === '' ? path : join(dirname(path), file);
          if (!existsSync(join(ROOT, there))) return true;
          return anchor !== undefined && !anchorsOf(texts.get(there) ?? '').includes(anchor);
        }),
    );
    expect(dead).to.deep.equal([]);
  });

  it('hold every decision that the sources refer to', async () => {
    const decisions = await readdir(join(ROOT, 'docs/adr'));
    const folders = ['functions', 'scripts', 'stacks'];
    const files = (await Promise.all(folders.map((folder) => filesIn(folder, '.ts')))).flat();
    const unknown: string[] = [];
    for (const path of files) {
      const named = [...(await readDocument(path)).matchAll(/docs\/adr\/([\w.-]*\w)/g)].map(
        ([, name = '']) => name,
      );
      const lost = named.filter((name) => !decisions.some((decision) => decision.startsWith(name)));
      unknown.push(...lost.map((name) => `${path} refers to ${name}`));
    }
    expect(unknown).to.deep.equal([]);
  });

  it('tell of this version in the change log first', async () => {
    const { version } = JSON.parse(await readDocument('package.json'));
    expect(VERSION.exec(texts.get('CHANGELOG.md') ?? '')?.[1]).to.equal(version);
  });

  it('list every decision in docs/adr/README.md, with its title', async () => {
    const index = texts.get('docs/adr/README.md') ?? '';
    const decisions = [...texts].filter(([path]) => /docs\/adr\/\d/.test(path));
    expect(decisions).not.to.be.empty;
    const unlisted = decisions.filter(([path, text]) => {
      const title = /^# \d+[.:] (.*)$/m.exec(text)?.[1];
      return !index.includes(`[${title}](${basename(path)})`);
    });
    expect(unlisted.map(([path]) => path)).to.deep.equal([]);
  });
});

/** The paths that code spans name: with an ending that sources and documents have, or with a slash at the end. */
function pathsIn(text: string): string[] {
  return [...text.matchAll(/`([^`\s]+)`/g)]
    .map((match) => match[1] ?? '')
    .filter((span) => /^(\.?[\w-]+\/)*[\w.-]+\.(tsx?|mjs|json|md|svg|yml)$|^(\.?[\w-]+\/)+$/.test(span));
}

/** Of the headings, as GitHub makes them. */
function anchorsOf(markdown: string): string[] {
  return [...prose(markdown).matchAll(/^#+ (.*)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
