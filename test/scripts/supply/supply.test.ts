import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { readAudit } from '../../../scripts/supply/audit.ts';
import {
  idleNames,
  type LockFile,
  type Manifest,
  unlistedScripts,
  unpinnedPackages,
} from '../../../scripts/supply/install-scripts.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const read = async (name: string) => JSON.parse(await readFile(join(ROOT, name), 'utf8')) as unknown;

describe('the supply of packages', () => {
  it('has every install script allowed or denied by name', async () => {
    const [manifest, lock] = (await Promise.all([read('package.json'), read('package-lock.json')])) as [
      Manifest,
      LockFile,
    ];
    expect(unlistedScripts(manifest, lock)).to.deep.equal([]);
    expect(idleNames(manifest, lock)).to.deep.equal([]);
  });

  it('is pinned to the byte, and comes from registries alone', async () => {
    expect(unpinnedPackages((await read('package-lock.json')) as LockFile)).to.deep.equal([]);
  });

  it('is installed from the lock file wherever it is checked', async () => {
    const run = await readFile(join(ROOT, '.ci/run'), 'utf8');
    expect(run)
      .to.match(/^npm ci\b/m)
      .and.not.match(/\bnpm (i|install)\b/);
    expect(run).to.match(/^npm run check:supply$/m);
  });

  const lock: LockFile = {
    packages: {
      '': {},
      'node_modules/quiet': { integrity: 'sha512-a' },
      'node_modules/loud': { hasInstallScript: true, integrity: 'sha512-b' },
      'node_modules/a/node_modules/@scope/hidden': { hasInstallScript: true, integrity: 'sha512-c' },
    },
  };

  it('tells of a script that nobody has named, however deep its package lies', () => {
    expect(unlistedScripts({}, lock)).to.deep.equal(['@scope/hidden', 'loud']);
    expect(unlistedScripts({ allowScripts: { loud: true } }, lock)).to.deep.equal(['@scope/hidden']);
    expect(unlistedScripts({ allowScripts: { loud: true, '@scope/hidden': false } }, lock)).to.deep.equal([]);
  });

  it('tells of a name that is left behind', () => {
    expect(idleNames({ allowScripts: { loud: true, gone: true, quiet: true } }, lock)).to.deep.equal([
      'gone',
      'quiet',
    ]);
  });

  it('tells of a package whose bytes are anybody\u2019s', () => {
    const packages = {
      'node_modules/git': { resolved: 'git+ssh://git@host/a.git#abc', integrity: 'sha512-a' },
      'node_modules/plain': { resolved: 'http://registry/a.tgz', integrity: 'sha512-a' },
      'node_modules/weak': { integrity: 'sha1-a' },
      'node_modules/none': {},
      'node_modules/good': { resolved: 'https://registry/a.tgz', integrity: 'sha512-a' },
    };
    expect(unpinnedPackages({ packages })).to.deep.equal(['git', 'plain', 'weak', 'none']);
  });
});

describe("what is made of npm audit's answer", () => {
  const vulnerabilities = { info: 0, low: 1, moderate: 0, high: 2, critical: 0, total: 3 };

  it('is a count for each severity', () => {
    expect(readAudit(JSON.stringify({ metadata: { vulnerabilities } }))).to.deep.equal({
      kind: 'answered',
      bySeverity: { info: 0, low: 1, moderate: 0, high: 2, critical: 0 },
    });
  });

  it('is why there is none, where the registry has no such service', () => {
    const message = '405 Method Not Allowed - POST /-/npm/v1/security/advisories/bulk';
    expect(readAudit(JSON.stringify({ message, method: 'POST' }))).to.deep.equal({
      kind: 'unanswered',
      why: message,
    });
    expect(readAudit('', 'npm error\nnpm error getaddrinfo ENOTFOUND')).to.deep.equal({
      kind: 'unanswered',
      why: 'npm error getaddrinfo ENOTFOUND',
    });
  });
});
