import { expect } from 'chai';
import { parseStudioOptions } from '../../scripts/commands/studio.ts';
import { UsageError } from '../../scripts/usage-error.ts';

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
