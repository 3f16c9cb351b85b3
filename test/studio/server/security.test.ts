import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { type StudioFixture, studioFixture } from '../studio-fixture.ts';

describe('the door of the studio', () => {
  let wavecut: StudioFixture;
  let port: number;

  before(async () => {
    wavecut = await studioFixture();
    port = Number(new URL(wavecut.studio.url).port);
  });

  /** fetch lets nobody say these headers. */
  async function ask(method: string, path: string, headers: Record<string, string> = {}) {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const asking = request({ host: '127.0.0.1', port, method, path, headers }, resolve);
      asking.on('error', reject);
      asking.end(method === 'POST' ? '{}' : undefined);
    });
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  }
  const json = { 'content-type': 'application/json' };

  it('is open to this machine by its number and by its name', async () => {
    expect((await ask('GET', '/')).status).to.equal(200);
    expect((await ask('GET', '/', { host: `localhost:${port}` })).status).to.equal(200);
  });

  it('is shut to a page that has a name of its own for this machine', async () => {
    const { status, body } = await ask('GET', '/api/cameras', { host: `evil.example:${port}` });
    expect(status).to.equal(403);
    expect(JSON.parse(body).error.code).to.equal('not-from-here');
    expect((await ask('GET', '/', { host: `127.0.0.1.evil.example:${port}` })).status).to.equal(403);
  });

  it('is shut to what comes from another site, and to a change that says not from where', async () => {
    const from = (origin: string) => ask('POST', '/api/requests', { ...json, origin });
    expect((await from('https://evil.example')).status).to.equal(403);
    expect((await from(`http://127.0.0.1:${port + 1}`)).status).to.equal(403);
    expect((await from('null')).status).to.equal(403);
    expect((await ask('POST', '/api/requests', json)).status).to.equal(403);
    expect((await ask('POST', '/api/dead-letters/redrive', json)).status).to.equal(403);
    expect((await ask('PUT', '/api/uploads')).status).to.equal(403);
    expect((await ask('GET', '/api/cameras', { 'sec-fetch-site': 'cross-site' })).status).to.equal(403);
    expect((await ask('GET', '/media/recordings/a/b', { 'sec-fetch-site': 'same-site' })).status).to.equal(
      403,
    );
    // A body that is no valid request got through the door.
    expect((await from(`http://127.0.0.1:${port}`)).status).to.equal(400);
  });

  it('tells browsers to load nothing from elsewhere, whatever is asked for', async () => {
    for (const path of ['/', '/api/cameras', '/no/such/page']) {
      const { headers } = await ask('GET', path);
      expect(headers['content-security-policy']).to.contain("default-src 'none'").and.not.contain('unsafe');
      expect(headers).to.include({
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers).not.to.have.property('access-control-allow-origin');
    }
  });
});
