import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { topicMessage } from '../functions/producer/core/notification.ts';
import { parseRequest } from '../functions/producer/core/request.ts';
import { parseClipArguments } from '../scripts/commands/clip.ts';
import { parseStudioOptions } from '../scripts/commands/studio.ts';
import { DEMO_HELP, parseDemoArguments } from '../scripts/demo/arguments.ts';
import { blocks, differences, ROOT, readDocument } from './fixtures/documents.ts';
import { availableResult, identityOfSample } from './functions/producer/samples.ts';

const COMMANDS = ['studio', 'clip', 'status', 'watch', 'redrive'];

describe('the README', () => {
  let readme: string;
  let scripts: Record<string, string>;

  before(async () => {
    readme = await readDocument('README.md');
    scripts = JSON.parse(await readDocument('package.json')).scripts;
  });

  it('shows requests that are valid', () => {
    const requests = blocks(readme, 'json', 'request');
    expect(requests).not.to.be.empty;
    for (const { text } of requests) expect(parseRequest(text), text).to.have.property('ok', true);
  });

  it('shows a message body on the command line that is valid', () => {
    const bodies = [...readme.matchAll(/--message-body[\s\\]+'([^']+)'/g)].map((match) => match[1] ?? '');
    expect(bodies).not.to.be.empty;
    for (const body of bodies) expect(parseRequest(body), body).to.have.property('ok', true);
  });

  it('shows notifications with exactly the fields of a real one', () => {
    const { message } = topicMessage({ ...identityOfSample(), ...illustratedResult() });
    const real = JSON.parse((JSON.parse(message) as { default: string }).default);
    const shown = blocks(readme, 'json', 'notification');
    expect(shown).not.to.be.empty;
    for (const { text } of shown) expect(differences(JSON.parse(text), real)).to.deep.equal([]);
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
    expect(commands.map((command) => command[1])).to.have.members(COMMANDS);
    for (const [, name = '', args = ''] of commands) {
      const argv = args.trim().split(' ').filter(Boolean);
      if (name === 'studio') expect(parseStudioOptions(argv)).to.include({ allowRequests: false });
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

/** With everything that may be null filled in. */
function illustratedResult() {
  const object = (key: string) => ({ key, url: `https://clips.example/${key}` });
  return availableResult({
    preview: object('cam/clip-1_preview.webp'),
    sprite: { ...object('cam/clip-1_sprite.jpg'), vtt: object('cam/clip-1_sprite.vtt') },
  });
}

function refusalOf(option: string): string {
  try {
    parseDemoArguments([option], ROOT);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
