import * as z from 'zod';
import { ASPECTS, CORNERS, WATERMARK_PLACE } from './edits.ts';

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

const watermark = z
  .strictObject(
    {
      key: objectKey.meta({ description: 'Of a PNG, without the prefix that all watermarks are under' }),
      corner: oneOf(CORNERS).default(WATERMARK_PLACE.corner),
      opacity: numberFrom(0, 1).default(1).meta({ description: '0 is not to be seen, 1 as it is' }),
      widthPercent: numberFrom(1, 100)
        .default(WATERMARK_PLACE.widthPercent)
        .meta({ description: "Of the clip's width" }),
    },
    { error: 'must be an object {key, corner, opacity, widthPercent}' },
  )
  .readonly();

const trueOrFalse = z.boolean({ error: 'must be true or false' }).default(false);

/** Each edit has a default that changes nothing; what is null then is so because no value would say "as it is". */
const editFields = {
  aspect: oneOf(ASPECTS)
    .optional()
    .transform((aspect) => aspect ?? null)
    .meta({ description: "Cropped to this shape about its centre; the recording's, unless given" }),
  height: height
    .optional()
    .transform((lines) => lines ?? null)
    .meta({ description: 'Lines of the picture; as many as there are, unless given. Never scaled up' }),
  speed: numberFrom(0.25, 4)
    .default(1)
    .meta({ description: '2 plays twice as fast, 0.5 half as fast; sound keeps its pitch' }),
  mute: trueOrFalse.meta({ description: 'No sound; needs no encode' }),
  fadeInMs: fadeMs.meta({ description: 'From black, and silence' }),
  fadeOutMs: fadeMs.meta({ description: 'To black, and silence' }),
  watermark: watermark
    .optional()
    .transform((mark) => mark ?? null)
    .meta({ description: 'A picture laid over the clip' }),
};

const edits = z
  .strictObject(editFields, { error: `must be an object {${Object.keys(editFields).join(', ')}}` })
  .readonly();

/** What is done to a clip besides cutting it. */
export type Edits = z.output<typeof edits>;
/** The same as a request says it: only what is asked for. */
export type AskedEdits = z.input<typeof edits>;

/** The edits of those who ask for none. */
export const NO_EDITS: Edits = edits.parse({});

/** What may be asked for besides the cut; every field has a default that changes and adds nothing. */
export const asked = {
  edits: edits.prefault({}).meta({ description: 'Any edit of the picture is one encode' }),
  preview: oneOf(['none', 'webp', 'gif'])
    .default('none')
    .meta({ description: "A silent loop of 3 s, 320 px wide, from the thumbnails' place on" }),
  sprite: trueOrFalse.meta({
    description: 'A sheet of small pictures with WebVTT, for the time line of a player',
  }),
};
