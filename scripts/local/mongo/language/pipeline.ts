import { Aggregator } from 'mingo/aggregator';
import { Context, evalExpr } from 'mingo/core';
import { type Iterator, Lazy } from 'mingo/lazy';
import * as stages from 'mingo/operators/pipeline';
import type { Options } from 'mingo/types';
import { asBadValue, CommandError, notHeld } from '../command-error.ts';
import { type Document, isDocument } from '../document.ts';
import { checkExpression } from './expressions.ts';
import { withValueAt } from './field-path.ts';
import { checkFilter, filterContext } from './filter.ts';
import * as checks from './stage-checks.ts';

/**
 * mingo's replaces a whole embedded document where the server adds to it: `{lease: {by: 'x'}}` leaves the other fields
 * of `lease` alone. https://www.mongodb.com/docs/manual/reference/operator/aggregation/addFields/
 */
function $set(documents: Iterator, fields: unknown, options: Options): Iterator {
  const leaves = checks.leavesOf(fields);
  return documents.map((document: Document) => {
    const put = (into: Document, [path, expression]: [path: string, expression: unknown]) =>
      withValueAt(into, path, evalExpr(document, expression, options));
    return leaves.reduce(put, document);
  });
}

/** mingo's makes `{n: 0}` of no documents; the server makes nothing of them. */
function $count(documents: Iterator, field: unknown, _options: Options): Iterator {
  return documents.transform((all: unknown) => {
    const { length } = all as Document[];
    return Lazy(length === 0 ? [] : [{ [String(field)]: length }]);
  });
}

const UPDATING_STAGES = {
  $set,
  $addFields: $set,
  $unset: stages.$unset,
  $project: stages.$project,
  $replaceRoot: stages.$replaceRoot,
  $replaceWith: stages.$replaceWith,
};

const HELD_STAGES = {
  ...UPDATING_STAGES,
  $match: stages.$match,
  $sort: stages.$sort,
  $skip: stages.$skip,
  $limit: stages.$limit,
  $group: stages.$group,
  $count,
};

const CHECKS: Record<keyof typeof HELD_STAGES, (operand: unknown) => void> = {
  $set: checks.checkSet,
  $addFields: checks.checkSet,
  $unset: checks.checkUnset,
  $project: checks.checkProjection,
  $replaceRoot: checks.checkReplaceRoot,
  $replaceWith: checkExpression,
  $match: checkFilter,
  $sort: checks.checkSort,
  $skip: checks.checkSkip,
  $limit: checks.checkLimit,
  $group: checks.checkGroup,
  $count: checks.checkCount,
};

const context = Context.from(filterContext, Context.init({ pipeline: HELD_STAGES }));

/** @throws CommandError where it has a stage or an expression that is not held, or an operand that cannot be. */
export function checkPipeline(pipeline: readonly unknown[]): asserts pipeline is readonly Document[] {
  for (const stage of pipeline) {
    const [[name, operand] = ['', null], ...others] = isDocument(stage) ? Object.entries(stage) : [];
    if (name === '' || others.length > 0) {
      throw new CommandError('BadValue', 'A pipeline stage must be an object with exactly one field');
    }
    if (!Object.hasOwn(CHECKS, name)) {
      throw notHeld('Location40324', `Unrecognized pipeline stage name: '${name}'`);
    }
    CHECKS[name as keyof typeof CHECKS](operand);
  }
}

/** @throws CommandError as {@link checkPipeline}, and for stages that an update cannot have. */
export function checkUpdatePipeline(pipeline: readonly unknown[]): asserts pipeline is readonly Document[] {
  checkPipeline(pipeline);
  const other = pipeline.flatMap(Object.keys).find((name) => !Object.hasOwn(UPDATING_STAGES, name));
  if (other !== undefined) {
    throw new CommandError('InvalidOptions', `${other} is not allowed to be used within an update`);
  }
}

/** Runs a checked pipeline. Documents go in by value: a stage may change those it is given. */
export function runPipeline(pipeline: readonly Document[], documents: readonly Document[]): Document[] {
  const aggregator = new Aggregator([...pipeline], { context, scriptEnabled: false });
  return asBadValue(() => aggregator.run([...documents]));
}
