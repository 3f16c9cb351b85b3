import * as z from 'zod';
import type { Document } from '../document.ts';
import { compileFilter } from '../language/filter.ts';
import { checkPipeline, runPipeline } from '../language/pipeline.ts';
import { command, count, document } from './command.ts';

export const find = command(
  {
    find: z.string(),
    filter: document.default({}),
    projection: document.default({}),
    sort: document.default({}),
    skip: count.default(0),
    limit: count.default(0),
    batchSize: count.optional(),
    singleBatch: z.boolean().optional(),
  },
  ({ find: name, filter, projection, sort, skip, limit, batchSize, singleBatch: single }, context) => {
    const collection = context.databases.read(context.database, name);
    const stages: Document[] = [];
    if (Object.keys(sort).length > 0) stages.push({ $sort: sort });
    if (skip > 0) stages.push({ $skip: skip });
    if (limit > 0) stages.push({ $limit: limit });
    if (Object.keys(projection).length > 0) stages.push({ $project: projection });
    checkPipeline(stages);
    const documents = runPipeline(stages, [...collection.matching(compileFilter(filter))]);
    return context.cursors.first(collection.namespace, documents, { batchSize, single });
  },
);

export const aggregate = command(
  {
    aggregate: z.string(),
    pipeline: z.array(z.unknown()),
    cursor: z.strictObject({ batchSize: count.optional() }),
  },
  ({ aggregate: name, pipeline, cursor }, context) => {
    checkPipeline(pipeline);
    const collection = context.databases.read(context.database, name);
    return context.cursors.first(collection.namespace, runPipeline(pipeline, [...collection.all()]), cursor);
  },
);

export const countDocuments = command(
  { count: z.string(), query: document.default({}), skip: count.default(0), limit: count.default(0) },
  ({ count: name, query, skip, limit }, context) => {
    const matching = [...context.databases.read(context.database, name).matching(compileFilter(query))];
    return { n: matching.slice(skip, limit > 0 ? skip + limit : undefined).length };
  },
);

export const getMore = command(
  { getMore: z.number(), collection: z.string(), batchSize: count.optional() },
  ({ getMore: id, collection, batchSize }, { database, cursors }) =>
    cursors.next(`${database}.${collection}`, id, batchSize),
);

export const killCursors = command(
  { killCursors: z.string(), cursors: z.array(z.number()) },
  ({ killCursors: collection, cursors: ids }, { database, cursors }) => {
    const killed = ids.filter((id) => cursors.kill(`${database}.${collection}`, id));
    return {
      cursorsKilled: killed,
      cursorsNotFound: ids.filter((id) => !killed.includes(id)),
      cursorsAlive: [],
      cursorsUnknown: [],
    };
  },
);
