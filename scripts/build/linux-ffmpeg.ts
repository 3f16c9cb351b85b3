import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { execa } from 'execa';
import { sha256Of } from './sha256.ts';

const PACKAGE = '@ffmpeg-installer/linux-x64';
const VERSION = '4.1.0';

/** As it names itself: ffmpeg 20181210-g0e8eb07980, static, GPLv3. */
export const PINNED_VERSION = 'N-47683-g0e8eb07980-static';

/** Of the file `ffmpeg` in that package. */
export const PINNED_SHA256 = '6d0c625dbd3f604ed2618981ba6fee7e29678855ab741d654cfc9effb0226624';

/**
 * The path of the ffmpeg that runs on Lambda (Linux x64), whatever system builds the zip. npm installs it on Linux
 * x64 only; elsewhere its package is fetched once, into `cacheDir`.
 *
 * @throws where the file is not byte for byte the one we know, or npm cannot fetch it.
 */
export async function linuxFfmpeg(cacheDir: string, onProgress?: (text: string) => void): Promise<string> {
  const path = installed() ?? (await cached(cacheDir, onProgress));
  await requireSha256(path, PINNED_SHA256);
  return path;
}

/** @throws naming both sums where the file at `path` has another SHA-256 than `expected` (hex). */
export async function requireSha256(path: string, expected: string): Promise<void> {
  const found = await sha256Of(path);
  if (found === expected) return;
  throw new Error(
    `${path} is not the file we ship: its SHA-256 is ${found}, expected ${expected}. Remove it and install again.`,
  );
}

function installed(): string | null {
  try {
    return createRequire(import.meta.url).resolve(`${PACKAGE}/ffmpeg`);
  } catch {
    return null;
  }
}

async function cached(cacheDir: string, onProgress?: (text: string) => void): Promise<string> {
  const path = join(cacheDir, `ffmpeg-linux-x64-${VERSION}`);
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there) return path;
  onProgress?.(`fetching ${PACKAGE}@${VERSION}`);
  await mkdir(cacheDir, { recursive: true });
  const folder = await mkdtemp(join(cacheDir, 'fetch-'));
  try {
    // `npm pack` fetches a package for another system, which `npm install` refuses; it also knows the user's registry.
    await execa('npm', ['pack', `${PACKAGE}@${VERSION}`, '--pack-destination', folder], { timeout: 300_000 });
    const tarball = `${PACKAGE.slice(1).replace('/', '-')}-${VERSION}.tgz`;
    await execa('tar', ['-xzf', tarball, 'package/ffmpeg'], { cwd: folder, timeout: 60_000 });
    await rename(join(folder, 'package', 'ffmpeg'), path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return path;
}
