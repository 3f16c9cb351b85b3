import type { StudioFixture } from '../studio-fixture.ts';

/** Asks the studio as its own page does. */
export function apiOf(wavecut: StudioFixture, url = wavecut.studio.url) {
  const origin = url.replace(/\/$/, '');
  const send = (method: string, path: string, body?: unknown) =>
    fetch(`${origin}${path}`, {
      method,
      headers: { origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    origin,
    get: (path: string, headers: Record<string, string> = {}) => fetch(`${origin}${path}`, { headers }),
    post: (path: string, body: unknown) => send('POST', path, body),
    async json<T>(path: string): Promise<T> {
      return (await (await fetch(`${origin}${path}`)).json()) as T;
    },
    async posted<T>(path: string, body: unknown): Promise<T> {
      return (await (await send('POST', path, body)).json()) as T;
    },
  };
}
