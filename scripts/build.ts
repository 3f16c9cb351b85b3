import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Bundle, bundle, sourcesOf } from './build/bundle.ts';
import { earlierBuild, noteBuild } from './build/earlier-build.ts';
import { describeLack, testFfmpeg } from './build/ffmpeg-selftest.ts';
import { inventoryOf, licenceList, type ShippedFfmpeg } from './build/inventory.ts';
import { linuxFfmpeg, PINNED_SHA256, PINNED_VERSION, requireSha256 } from './build/linux-ffmpeg.ts';
import { sha256Of } from './build/sha256.ts';
import { zip } from './build/zip.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const ZIP = 'producer.zip';
const INVENTORY = 'sbom.cdx.json';
const LICENCES = 'licences.txt';
const WRITTEN = [ZIP, INVENTORY, LICENCES] as const;

const HELP = `npm run build -- [options]

Bundles functions/producer with the Linux x64 ffmpeg into one zip for AWS Lambda: dist/producer.zip.
The same sources give the same bytes; a zip that is up to date is kept. Beside it: what the zip holds as CycloneDX
(sbom.cdx.json), and under which licences (licences.txt).

  --out DIR       folder for the zip (default: dist)
  --ffmpeg FILE   a Linux x64 ffmpeg of your own instead of the pinned one; it is tested first, and what it lacks named
  --ffmpeg-sha256 HEX
                  the SHA-256 that FILE must have
  --json          print {"zipPath", "sha256", "bytes", "bundleBytes"} and nothing else
  --help          this text
`;

export interface BuildOptions {
  /** Folder that receives `producer.zip`; `dist` of the checkout unless given. */
  readonly outDir?: string;
  /** The module that exports `handler`; the producer's unless given. */
  readonly entry?: string;
  /** Takes the place of the pinned one, if it can do all that is asked of it. */
  readonly ffmpegPath?: string;
  /** Hex; what `ffmpegPath` must have. */
  readonly ffmpegSha256?: string;
  readonly onProgress?: (text: string) => void;
}

export interface BuildResult {
  readonly zipPath: string;
  /** Of the zip, hex. */
  readonly sha256: string;
  /** Size of the zip. */
  readonly bytes: number;
  /** Size of the bundled JavaScript alone: what a cold start has to read and compile. */
  readonly bundleBytes: number;
}

/**
 * Builds the deployable zip of the producer: `handler.mjs`, `handler.mjs.map` and `ffmpeg` (mode 0755); beside it goes
 * what the zip holds (`sbom.cdx.json`) and under which licences (`licences.txt`). What an earlier build made of the
 * same is kept.
 *
 * @throws where the sources do not bundle, or ffmpeg is not the one we ship.
 */
export async function buildProducer(options: BuildOptions = {}): Promise<BuildResult> {
  const entry = options.entry ?? join(ROOT, 'functions/producer/handler.ts');
  const outDir = resolve(options.outDir ?? join(ROOT, 'dist'));

  const ffmpeg = await chosenFfmpeg(options);
  const zipPath = join(outDir, ZIP);
  const settings = [process.version, relative(ROOT, entry), ffmpeg.version, ffmpeg.sha256];
  const earlier = await earlierBuild(outDir, ROOT, settings, WRITTEN);
  if (earlier) {
    options.onProgress?.('the zip is up to date');
    return {
      zipPath,
      sha256: earlier.zip,
      bytes: (await stat(zipPath)).size,
      bundleBytes: earlier.bundleBytes,
    };
  }

  options.onProgress?.(`bundling ${relative(ROOT, entry)}`);
  const begunAtMs = Date.now();
  const bundled = await bundle(ROOT, entry);
  options.onProgress?.('zipping the bundle with ffmpeg');
  await writeZip(zipPath, bundled, ffmpeg.path);
  options.onProgress?.('listing what the zip holds');
  const inventory = await inventoryOf(ROOT, bundled.metafile, ffmpeg);
  await writeFile(join(outDir, INVENTORY), `${JSON.stringify(inventory, null, 2)}\n`);
  await writeFile(join(outDir, LICENCES), licenceList(inventory));
  const sha256 = await sha256Of(zipPath);
  const bundleBytes = bundled.code.length;
  const files = [...(await sourcesOfBuilding()), ...sourcesOf(bundled.metafile)];
  await noteBuild(outDir, ROOT, settings, { files, zip: sha256, bundleBytes }, begunAtMs);
  return { zipPath, sha256, bytes: (await stat(zipPath)).size, bundleBytes };
}

type ChosenFfmpeg = ShippedFfmpeg & { readonly path: string };

/** What says how the sources are made into a zip, and by which versions of which packages. */
async function sourcesOfBuilding(): Promise<string[]> {
  const parts = (await readdir(join(ROOT, 'scripts/build'))).map((name) => `scripts/build/${name}`);
  return ['package-lock.json', 'tsconfig.json', 'scripts/build.ts', ...parts];
}

async function writeZip(zipPath: string, { code, sourceMap }: Bundle, ffmpegPath: string): Promise<void> {
  const bytes = await zip([
    { name: 'handler.mjs', content: code },
    { name: 'handler.mjs.map', content: sourceMap },
    { name: 'ffmpeg', content: ffmpegPath, executable: true },
  ]);
  await mkdir(dirname(zipPath), { recursive: true });
  // Whoever unzips it meanwhile reads the old zip or the new one, never half of one.
  const unfinished = `${zipPath}.${process.pid}`;
  await writeFile(unfinished, bytes);
  await rename(unfinished, zipPath);
}

/** The ffmpeg for the zip. @throws where one of your own lacks anything, or is another than its SHA-256 says. */
async function chosenFfmpeg(options: BuildOptions): Promise<ChosenFfmpeg> {
  const { ffmpegPath, ffmpegSha256, onProgress } = options;
  if (ffmpegPath === undefined) {
    const path = await linuxFfmpeg(join(ROOT, '.cache'), onProgress);
    return { path, version: PINNED_VERSION, sha256: PINNED_SHA256 };
  }
  if (ffmpegSha256 !== undefined) await requireSha256(ffmpegPath, ffmpegSha256.toLowerCase());
  onProgress?.(`testing ${ffmpegPath}`);
  const tested = await testFfmpeg(ffmpegPath);
  if (tested.lacking.length > 0) throw new Error(describeLack(ffmpegPath, tested));
  return { path: ffmpegPath, version: tested.version, sha256: await sha256Of(ffmpegPath) };
}

async function main(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      out: { type: 'string' },
      ffmpeg: { type: 'string' },
      'ffmpeg-sha256': { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const result = await buildProducer({
    ...(values.out === undefined ? {} : { outDir: values.out }),
    ...(values.ffmpeg === undefined ? {} : { ffmpegPath: resolve(values.ffmpeg) }),
    ...(values['ffmpeg-sha256'] === undefined ? {} : { ffmpegSha256: values['ffmpeg-sha256'] }),
    onProgress: (text) => process.stderr.write(`${text}\n`),
  });
  const { zipPath, sha256, bytes, bundleBytes } = result;
  if (values.json) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } else {
    const megabytes = (count: number) => `${(count / 1e6).toFixed(1)} MB`;
    process.stdout.write(
      `${relative(process.cwd(), zipPath)}  ${megabytes(bytes)} (bundle ${megabytes(bundleBytes)})\nsha256  ${sha256}\n`,
    );
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
