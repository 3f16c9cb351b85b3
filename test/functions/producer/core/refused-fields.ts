import { expect } from 'chai';
import { refusalOf } from '../requests.ts';

/** Fields that are no request, and what is told of them. */
export type RefusedFields = readonly [what: string, fields: object, code: string, message: string];

/** One test for each of them, named by what they are. */
export function itRefuses(refused: readonly RefusedFields[]): void {
  for (const [what, fields, code, message] of refused) {
    it(what, () => {
      expect(refusalOf(JSON.stringify(fields)).reason).to.deep.equal({ code, message });
    });
  }
}
