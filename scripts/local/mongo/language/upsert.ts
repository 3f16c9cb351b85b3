import { CommandError } from '../command-error.ts';
import { type Document, hasOperators, isDocument } from '../document.ts';
import { partsOf, refuseConflicts, withValueAt } from './field-path.ts';
import { isEquality } from './filter.ts';

/**
 * The fields that a document inserted by an upsert begins with: those the filter wants equal to one value.
 * https://www.mongodb.com/docs/manual/reference/command/update/#upsert-behavior
 *
 * @throws CommandError where a field is given twice, or the filter holds `$expr`.
 */
export function upsertSeed(filter: Document): Document {
  const equalities = equalitiesOf(filter);
  refuseConflicts(
    'NotSingleValueField',
    equalities.map(([path]) => path),
  );
  return equalities.reduce<Document>((seed, [path, value]) => {
    partsOf(path);
    return withValueAt(seed, path, value);
  }, {});
}

function equalitiesOf(filter: Document): [path: string, value: unknown][] {
  return Object.entries(filter).flatMap(([field, condition]): [string, unknown][] => {
    if (field === '$expr') {
      throw new CommandError('QueryFeatureNotAllowed', '$expr is not allowed in the filter of an upsert');
    }
    const clauses = Array.isArray(condition) ? condition.filter(isDocument) : [];
    if (field === '$and') return clauses.flatMap(equalitiesOf);
    // A choice of one is none, on the server as here; of two, neither is taken.
    if (field === '$or') return clauses.length === 1 ? clauses.flatMap(equalitiesOf) : [];
    if (field === '$nor') return [];
    if (isEquality(condition)) return [[field, condition]];
    return hasOperators(condition) && Object.hasOwn(condition, '$eq') ? [[field, condition.$eq]] : [];
  });
}
