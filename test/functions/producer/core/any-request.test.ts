import { expect } from 'chai';
import fc from 'fast-check';
import { parseRequest } from '../../../../functions/producer/core/request.ts';
import { ID_RULE, refusalOf, WINDOW } from '../requests.ts';

/** Characters that a terminal, a log or a browser would obey or hide instead of showing: controls, bidi, separators. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/** Lists so deep in one another that whoever follows them by recursion runs out of stack. */
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('a refused body', () => {
  it('still tells who asked, and for when, as far as that can be read', () => {
    expect(refusalOf(JSON.stringify({ ...WINDOW, cut: 'fast' }))).to.deep.include({
      clipId: '507f1f77bcf86cd799439011',
      cameraId: '5834046d5a2d6b1d2c8a7b9e',
      range: { startMs: 1_537_119_363_000, endMs: 1_537_119_423_000 },
    });
    expect(refusalOf(JSON.stringify({ ...WINDOW, cameraId: 'a/b', endTimestampInMs: 'x' }))).to.deep.include({
      clipId: '507f1f77bcf86cd799439011',
      cameraId: null,
      range: null,
    });
  });

  it('never gives an id that breaks the rule for ids', () => {
    expect(refusalOf(JSON.stringify({ ...WINDOW, clipId: '../x', cameraId: {} }))).to.deep.include({
      clipId: null,
      cameraId: null,
    });
  });

  it('changes no prototype, whatever its fields are called', () => {
    for (const name of ['__proto__', 'constructor', 'prototype', 'toString']) {
      const body = `{"clipId":"a","cameraId":"c","startTimestampInMs":1,"endTimestampInMs":2,"${name}":{"polluted":true}}`;
      expect(refusalOf(body).reason.message).to.equal(`unknown field "${name}"`);
      expect(refusalOf(body.replaceAll('"', "'")).reason.message).to.equal(`unknown field "${name}"`);
    }
    expect(({} as { polluted?: boolean }).polluted).to.equal(undefined);
  });

  it('reads no field from the prototype that a body brings along', () => {
    const body = `{"clipId":"a","__proto__":{"cameraId":"c","startTimestampInMs":1,"endTimestampInMs":2}}`;
    expect(refusalOf(body).reason.message).to.equal(`cameraId is missing: it ${ID_RULE}`);
  });

  it('is told of in few words, whatever its size', () => {
    const megabyte = 1024 * 1024;
    const bodies = [
      'x'.repeat(megabyte),
      JSON.stringify('x'.repeat(megabyte)),
      JSON.stringify({ ...WINDOW, cameraId: '\u202e'.repeat(megabyte / 3) }),
      JSON.stringify({ ...WINDOW, ['x'.repeat(megabyte)]: 1 }),
      JSON.stringify({ ...WINDOW, thumbnails: { widths: Array(megabyte / 4).fill(1) } }),
    ];
    for (const body of bodies) expect(refusalOf(body).reason.message.length).to.be.below(10_000);
  });

  it('is told of in few words, however many unknown fields it has', () => {
    const names = Array.from({ length: 100_000 }, (_, index) => [`f${index}`, 0]);
    const { reason } = refusalOf(JSON.stringify({ ...WINDOW, ...Object.fromEntries(names) }));
    // SNS takes 256 KiB, and nobody reads more than a few lines.
    expect(reason.message.length).to.be.below(10_000);
  });

  for (const name of ['clipId', 'cut', 'startTimestampInMs', 'thumbnails', 'unheard-of']) {
    it(`is refused as any other when ${name} is nested ever so deep`, () => {
      const fields = Object.entries({ ...WINDOW, [name]: 0 }).map(
        ([key, value]) => `"${key}":${key === name ? nested(100_000) : JSON.stringify(value)}`,
      );
      expect(refusalOf(`{${fields.join(',')}}`).reason.message).to.contain(name);
    });
  }

  it('is refused as any other when it is nothing but nesting', () => {
    expect(refusalOf(nested(100_000)).reason.code).to.equal('not-json');
    expect(refusalOf('['.repeat(250_000)).reason.code).to.equal('not-json');
    expect(refusalOf('{"a":'.repeat(100_000)).reason.code).to.equal('not-json');
  });
});

describe('any body at all', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json({ maxDepth: 3 }),
    fc
      .record(
        {
          clipId: fc.anything(),
          cameraId: fc.oneof(fc.constant('cam'), fc.anything()),
          startTimestampInMs: fc.oneof(fc.nat(), fc.anything()),
          endTimestampInMs: fc.oneof(fc.nat(), fc.anything()),
          recording: fc.oneof(fc.record({ key: fc.string({ unit: 'binary' }) }), fc.anything()),
          thumbnails: fc.oneof(fc.record({ widths: fc.anything(), at: fc.double() }), fc.anything()),
          cut: fc.oneof(fc.constantFrom('exact', 'keyframe'), fc.anything()),
          retryTimestamps: fc.array(fc.anything()),
        },
        { requiredKeys: ['clipId'] },
      )
      .map((fields) =>
        JSON.stringify(fields, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
      ),
  );

  it('is a request or a reason that can be shown to a person', () => {
    fc.assert(
      fc.property(anything, (body) => {
        const parsed = parseRequest(body);
        if (parsed.ok) return;
        expect(parsed.reason.code).to.be.oneOf([
          'not-json',
          'missing-field',
          'invalid-field',
          'unknown-field',
        ]);
        expect(parsed.reason.message).not.to.match(INVISIBLE);
        if (parsed.clipId !== null) expect(parsed.clipId).to.match(/^[A-Za-z0-9_-]{1,128}$/);
      }),
      { numRuns: 500 },
    );
  });

  it('means the same in JSON and in the older contract', () => {
    const fields = fc.record({
      clipId: fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/),
      cameraId: fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/),
      startTimestampInMs: fc.nat(),
      endTimestampInMs: fc.nat(),
    });
    fc.assert(
      fc.property(fields, (body) => {
        const json = JSON.stringify(body);
        expect(parseRequest(json.replaceAll('"', "'"))).to.deep.equal(parseRequest(json));
      }),
    );
  });
});
