import * as z from 'zod';
import { CommandError, notHeld } from '../command-error.ts';
import type { Document } from '../document.ts';
import { compileFilter } from '../language/filter.ts';
import { command, count, document } from './command.ts';

const cursor = z.strictObject({ batchSize: count.optional() }).default({});

/** Version of the index format, which clients may name and servers list. */
const INDEX_VERSION = 2;

export const createIndexes = command(
  {
    createIndexes: z.string(),
    indexes: z
      .array(
        z.strictObject({
          key: document,
          name: z.string(),
          unique: z.boolean().default(false),
          v: z.literal(INDEX_VERSION).optional(),
        }),
      )
      .min(1),
  },
  ({ createIndexes: name, indexes }, { database, databases }) => {
    const createdCollectionAutomatically = !databases.has(database, name);
    const collection = databases.write(database, name);
    const numIndexesBefore = collection.indexes.length;
    for (const { key, name, unique } of indexes) {
      checkIndexKey(key);
      collection.createIndex({ key, name, unique });
    }
    return { numIndexesBefore, numIndexesAfter: collection.indexes.length, createdCollectionAutomatically };
  },
);

function checkIndexKey(key: Document): asserts key is Record<string, 1 | -1> {
  for (const [path, direction] of Object.entries(key)) {
    if (path.includes('$') || (direction !== 1 && direction !== -1)) {
      throw notHeld('CannotCreateIndex', `an index of '${path}' by ${direction}`);
    }
  }
}

export const listIndexes = command(
  { listIndexes: z.string(), cursor },
  ({ listIndexes: name, cursor }, context) => {
    const { database, databases, cursors } = context;
    if (!databases.has(database, name)) {
      throw new CommandError('NamespaceNotFound', `ns does not exist: ${database}.${name}`);
    }
    const { indexes, namespace } = databases.read(database, name);
    const listed = indexes.map(({ key, name, unique }) => ({
      v: INDEX_VERSION,
      key,
      name,
      ...(unique && { unique }),
    }));
    return cursors.first(namespace, listed, cursor);
  },
);

export const listCollections = command(
  {
    listCollections: z.literal(1),
    filter: document.default({}),
    cursor,
    nameOnly: z.boolean().default(false),
    // Without access control every collection is an authorized one.
    authorizedCollections: z.boolean().optional(),
  },
  ({ filter, cursor, nameOnly }, { database, databases, cursors }) => {
    const { matches } = compileFilter(filter);
    const listed = databases.collectionsOf(database).map((name) => ({
      name,
      type: 'collection',
      ...(!nameOnly && {
        options: {},
        info: { readOnly: false },
        idIndex: { v: INDEX_VERSION, key: { _id: 1 }, name: '_id_' },
      }),
    }));
    return cursors.first(`${database}.$cmd.listCollections`, listed.filter(matches), cursor);
  },
);

export const drop = command({ drop: z.string() }, ({ drop: name }, { database, databases }) => {
  const { namespace, indexes } = databases.read(database, name);
  const existed = databases.has(database, name);
  databases.drop(database, name);
  return existed ? { ns: namespace, nIndexesWas: indexes.length } : {};
});

export const dropDatabase = command({ dropDatabase: z.literal(1) }, (_input, { database, databases }) => {
  databases.dropAll(database);
  return { dropped: database };
});
