import * as z from 'zod';
import { ASPECTS, CORNERS } from './edits.ts';

/** The part of a request that says what the clip is to look and sound like; `request.ts` puts it into the contract. */

const KEY_RULE = 'must be an object key of 1 to 1024 bytes without control characters, "//", "./" or "../"';

/** A key of an object of a bucket that is ours, which leads to no other place. */
export const objectKey = z
  .string({ error: KEY_RULE })
  .refine(
    (key) =>
      key.length > 0 &&
      Buffer.byteLength(key) <= 1024 &&
      !/[\p{C}\p{Zl}\p{Zp}]/u.test(key) &&
      !key.split('/').some((part) => part === '' || part === '.' || part === '..'),
    KEY_RULE,
  );

function numberFrom(least: number, most: number) {
  const rule = `must be a number from ${least} to ${most}`;
  return z.number({ error: rule }).min(least, rule).max(most, rule);
}

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `must be one of ${values.map((value) => `"${value}"`).join(', ')}` });
}

const HEIGHT_RULE = 'must be an even number of pixels from 144 to 2160';
const height = z
  .int({ error: HEIGHT_RULE })
  .min(144, HEIGHT_RULE)
  .max(2160, HEIGHT_RULE)
  .multipleOf(2, HEIGHT_RULE);

const FADE_RULE = 'must be a whole number of milliseconds from 0 to 10000';
const fadeMs = z.int({ error: FADE_RULE }).min(0, FADE_RULE).max(10_000, FADE_RULE).default(0);

const watermark = z.strictObject(
  {
    key: objectKey.meta({ description: 'Of a PNG, without the prefix that all watermarks are under' }),
    corner: oneOf(CORNERS).default('bottom-right'),
    opacity: numberFrom(0, 1).default(1),
    widthPercent: numberFrom(1, 100).default(15),
  },
  { error: 'must be an object {key, corner, opacity, widthPercent}' },
);

const trueOrFalse = z.boolean({ error: 'must be true or false' }).default(false);

/** What may be asked for besides the cut; every field has a default that changes and adds nothing. */
export const asked = {
  edits: z
    .strictObject(
      {
        aspect: oneOf(ASPECTS)
          .optional()
          .transform((aspect) => aspect ?? null),
        height: height.optional().transform((lines) => lines ?? null),
        speed: numberFrom(0.25, 4).default(1),
        mute: trueOrFalse,
        fadeInMs: fadeMs,
        fadeOutMs: fadeMs,
        watermark: watermark.optional().transform((mark) => mark ?? null),
      },
      { error: 'must be an object {aspect, height, speed, mute, fadeInMs, fadeOutMs, watermark}' },
    )
    .prefault({}),
  preview: oneOf(['none', 'webp', 'gif']).default('none'),
  sprite: trueOrFalse,
};
