/** The parts of package.json and package-lock.json that install scripts are judged by. */
export interface Manifest {
  /** By name: whether a package's install scripts may run. */
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}

export interface LockFile {
  /** By the path that a package is installed at; the project itself is at the empty one. */
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface LockedPackage {
  readonly hasInstallScript?: boolean;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
}

/** Packages that would run a script when they are installed, and of which nobody has said whether they may. */
export function unlistedScripts({ allowScripts = {} }: Manifest, { packages }: LockFile): string[] {
  const names = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => nameAt(path));
  return [...new Set(names)].filter((name) => allowScripts[name] === undefined).sort();
}

/** Names that package.json speaks of and that no locked package with a script has. */
export function idleNames({ allowScripts = {} }: Manifest, { packages }: LockFile): string[] {
  const names = new Set(
    Object.entries(packages).map(([path, { hasInstallScript }]) => hasInstallScript && nameAt(path)),
  );
  return Object.keys(allowScripts).filter((name) => !names.has(name));
}

/** Packages whose bytes the lock file does not pin: without a SHA-512, or from elsewhere than a registry over HTTPS. */
export function unpinnedPackages({ packages }: LockFile): string[] {
  return Object.entries(packages)
    .filter(([path, { link, inBundle }]) => path !== '' && !link && !inBundle)
    .filter(([, { integrity = '', resolved }]) => {
      const isElsewhere = resolved !== undefined && !resolved.startsWith('https://');
      return isElsewhere || !integrity.startsWith('sha512-');
    })
    .map(([path]) => nameAt(path));
}

function nameAt(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
