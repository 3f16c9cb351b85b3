import { ObjectId } from 'bson';
import { notHeld } from '../command-error.ts';
import { isDocument } from '../document.ts';

/** https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/ */
function rankOf(value: unknown): number {
  if (value === undefined) return 0;
  if (value === null) return 1;
  if (typeof value === 'number') return 2;
  if (typeof value === 'string') return 3;
  if (isDocument(value)) return 4;
  if (Array.isArray(value)) return 5;
  if (value instanceof ObjectId) return 6;
  if (typeof value === 'boolean') return 7;
  if (value instanceof Date) return 8;
  throw notHeld('BadValue', `a comparison with a ${(value as object).constructor.name}`);
}

/**
 * Orders two values as the server's expressions do: first by type, a missing value before null and null before every
 * other; below 0 where `a` comes first.
 *
 * @throws CommandError for types that JavaScript has no order for, among them integers beyond 2^53.
 */
export function compareValues(a: unknown, b: unknown): number {
  const byType = rankOf(a) - rankOf(b);
  if (byType !== 0) return byType;
  if (isDocument(a) && isDocument(b)) {
    return compareLists(Object.entries(a), Object.entries(b), compareFields);
  }
  if (Array.isArray(a) && Array.isArray(b)) return compareLists(a, b, compareValues);
  return compareScalars(scalarOf(a), scalarOf(b));
}

/** Fields compare by type, then by name, then by value. */
function compareFields([nameA, a]: [string, unknown], [nameB, b]: [string, unknown]): number {
  return rankOf(a) - rankOf(b) || compareScalars(nameA, nameB) || compareValues(a, b);
}

function compareLists<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): number {
  for (const [i, left] of a.entries()) {
    if (i === b.length) return 1;
    const order = compare(left, b[i] as T);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareScalars(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function scalarOf(value: unknown): number | string {
  if (typeof value === 'string') return value;
  return value instanceof ObjectId ? value.toHexString() : Number(value ?? 0);
}
