import fc from 'fast-check';
import { bodyOf } from '../functions/producer/samples.ts';

/** Bodies of messages as nobody should send them: near misses of the contract, and bytes of any kind. */

const FIELDS = [
  ...['clipId', 'cameraId', 'startTimestampInMs', 'endTimestampInMs', 'recording', 'startMs', 'endMs', 'cut'],
  ...['edits', 'thumbnails', 'preview', 'sprite', 'gapPolicy', 'retryTimestamps'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'key', 'widths', 'watermark', 'speed'],
];

/** Texts that parsers, patterns, logs and terminals have stumbled over. */
const TEXTS = [
  ...[
    '',
    ' ',
    '..',
    '../x',
    'a/../b',
    '//',
    'a\u0000b',
    '\u202egpj.4pm',
    '\u2066x\u2069',
    '\ufeff',
    '\ud800',
    '\ud83d\ude00',
  ],
  ...[
    '%s%n',
    '\u0024{jndi:ldap://x}',
    '$(id)',
    '`id`',
    "'; drop",
    '{"a":1}',
    '<script>',
    'NaN',
    '1e400',
    '0x10',
    '-0',
  ],
  ...[
    'a'.repeat(129),
    'a'.repeat(500),
    '9'.repeat(400),
    '\u0430\u0441',
    'clip\u200b-1',
    'K\u0307',
    '__proto__',
  ],
];

const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, -0, -1, 2 ** 53, -(2 ** 53), 1e308, 5e-324, 253_402_300_799_999, 253_402_300_800_000),
);
const scalar = fc.oneof(
  number,
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(...TEXTS),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...FIELDS), fc.string({ maxLength: 8 })), tie('value'), {
      maxKeys: 4,
    }),
  ),
})).value;

/** A request with some of its fields gone wrong. */
const nearMiss = fc
  .tuple(
    fc.constantFrom<Record<string, unknown>>(
      {},
      {
        cameraId: undefined,
        startTimestampInMs: undefined,
        endTimestampInMs: undefined,
        startMs: 0,
        endMs: 9,
      },
      {
        edits: { watermark: { key: 'logo.png' } },
        preview: 'gif',
        sprite: true,
        thumbnails: { widths: [300] },
      },
    ),
    fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 3 }),
  )
  .map(([base, changes]) => bodyOf({ ...base, ...changes }));

/** A body with bytes changed, taken out or put in. */
const damaged = fc
  .tuple(
    nearMiss,
    fc.array(fc.tuple(fc.nat(400), fc.nat(3), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 4 }),
  )
  .map(([body, changes]) =>
    changes.reduce((text, [at, taken, put]) => text.slice(0, at) + put + text.slice(at + taken), body),
  );

/** The older contract, and what JSON5 allows besides. */
const literal = nearMiss.map((body) => body.replaceAll('"', "'"));

const raw = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('utf8'));
const deep = fc
  .tuple(fc.constantFrom('[', '{"a":', "{'a':", '[[{"edits":', '('), fc.integer({ min: 1, max: 60 }))
  .map(([open, levels]) => open.repeat(levels));

export const hostileBody: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: nearMiss },
  { weight: 4, arbitrary: damaged },
  { weight: 3, arbitrary: literal },
  { weight: 3, arbitrary: raw },
  { weight: 2, arbitrary: fc.json({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  { weight: 1, arbitrary: deep },
);

/** Bodies that a fuzzer came by, of this and of earlier times, and that were answered in another way than they are now. */
export const FOUND_BODIES: readonly string[] = [
  `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  `{"clipId":"a","cut":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  `{"clipId":"a","__proto__":{"cameraId":"c","startTimestampInMs":1,"endTimestampInMs":2}}`,
  `{"clipId":"a","cameraId":"\u202e","startTimestampInMs":1,"endTimestampInMs":2}`,
  // JSON5 warned of these by a line of its own in the log.
  `{'clipId':'a','cameraId':'c\u2028','startTimestampInMs':1,'endTimestampInMs':2}`,
  `{'clipId':'\u2029'}`,
];
