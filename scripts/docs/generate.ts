import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { settingsTable } from '../../stacks/settings-table.ts';
import {
  documentTable,
  notificationTable,
  requestTable,
  signedTable,
  statusTable,
} from './message-tables.ts';

const ROOT = new URL('../../', import.meta.url);

/** The parts of documents that are made of the sources, by the names that their places have. */
const PARTS: Readonly<Record<string, Readonly<Record<string, () => Promise<string> | string>>>> = {
  'docs/deploy.md': { settings: async () => settingsTable(await contextOfCdktf()) },
  'docs/messages.md': {
    request: requestTable,
    statuses: statusTable,
    notification: notificationTable,
    signed: signedTable,
    document: documentTable,
  },
};

/** A document as it is, and as it should be: with its parts as the sources have them. */
export interface Generated {
  readonly path: string;
  readonly current: string;
  readonly wanted: string;
}

/**
 * All documents that have parts made of the sources.
 *
 * @throws Error that names the place where a document has none for a part.
 */
export async function generatedDocuments(): Promise<Generated[]> {
  return Promise.all(
    Object.entries(PARTS).map(async ([path, parts]) => {
      const current = await readFile(new URL(path, ROOT), 'utf8');
      let wanted = current;
      for (const [name, make] of Object.entries(parts)) wanted = withPart(path, wanted, name, await make());
      return { path, current, wanted };
    }),
  );
}

function withPart(path: string, text: string, name: string, part: string): string {
  const [start, end] = [`<!-- ${name}: npm run docs -->`, `<!-- end of ${name} -->`];
  const [before, rest = ''] = text.split(start);
  const [, after] = rest.split(end);
  if (after === undefined) throw new Error(`${path} has no place between ${start} and ${end}`);
  return `${before}${start}\n\n${part}\n\n${end}${after}`;
}

async function contextOfCdktf() {
  return JSON.parse(await readFile(new URL('cdktf.json', ROOT), 'utf8')).context.wavecut;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { path, wanted } of await generatedDocuments()) await writeFile(new URL(path, ROOT), wanted);
}
