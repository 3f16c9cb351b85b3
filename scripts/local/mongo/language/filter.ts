import { ObjectId } from 'bson';
import { Context } from 'mingo/core';
import * as queries from 'mingo/operators/query';
import { Query } from 'mingo/query';
import { asBadValue, CommandError, notHeld } from '../command-error.ts';
import { type Document, hasOperators, isDocument } from '../document.ts';
import { checkExpression, expressionContext } from './expressions.ts';

const COMBINING = { $and: queries.$and, $or: queries.$or, $nor: queries.$nor };

const PREDICATES = {
  $eq: queries.$eq,
  $ne: queries.$ne,
  $gt: queries.$gt,
  $gte: queries.$gte,
  $lt: queries.$lt,
  $lte: queries.$lte,
  $in: queries.$in,
  $nin: queries.$nin,
  $exists: queries.$exists,
  $regex: queries.$regex,
  $size: queries.$size,
  $elemMatch: queries.$elemMatch,
  $not: queries.$not,
};

export const filterContext: Context = Context.from(
  expressionContext,
  Context.init({ query: { ...COMBINING, ...PREDICATES, $expr: queries.$expr } }),
);

/** A filter of find, update, delete and their kin. */
export interface Filter {
  readonly source: Document;
  matches(document: Document): boolean;
  /** Set where only one `_id` can match: the store need not look at any other document then. */
  readonly onlyId?: { readonly value: unknown };
}

/** @throws CommandError where it holds an operator that is not held, or one with an operand it cannot have. */
export function compileFilter(source: Document): Filter {
  checkFilter(source);
  const query = asBadValue(() => new Query(source, { context: filterContext, scriptEnabled: false }));
  return {
    source,
    matches: (document) => asBadValue(() => query.test(document)),
    ...(Object.hasOwn(source, '_id') && isEquality(source._id) && { onlyId: { value: source._id } }),
  };
}

/** Whether a condition on a field is a value to be equal to. */
export function isEquality(condition: unknown): boolean {
  return !hasOperators(condition) && !(condition instanceof RegExp);
}

/** @throws CommandError as {@link compileFilter}; mingo alone would find some only once a document is there. */
export function checkFilter(filter: unknown): asserts filter is Document {
  if (!isDocument(filter)) throw new CommandError('FailedToParse', 'a filter must be an object');
  for (const [field, condition] of Object.entries(filter)) {
    if (Object.hasOwn(COMBINING, field)) {
      if (!Array.isArray(condition) || condition.length === 0) {
        throw new CommandError('BadValue', `${field} argument must be a non-empty array`);
      }
      condition.forEach(checkFilter);
    } else if (field === '$expr') {
      checkExpression(condition);
    } else if (field.startsWith('$')) {
      throw notHeld('BadValue', `unknown top level operator: ${field}`);
    } else if (hasOperators(condition)) {
      checkPredicates(condition);
    }
  }
}

function checkPredicates(predicates: Document): void {
  for (const [operator, operand] of Object.entries(predicates)) {
    // The server takes $options only beside the $regex it belongs to.
    if (operator === '$options' && Object.hasOwn(predicates, '$regex')) continue;
    if (!Object.hasOwn(PREDICATES, operator)) throw notHeld('BadValue', `unknown operator: ${operator}`);
    OPERAND_CHECKS[operator]?.(operand, operator);
  }
}

/** For operands that mingo would take without a word, and then match nothing or something else. */
const OPERAND_CHECKS: Readonly<Record<string, (operand: unknown, operator: string) => void>> = {
  $in: checkList,
  $nin: checkList,
  $gt: checkOrdered,
  $gte: checkOrdered,
  $lt: checkOrdered,
  $lte: checkOrdered,
  $not: checkNegated,
  $elemMatch: checkElement,
  $regex(operand) {
    if (typeof operand !== 'string' && !(operand instanceof RegExp)) {
      throw new CommandError('BadValue', '$regex has to be a string');
    }
  },
  $size(operand) {
    if (!Number.isInteger(operand)) throw new CommandError('BadValue', '$size needs an integer');
  },
};

function checkList(operand: unknown, operator: string): void {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', `${operator} needs an array`);
}

/** mingo finds nothing by a range of null, of documents, or of integers beyond 2^53, where the server may. */
function checkOrdered(operand: unknown, operator: string): void {
  if (operand instanceof Date || operand instanceof ObjectId) return;
  if (!['number', 'string', 'boolean'].includes(typeof operand)) {
    throw notHeld('BadValue', `${operator} of other than a number, string, boolean, date or ObjectId`);
  }
}

function checkNegated(operand: unknown): void {
  if (operand instanceof RegExp) return;
  if (!hasOperators(operand)) throw new CommandError('BadValue', '$not needs a regex or a document');
  checkPredicates(operand);
}

/** `$elemMatch` holds either predicates on an element itself, or a filter on its fields. */
function checkElement(operand: unknown): void {
  const isPredicate =
    hasOperators(operand) && !Object.keys(operand).some((name) => Object.hasOwn(COMBINING, name));
  if (isPredicate) checkPredicates(operand);
  else checkFilter(operand);
}
