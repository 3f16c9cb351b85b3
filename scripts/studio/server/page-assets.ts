import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { FastifyInstance } from 'fastify';

const BROWSER = fileURLToPath(new URL('../browser', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

interface Assets {
  readonly html: string;
  /** By path. */
  readonly files: ReadonlyMap<string, { readonly type: string; readonly bytes: Buffer }>;
}

/** Bundles the page once, from now on in the background, and serves it: script and style under names of their hash. */
export function servePage(app: FastifyInstance): void {
  const bundling = bundlePage();
  // Whoever asks for the page is told; until then nobody listens.
  bundling.catch(() => undefined);

  app.get('/', async (_request, reply) => {
    const { html } = await bundling;
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(html);
  });
  app.get('/assets/:name', async (request, reply) => {
    const { files } = await bundling;
    const file = files.get(request.url);
    if (!file) return reply.callNotFound();
    return reply
      .type(file.type)
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(file.bytes);
  });
}

async function bundlePage(): Promise<Assets> {
  const { outputFiles } = await build({
    absWorkingDir: BROWSER,
    entryPoints: ['main.tsx'],
    outdir: 'out',
    write: false,
    bundle: true,
    platform: 'browser',
    format: 'esm',
    // Chromium, Firefox and Safari of the last years.
    target: ['chrome111', 'firefox113', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const files = new Map<string, { type: string; bytes: Buffer }>();
  const paths: Record<string, string> = {};
  for (const { path, contents } of outputFiles) {
    const extension = path.slice(path.lastIndexOf('.') + 1);
    const bytes = Buffer.from(contents);
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const name = `/assets/${hash}.${extension}`;
    files.set(name, { type: TYPES[extension] ?? 'application/octet-stream', bytes });
    paths[extension] = name;
  }
  return { html: html(paths.js ?? '', paths.css ?? ''), files };
}

function html(script: string, style: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>Wavecut studio</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${style}">
<script type="module" src="${script}"></script>
</head>
<body>
<div id="studio"></div>
<noscript>The studio needs JavaScript.</noscript>
</body>
</html>
`;
}

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#12333a"/><path d="M4 20c4 0 4-7 8-7s4 7 8 7 4-7 8-7" fill="none" stroke="#58c4c0" stroke-width="3" stroke-linecap="round"/><path d="M16 4v24" stroke="#ff6b5e" stroke-width="2"/></svg>`;

/** The page's own picture, for the tab. */
export function serveIcon(app: FastifyInstance): void {
  app.get('/icon.svg', async (_request, reply) =>
    reply.type('image/svg+xml').header('cache-control', 'public, max-age=86400').send(ICON),
  );
}
