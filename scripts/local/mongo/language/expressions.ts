import { Context, evalExpr } from 'mingo/core';
import * as accumulators from 'mingo/operators/accumulator';
import * as expressions from 'mingo/operators/expression';
import type { Options } from 'mingo/types';
import { CommandError, notHeld } from '../command-error.ts';
import { hasOperators, isDocument } from '../document.ts';
import { compareValues } from './comparison.ts';

/**
 * mingo compares in expressions as in filters: values of different types never match, and an array matches by its
 * elements. On the server an expression orders all types (so `$lt: ['$lease.until', now]` holds for a missing lease)
 * and takes an array as a whole.
 */
function comparison(name: string, verdict: (order: number) => unknown) {
  return (document: unknown, operands: unknown, options: Options) => {
    const values: unknown = evalExpr(document, operands, options);
    if (!Array.isArray(values) || values.length !== 2) {
      throw new CommandError('BadValue', `Expression ${name} takes exactly 2 arguments`);
    }
    return verdict(compareValues(values[0], values[1]));
  };
}

const HELD_EXPRESSIONS = {
  $eq: comparison('$eq', (order) => order === 0),
  $ne: comparison('$ne', (order) => order !== 0),
  $lt: comparison('$lt', (order) => order < 0),
  $lte: comparison('$lte', (order) => order <= 0),
  $gt: comparison('$gt', (order) => order > 0),
  $gte: comparison('$gte', (order) => order >= 0),
  $cmp: comparison('$cmp', Math.sign),
  $and: expressions.$and,
  $or: expressions.$or,
  $not: expressions.$not,
  $cond: expressions.$cond,
  $ifNull: expressions.$ifNull,
  $in: expressions.$in,
  $literal: expressions.$literal,
  $add: expressions.$add,
  $subtract: expressions.$subtract,
  $multiply: expressions.$multiply,
  $concatArrays: expressions.$concatArrays,
};

const HELD_ACCUMULATORS = {
  $sum: accumulators.$sum,
  $avg: accumulators.$avg,
  $min: accumulators.$min,
  $max: accumulators.$max,
  $first: accumulators.$first,
  $last: accumulators.$last,
};

const HELD_VARIABLES = ['NOW', 'ROOT', 'CURRENT', 'REMOVE'];

/** All that mingo may evaluate; filters and stages add theirs. */
export const expressionContext: Context = Context.init({
  expression: HELD_EXPRESSIONS,
  accumulator: HELD_ACCUMULATORS,
});

/**
 * mingo finds an unknown operator only when it evaluates it, which the branch not taken of a `$cond` never is.
 *
 * @throws CommandError where an expression, or one within it, is not held.
 */
export function checkExpression(expression: unknown): void {
  if (typeof expression === 'string') {
    checkVariable(expression);
  } else if (Array.isArray(expression)) {
    expression.forEach(checkExpression);
  } else if (hasOperators(expression)) {
    const [operator, operands] = soleEntry(expression);
    if (!Object.hasOwn(HELD_EXPRESSIONS, operator)) {
      throw notHeld('InvalidPipelineOperator', `Unrecognized expression '${operator}'`);
    }
    if (operator === '$cond') checkBranches(operands);
    if (operator !== '$literal') checkExpression(operands);
  } else if (isDocument(expression)) {
    Object.values(expression).forEach(checkExpression);
  }
}

/** mingo makes nothing of a missing branch; the server refuses it. */
function checkBranches(operands: unknown): void {
  if (isDocument(operands) && Object.keys(operands).sort().join() !== 'else,if,then') {
    throw new CommandError('BadValue', '$cond takes if, then and else');
  }
}

/** Checks a computed field of `$group`. */
export function checkAccumulator(field: string, accumulator: unknown): void {
  if (!hasOperators(accumulator)) {
    throw new CommandError('BadValue', `The field '${field}' must be an accumulator object`);
  }
  const [operator, operand] = soleEntry(accumulator);
  if (!Object.hasOwn(HELD_ACCUMULATORS, operator)) {
    throw notHeld('InvalidPipelineOperator', `unknown group operator '${operator}'`);
  }
  checkExpression(operand);
}

function soleEntry(expression: Record<string, unknown>): [operator: string, operands: unknown] {
  const [entry, ...others] = Object.entries(expression);
  if (entry === undefined || others.length > 0) {
    throw new CommandError('BadValue', `an expression has exactly one operator: ${Object.keys(expression)}`);
  }
  return entry;
}

function checkVariable(path: string): void {
  const [, variable] = /^\$\$([^.]*)/.exec(path) ?? [];
  if (variable !== undefined && !HELD_VARIABLES.includes(variable)) {
    throw notHeld('Location17276', `Use of undefined variable: ${variable}`);
  }
}
