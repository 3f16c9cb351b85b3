import { readdir, readFile } from 'node:fs/promises';
import { join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { execa } from 'execa';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const CORE = 'functions/producer/core/';
const STEPS = 'functions/producer/steps/';
const PORTS = 'functions/producer/ports.ts';

interface Source {
  /** From the repository's root. */
  readonly path: string;
  /** Without its comments. */
  readonly code: string;
  /** Files from the repository's root, packages by their names; types included. */
  readonly imports: readonly string[];
}

describe('the rooms of the house', () => {
  let sources: readonly Source[];

  before(async () => {
    sources = await readSources('functions');
    expect(sources.map(({ path }) => path)).to.include('functions/producer/produce-clip.ts');
  });

  const within = (...places: readonly string[]) =>
    sources.filter(({ path }) => places.some((place) => path.startsWith(place)));

  /** `file imports what`, for each import that is from none of these files, folders and packages. */
  const strangers = (files: readonly Source[], allowed: readonly string[]) =>
    files.flatMap(({ path, imports }) =>
      imports
        .filter(
          (name) => !allowed.some((place) => (place.endsWith('/') ? name.startsWith(place) : name === place)),
        )
        .map((name) => `${path} imports ${name}`),
    );

  it('core imports nothing but core, zod, json5 and node:crypto', () => {
    expect(within(CORE)).not.to.be.empty;
    expect(strangers(within(CORE), [CORE, 'zod', 'json5', 'node:crypto'])).to.deep.equal([]);
  });

  it('core has no clock, no chance, no console and no network', () => {
    const impure =
      /\b(Date\.now|new Date\(\)|performance\.|Math\.random|randomUUID|randomBytes|console\.|fetch\(|process\.)/;
    const found = within(CORE).map(({ path, code }) => ({ path, use: impure.exec(code)?.[0] }));
    expect(found.filter(({ use }) => use)).to.deep.equal([]);
  });

  it('the use case and its steps import nothing but core, steps and ports', () => {
    const useCase = within('functions/producer/produce-clip.ts', STEPS);
    expect(useCase).to.have.length.above(1);
    expect(strangers(useCase, [CORE, STEPS, PORTS])).to.deep.equal([]);
  });

  it('adapters know of the project nothing but core, ports and each other', () => {
    const adapters = 'functions/producer/adapters/';
    const ofProject = within(adapters).map((source) => ({
      ...source,
      imports: source.imports.filter((name) => name.endsWith('.ts')),
    }));
    expect(strangers(ofProject, [CORE, PORTS, adapters])).to.deep.equal([]);
  });

  it('only env.ts reads the environment', () => {
    const readers = sources.filter(({ code }) =>
      /\bprocess\s*(\.\s*env|\[)|\benv\b.*from 'node:process'/.test(code),
    );
    expect(readers.map(({ path }) => path)).to.deep.equal(['functions/producer/env.ts']);
  });

  it('the function knows nothing of scripts, stacks, tests and benches', () => {
    const elsewhere = sources.flatMap(({ path, imports }) =>
      imports
        .filter((name) => /^(scripts|stacks|test|bench)\/|^cdktf|^@cdktf/.test(name))
        .map((name) => `${path} imports ${name}`),
    );
    expect(elsewhere).to.deep.equal([]);
  });
});

describe('the stack', () => {
  it('alone knows of cdktf, with main.ts and its tests', async () => {
    const all = (await Promise.all(['functions', 'scripts', 'bench', 'test'].map(readSources))).flat();
    const strangers = all.filter(
      ({ path, imports }) =>
        !/^test\/stacks\//.test(path) && imports.some((name) => /^(cdktf|@cdktf|constructs)\b/.test(name)),
    );
    expect(strangers.map(({ path }) => path)).to.deep.equal([]);
  });

  it('knows of the function only its limits, its numbers and the variables it needs', async () => {
    const stacks = await readSources('stacks');
    expect(stacks).not.to.be.empty;
    const known = stacks.flatMap(({ imports }) => imports.filter((name) => name.startsWith('functions/')));
    expect([...new Set(known)]).to.have.members([
      'functions/producer/core/linked-numbers.ts',
      'functions/producer/env.ts',
    ]);
  });
});

describe('a file', () => {
  it('of the sources or the tests has 250 lines at most', async () => {
    const files = await trackedFiles('functions', 'stacks', 'scripts', 'bench', 'test');
    expect(files.map(({ path }) => path)).to.include('test/architecture.test.ts');
    const long = files.filter(({ lines }) => lines > 250).map(({ path, lines }) => `${path}: ${lines} lines`);
    expect(long, `files of more than 250 lines are two things: ${long.join(', ')}`).to.deep.equal([]);
  });
});

/** The TypeScript and JavaScript that git tracks in these folders, with their lengths as they are on the disk. */
async function trackedFiles(...folders: readonly string[]): Promise<{ path: string; lines: number }[]> {
  const wanted = folders.flatMap((folder) => ['ts', 'tsx', 'mjs'].map((ending) => `${folder}/*.${ending}`));
  const { stdout } = await execa('git', ['grep', '--no-color', '-c', '', '--', ...wanted], { cwd: ROOT });
  return stdout.split('\n').map((line) => {
    const colon = line.lastIndexOf(':');
    return { path: line.slice(0, colon), lines: Number(line.slice(colon + 1)) };
  });
}

async function readSources(folder: string): Promise<Source[]> {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'));
  return Promise.all(
    files.map(async ({ parentPath, name }) => {
      const file = join(parentPath, name);
      const path = relative(ROOT, file);
      const code = withoutComments(await readFile(file, 'utf8'));
      const imports = importsOf(code).map((name) =>
        name.startsWith('.') ? posix.join(posix.dirname(path), name) : name,
      );
      return { path, code, imports };
    }),
  );
}

function importsOf(text: string): string[] {
  const statements =
    /^(?:import|export)\b[^;'"]*?\bfrom\s*'([^']+)'|^import\s*'([^']+)'|\bimport\(\s*'([^']+)'/gm;
  return [...text.matchAll(statements)].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
}
