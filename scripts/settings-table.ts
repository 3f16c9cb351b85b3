import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { settingsTable } from '../stacks/settings-table.ts';

const DOCUMENT = fileURLToPath(new URL('../docs/deploy.md', import.meta.url));
const CDKTF_JSON = fileURLToPath(new URL('../cdktf.json', import.meta.url));

const START = '<!-- settings: npm run settings-table -->';
const END = '<!-- end of settings -->';

/** docs/deploy.md as it should be: with the table of the settings as they are. */
export async function documentWithSettings(): Promise<{ readonly current: string; readonly wanted: string }> {
  const current = await readFile(DOCUMENT, 'utf8');
  const { context } = JSON.parse(await readFile(CDKTF_JSON, 'utf8'));
  const [before, rest = ''] = current.split(START);
  const [, after] = rest.split(END);
  if (after === undefined) throw new Error(`docs/deploy.md has no place between ${START} and ${END}`);
  return { current, wanted: `${before}${START}\n\n${settingsTable(context.wavecut)}\n\n${END}${after}` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(DOCUMENT, (await documentWithSettings()).wanted);
}
