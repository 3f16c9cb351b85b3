import { expect } from 'chai';
import { parseStudioOptions } from '../../scripts/commands/studio.ts';
import { mongodbUriIn } from '../../scripts/target/mongodb-secret.ts';
import { UsageError } from '../../scripts/usage-error.ts';

describe("MongoDB's secret", () => {
  it('is a URI, or an object with one', () => {
    for (const secret of [
      'mongodb://host/db',
      '{"uri": "mongodb://host/db"}',
      '{"user": "u", "MONGODB_URI": "mongodb://host/db"}',
    ]) {
      expect(mongodbUriIn(secret)).to.equal('mongodb://host/db');
    }
  });

  it('is not repeated where it is neither', () => {
    for (const secret of ['hunter2', '{"password": "hunter2"}', '"hunter2"', '']) {
      expect(() => mongodbUriIn(secret))
        .to.throw('it holds no mongodb:// URI')
        .and.not.match(/hunter2/);
    }
  });
});

describe('wavecut studio', () => {
  it('only looks unless it is let, and needs the outputs', () => {
    expect(parseStudioOptions(['--outputs', 'o.json'])).to.deep.equal({
      outputs: 'o.json',
      allowRequests: false,
      port: 4580,
      json: false,
    });
    expect(parseStudioOptions(['--outputs', 'o.json', '--allow-requests', '--port', '0'])).to.include({
      allowRequests: true,
      port: 0,
    });
    expect(parseStudioOptions(['--help'])).to.equal(null);
    expect(() => parseStudioOptions([])).to.throw(UsageError, '--outputs is missing');
    expect(() => parseStudioOptions(['--outputs', 'o', '--port', 'x'])).to.throw(
      UsageError,
      '--port must be',
    );
    expect(() => parseStudioOptions(['--output', 'o'])).to.throw(UsageError, '--output');
  });
});
