import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Everything from this server and nothing from anywhere else; no inline script or style, no frame around the page.
 * Pictures may be made by the page itself (blob:).
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self'",
  "connect-src 'self'",
  "manifest-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/**
 * Lets in this machine's own pages alone. Whatever name another page resolves to 127.0.0.1 (DNS rebinding) stands in
 * `Host`; whoever sends a form or a fetch from elsewhere stands in `Origin` or `Sec-Fetch-Site`.
 */
export function guard(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    const problem = strangerIn(request);
    if (problem) return reply.code(403).send({ error: { code: 'not-from-here', message: problem } });
  });
}

/** The headers of an answer that is written past fastify. */
export function guardedHeaders(): Record<string, string> {
  return { ...HEADERS };
}

function strangerIn(request: FastifyRequest): string | null {
  const { host = '', origin, 'sec-fetch-site': site } = request.headers;
  const port = request.socket.localPort;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(host)) return `the studio is at http://${hosts[0]}/, not at ${host}`;
  if (origin !== undefined && origin !== `http://${host}`) return `the studio answers no page of ${origin}`;
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  // A browser names the origin of whatever may change something.
  if (!isReading && origin === undefined) return 'only the page of the studio may change something';
  const isOurs = site === undefined || site === 'same-origin' || site === 'none';
  const isLink = request.headers['sec-fetch-mode'] === 'navigate' && isReading && request.url === '/';
  return isOurs || isLink ? null : 'the studio answers no other site';
}
