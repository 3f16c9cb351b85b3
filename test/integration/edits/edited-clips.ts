import { expect } from 'chai';
import { type Edits, NO_EDITS } from '../../../functions/producer/core/request-edits.ts';
import { decodeErrors, readFrames } from '../../fixtures/read-back.ts';
import { type Cut, record } from '../cut.ts';
import type { Colour } from '../pictures.ts';

export const RED: Colour = [254, 0, 0];

export const withEdits = (edits: Partial<Edits>) => ({ edits: { ...NO_EDITS, ...edits } });

/** Eight seconds in one recording. */
export const recordOne = () => record({ fromS: 0, toS: 8 });

/** The same in two recordings that adjoin at 4 s. */
export const recordAdjoining = () => record({ fromS: 0, toS: 4 }, { fromS: 4, toS: 8 });

export const framesOf = async (path: string, square?: number) =>
  (await readFrames(path, square ? { square } : {})).map(({ frame }) => frame);

/** A clip is as it was planned, and decodes without a complaint. */
export async function expectSound({ path, problem }: Cut): Promise<void> {
  expect(problem).to.equal(null);
  expect(await decodeErrors(path)).to.deep.equal([]);
}

/** No clip is made, and it is told why. */
export async function expectRefusal(
  made: Promise<unknown>,
  reason: { code: string; message: string },
): Promise<void> {
  const refused = await made.then(
    () => null,
    (error: unknown) => error,
  );
  expect(refused).to.deep.include({ status: 'CLIP_REJECTED', ...reason });
}
