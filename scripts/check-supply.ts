import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Audit, auditShipped } from './supply/audit.ts';
import {
  idleNames,
  type LockFile,
  type Manifest,
  unlistedScripts,
  unpinnedPackages,
} from './supply/install-scripts.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const HELP = `npm run check:supply -- [options]

Checks where packages come from: every install script is allowed or denied by name ("allowScripts" in package.json),
every package is pinned by a checksum, and the registry knows no high or critical vulnerability of what ships. A
registry that cannot be asked is told of, and fails nothing.

  --offline   asks no registry
  --json      print {"problems", "audit"} and nothing else
  --help      this text

Exit code: 0 without problems, 1 with, 2 for a wrong option.
`;

/** What is wrong with the lock file, in sentences that say what to do. */
async function lockProblems(): Promise<string[]> {
  const read = async (name: string) => JSON.parse(await readFile(join(ROOT, name), 'utf8')) as unknown;
  const manifest = (await read('package.json')) as Manifest;
  const lock = (await read('package-lock.json')) as LockFile;
  return [
    ...unlistedScripts(manifest, lock).map(
      (name) => `${name} has an install script: read it, then name it in "allowScripts" of package.json`,
    ),
    ...idleNames(manifest, lock).map(
      (name) => `${name} has no install script: take it out of "allowScripts"`,
    ),
    ...unpinnedPackages(lock).map(
      (name) => `${name} is pinned by no SHA-512 of a registry's: install it again`,
    ),
  ];
}

function auditProblems(audit: Audit | null): string[] {
  if (audit?.kind !== 'answered') return [];
  const { high, critical } = audit.bySeverity;
  return high + critical > 0
    ? [`npm audit knows ${high} high and ${critical} critical vulnerabilities of what ships`]
    : [];
}

function describe(audit: Audit | null): string {
  if (!audit) return 'npm audit: not asked';
  if (audit.kind === 'unanswered') return `npm audit: the registry did not answer (${audit.why})`;
  const counts = Object.entries(audit.bySeverity).map(([severity, count]) => `${count} ${severity}`);
  return `npm audit, of what ships: ${counts.join(', ')}`;
}

async function main(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      offline: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const audit = values.offline ? null : await auditShipped(ROOT);
  const problems = [...(await lockProblems()), ...auditProblems(audit)];
  if (values.json) process.stdout.write(`${JSON.stringify({ problems, audit })}\n`);
  else process.stdout.write(`${[...problems, describe(audit)].join('\n')}\n`);
  return problems.length > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
