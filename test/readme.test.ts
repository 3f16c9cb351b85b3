import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { topicMessage } from '../functions/producer/core/notification.ts';
import { parseRequest } from '../functions/producer/core/request.ts';
import { parseClipArguments } from '../scripts/commands/clip.ts';
import { DEMO_HELP, parseDemoArguments } from '../scripts/demo/arguments.ts';
import { documentWithSettings } from '../scripts/settings-table.ts';
import { availableResult, identityOfSample } from './functions/producer/samples.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

describe('the README', () => {
  let readme: string;
  let scripts: Record<string, string>;

  before(async () => {
    readme = await readFile(join(ROOT, 'README.md'), 'utf8');
    scripts = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')).scripts;
  });

  it('shows requests that are valid', () => {
    const requests = blocks(readme, 'json request');
    expect(requests).not.to.be.empty;
    for (const request of requests) expect(parseRequest(request), request).to.have.property('ok', true);
  });

  it('shows a message body on the command line that is valid', () => {
    const bodies = [...readme.matchAll(/--message-body[\s\\]+'([^']+)'/g)].map((match) => match[1] ?? '');
    expect(bodies).not.to.be.empty;
    for (const body of bodies) expect(parseRequest(body), body).to.have.property('ok', true);
  });

  it('shows notifications with exactly the fields of a real one', () => {
    const { message } = topicMessage({ ...identityOfSample(), ...illustratedResult() });
    const real = JSON.parse((JSON.parse(message) as { default: string }).default);
    const shown = blocks(readme, 'json notification');
    expect(shown).not.to.be.empty;
    for (const notification of shown) expect(differences(JSON.parse(notification), real)).to.deep.equal([]);
  });

  it('names only npm scripts that there are', () => {
    const named = [...readme.matchAll(/\bnpm (?:run ([\w:-]+)|(test|start|stop|restart)\b)/g)];
    const names = named.map(([, run, short]) => run ?? short ?? '');
    expect(names).to.include.members(['demo', 'test', 'start']);
    expect(names.filter((name) => !Object.hasOwn(scripts, name))).to.deep.equal([]);
  });

  it('names only options of the demo that its --help lists and that it takes', () => {
    const commands = [...readme.matchAll(/npm run demo -- ((?:.|\\\n)+)/g)].map((match) => match[1] ?? '');
    const named = commands.flatMap((command) => command.match(/--[a-z][a-z-]*/g) ?? []);
    expect(named).not.to.be.empty;
    const listed = [...DEMO_HELP.matchAll(/^ {2}(--[a-z-]+)/gm)].map((match) => match[1] ?? '');
    expect(named.filter((option) => !listed.includes(option))).to.deep.equal([]);
    for (const option of listed) expect(refusalOf(option), option).not.to.contain('Unknown option');
  });

  it('shows commands that there are, with arguments that they take', () => {
    const commands = [...readme.matchAll(/npm run wavecut -- (\S+)((?: .*)?)$/gm)];
    expect(commands.map((command) => command[1])).to.have.members(['clip', 'status', 'watch', 'redrive']);
    for (const [, name = '', args = ''] of commands) {
      const argv = args.trim().split(' ').filter(Boolean);
      if (name === 'clip') expect(parseClipArguments(argv)).to.include({ wait: true });
      const options = argv.filter((argument) => argument.startsWith('--'));
      if (name === 'redrive') expect(options).to.deep.equal(['--dry-run']);
    }
  });

  it('lists in The house only rooms that there are', () => {
    const table = /## The house\n([\s\S]*?)(?=\n## |$)/.exec(readme)?.[1] ?? '';
    const rows = table.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows).not.to.be.empty;
    const missing = rows.flatMap((row) => {
      const [room = '', ...others] = [...row.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
      const places = [room, dirname(room)];
      const isThere = (name: string) => places.some((place) => existsSync(join(ROOT, place, name)));
      return [...(existsSync(join(ROOT, room)) ? [] : [room]), ...others.filter((name) => !isThere(name))];
    });
    expect(missing).to.deep.equal([]);
  });
});

describe('the documents', () => {
  it('have the settings of the stack as they are: npm run settings-table writes them', async () => {
    const { current, wanted } = await documentWithSettings();
    expect(current).to.equal(wanted);
  });

  it('link to nothing that is not there', async () => {
    const documents = ['README.md', ...(await filesIn('docs', '.md'))];
    const dead = await eachText(documents, (path, text) =>
      [...text.matchAll(/\]\(([^)\s]+)[^)]*\)/g)]
        .map((match) => match[1] ?? '')
        .filter((target) => !/^([a-z]+:|#)/.test(target))
        .map((target) => target.replace(/#.*$/, ''))
        .filter((target) => !existsSync(join(ROOT, dirname(path), decodeURIComponent(target))))
        .map((target) => `${path} links to ${target}`),
    );
    expect(dead).to.deep.equal([]);
  });

  it('hold every decision that the sources refer to', async () => {
    const decisions = await readdir(join(ROOT, 'docs/adr'));
    const files = (
      await Promise.all(['functions', 'scripts', 'stacks'].map((folder) => filesIn(folder, '.ts')))
    ).flat();
    const unknown = await eachText(files, (path, text) =>
      [...text.matchAll(/docs\/adr\/([\w.-]*\w)/g)]
        .map((match) => match[1] ?? '')
        .filter((name) => !decisions.some((decision) => decision.startsWith(name)))
        .map((name) => `${path} refers to ${name}`),
    );
    expect(unknown).to.deep.equal([]);
  });
});

/** The fenced blocks of a document whose fence says `info`. */
function blocks(text: string, info: string): string[] {
  const fences = [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)];
  return fences.filter((fence) => fence[1]?.trim() === info).map((fence) => fence[2] ?? '');
}

/** With everything that may be null filled in. */
function illustratedResult() {
  const object = (key: string) => ({ key, url: `https://clips.example/${key}` });
  return availableResult({
    preview: object('cam/clip-1_preview.webp'),
    sprite: { ...object('cam/clip-1_sprite.jpg'), vtt: object('cam/clip-1_sprite.vtt') },
  });
}

/** Where two JSON values differ in their fields or the kinds of their values; what is null is of every kind. */
function differences(shown: unknown, real: unknown, at = 'it'): string[] {
  if (shown === null || real === null) return [];
  if (kindOf(shown) !== kindOf(real)) return [`${at} is ${kindOf(shown)} instead of ${kindOf(real)}`];
  if (typeof shown !== 'object' || typeof real !== 'object') return [];
  if (Array.isArray(shown)) return differences(shown[0] ?? null, (real as unknown[])[0] ?? null, `${at}[0]`);
  const [ours, theirs] = [shown as Record<string, unknown>, real as Record<string, unknown>];
  return [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].flatMap((key) => {
    if (!Object.hasOwn(theirs, key)) return [`${at}.${key} is no field`];
    if (!Object.hasOwn(ours, key)) return [`${at}.${key} is missing`];
    return differences(ours[key], theirs[key], `${at}.${key}`);
  });
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

function refusalOf(option: string): string {
  try {
    parseDemoArguments([option], ROOT);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

async function filesIn(folder: string, extension: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

async function eachText(
  paths: readonly string[],
  find: (path: string, text: string) => string[],
): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => find(path, await readFile(join(ROOT, path), 'utf8'))),
  );
  return found.flat();
}
