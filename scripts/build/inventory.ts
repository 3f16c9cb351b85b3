import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { BUILT_IN } from './built-in-modules.ts';

/** The part of a CycloneDX document that we look at. https://cyclonedx.org/docs/1.6/json/ */
export interface Inventory {
  readonly components?: Component[];
  readonly [other: string]: unknown;
}

export interface Component {
  readonly type: string;
  readonly name: string;
  readonly group?: string;
  readonly version?: string;
  readonly licenses?: readonly {
    readonly license?: { id?: string; name?: string };
    readonly expression?: string;
  }[];
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly [other: string]: unknown;
}

/** The ffmpeg that goes into the zip. */
export interface ShippedFfmpeg {
  readonly version: string;
  /** Hex. */
  readonly sha256: string;
}

/**
 * What the zip holds, as CycloneDX 1.6: each package of which the bundle has a line, and ffmpeg. Packages that only
 * build, test or deploy are none of it.
 *
 * @param root the checkout. @param metafile esbuild's own account of the bundle, JSON.
 */
export async function inventoryOf(root: string, metafile: string, ffmpeg: ShippedFfmpeg): Promise<Inventory> {
  const folder = await mkdtemp(join(tmpdir(), 'wavecut-inventory-'));
  try {
    const [input, output] = [join(folder, 'meta.json'), join(folder, 'sbom.json')];
    await writeFile(input, ofPackages(metafile));
    const options = ['--bwd', root, '--spec-version', '1.6', '--output-reproducible', '--no-validate'];
    await execa(process.execPath, [cyclonedx(), ...options, '-o', output, input], {
      cwd: root,
      timeout: 120_000,
    });
    const inventory = JSON.parse(await readFile(output, 'utf8')) as Inventory;
    const found = inventory.components ?? [];
    const names = new Set(found.map(fullName));
    // The tool passes by packages whose folders have manifests of their own without a name.
    const passedBy = bundledPackages(metafile).filter((name) => !names.has(name));
    const added = await Promise.all(passedBy.map((name) => manifestOf(root, name)));
    return { ...inventory, components: [...found, ...added, componentOf(ffmpeg)] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** esbuild's account without Node's own modules, which the tool takes for packages without a licence. */
function ofPackages(metafile: string): string {
  return JSON.stringify(JSON.parse(metafile), (key, value) =>
    key.startsWith(`${BUILT_IN}:`) ? undefined : value,
  );
}

/** Names of the packages of which the bundle has at least a byte. */
export function bundledPackages(metafile: string): string[] {
  const { outputs } = JSON.parse(metafile) as {
    outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
  };
  const paths = Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const names = paths.flatMap(([path]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(names)].sort();
}

/** A component's name as npm writes it. */
export function fullName({ group, name }: Component): string {
  return group ? `${group}/${name}` : name;
}

async function manifestOf(root: string, name: string): Promise<Component> {
  const text = await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8');
  const { version, license } = JSON.parse(text) as { version: string; license?: string };
  return {
    type: 'library',
    name,
    version,
    'bom-ref': `${name}@${version}`,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    licenses: license ? [{ license: { id: license } }] : [],
  };
}

/** One line for each component: its name and version, and the licence that it comes under. */
export function licenceList({ components = [] }: Inventory): string {
  const lines = components.map((component) => {
    const { version, licenses = [] } = component;
    const told = licenses.map(
      ({ license, expression }) => expression ?? license?.id ?? license?.name ?? 'unknown',
    );
    return `${fullName(component)} ${version ?? ''}: ${told.join(' or ') || 'unknown'}`;
  });
  return `${[...new Set(lines)].sort().join('\n')}\n`;
}

function componentOf({ version, sha256 }: ShippedFfmpeg): Component {
  return {
    type: 'application',
    name: 'ffmpeg',
    version,
    'bom-ref': `ffmpeg@${version}`,
    // Built with libx264, which is under the GPL, and with --enable-version3.
    licenses: [{ license: { id: 'GPL-3.0-or-later' } }],
    hashes: [{ alg: 'SHA-256', content: sha256 }],
  };
}

/** The tool's own program, wherever npm has put it. */
function cyclonedx(): string {
  const plugin = createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-esbuild');
  return join(dirname(plugin), '../bin/cyclonedx-esbuild-cli.js');
}
