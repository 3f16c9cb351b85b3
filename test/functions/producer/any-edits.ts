import fc from 'fast-check';
import { ASPECTS, CORNERS } from '../../../functions/producer/core/edits.ts';
import type { Edits } from '../../../functions/producer/core/request-edits.ts';

/** Any edits that a request may hold. */
export const anyEdits: fc.Arbitrary<Edits> = fc.record({
  aspect: fc.constantFrom(null, ...ASPECTS),
  height: fc.option(fc.integer({ min: 72, max: 1080 }).map((half) => 2 * half)),
  speed: fc.double({ min: 0.25, max: 4, noNaN: true }),
  mute: fc.boolean(),
  fadeInMs: fc.integer({ min: 0, max: 10_000 }),
  fadeOutMs: fc.integer({ min: 0, max: 10_000 }),
  watermark: fc.option(
    fc.record({
      key: fc.string(),
      corner: fc.constantFrom(...CORNERS),
      opacity: fc.double({ min: 0, max: 1, noNaN: true }),
      widthPercent: fc.double({ min: 1, max: 100, noNaN: true }),
    }),
  ),
});
