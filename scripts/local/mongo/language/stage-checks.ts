import { CommandError, notHeld } from '../command-error.ts';
import { hasOperators, isDocument } from '../document.ts';
import { checkAccumulator, checkExpression } from './expressions.ts';
import { refuseConflicts } from './field-path.ts';

// Each throws a CommandError where the operand of a stage is not one, or not held.

/** Also the projection of find and findAndModify. */
export function checkProjection(projection: unknown): void {
  if (!isDocument(projection)) throw new CommandError('BadValue', 'a projection must be an object');
  const positional = Object.keys(projection).find((path) => path.includes('$'));
  if (positional !== undefined) throw notHeld('BadValue', `the path '${positional}' of a projection`);
  checkExpression(projection);
}

/** Also the order of find and findAndModify. */
export function checkSort(sort: unknown): void {
  const orders = isDocument(sort) ? Object.values(sort) : [];
  if (orders.length === 0 || orders.some((order) => order !== 1 && order !== -1)) {
    throw notHeld('BadValue', 'a sort by anything but 1 (for ascending) and -1 (for descending)');
  }
}

export function checkGroup(group: unknown): void {
  if (!isDocument(group) || !Object.hasOwn(group, '_id')) {
    throw new CommandError('BadValue', 'a group specification must include an _id');
  }
  const { _id, ...fields } = group;
  checkExpression(_id);
  for (const [field, accumulator] of Object.entries(fields)) checkAccumulator(field, accumulator);
}

export function checkSkip(count: unknown): void {
  checkWholeNumber(count, 0);
}

export function checkLimit(count: unknown): void {
  checkWholeNumber(count, 1);
}

function checkWholeNumber(count: unknown, least: number): void {
  if (!Number.isInteger(count) || (count as number) < least) {
    throw new CommandError('BadValue', `the number of documents must be an integer of at least ${least}`);
  }
}

export function checkCount(field: unknown): void {
  if (typeof field !== 'string' || !/^[^$.][^.]*$/.test(field)) {
    throw new CommandError('BadValue', 'the count field must be a non-empty name without $ and dots');
  }
}

export function checkUnset(paths: unknown): void {
  const isPath = (path: unknown) => typeof path === 'string' && path !== '' && !path.includes('$');
  if (![paths].flat().every(isPath)) throw new CommandError('BadValue', '$unset takes paths, as text');
}

export function checkReplaceRoot(operand: unknown): void {
  if (!isDocument(operand) || Object.keys(operand).join() !== 'newRoot') {
    throw new CommandError('BadValue', '$replaceRoot takes a newRoot');
  }
  checkExpression(operand.newRoot);
}

export function checkSet(fields: unknown): void {
  const leaves = leavesOf(fields);
  const paths = leaves.map(([path]) => path);
  refuseConflicts('BadValue', paths);
  for (const [, expression] of leaves) checkExpression(expression);
}

/** What `$set` writes: an embedded document that is no expression stands for the paths of its fields. */
export function leavesOf(fields: unknown, prefix = ''): [path: string, expression: unknown][] {
  if (!isDocument(fields) || Object.keys(fields).length === 0) {
    throw new CommandError('BadValue', '$set takes fields: an empty object is not a valid value');
  }
  return Object.entries(fields).flatMap(([name, value]) => {
    const path = `${prefix}${name}`;
    return isDocument(value) && !hasOperators(value) ? leavesOf(value, `${path}.`) : [[path, value]];
  });
}
