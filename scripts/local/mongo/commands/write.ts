import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import type { Document } from '../document.ts';
import { compileFilter } from '../language/filter.ts';
import { compileUpdate } from '../language/update.ts';
import { command, document } from './command.ts';

/** https://www.mongodb.com/docs/manual/reference/limits/#mongodb-limit-Write-Command-Batch-Limit-Size */
export const MAX_WRITE_BATCH = 100_000;

const name = z.string();
const ordered = z.boolean().default(true);

export const insert = command(
  { insert: name, documents: z.array(document), ordered },
  ({ insert: name, documents, ordered }, { database, databases }) => {
    const collection = databases.write(database, name);
    let n = 0;
    const writeErrors = eachStatement(documents, ordered, (document) => {
      collection.insert(document);
      n += 1;
    });
    return { n, ...writeErrors };
  },
);

export const update = command(
  {
    update: name,
    updates: z.array(
      z.strictObject({
        q: document,
        u: z.unknown(),
        multi: z.boolean().optional(),
        upsert: z.boolean().optional(),
      }),
    ),
    ordered,
  },
  ({ update: name, updates, ordered }, { database, databases }) => {
    const inserts = updates.some(({ upsert }) => upsert);
    const collection = inserts ? databases.write(database, name) : databases.read(database, name);
    let n = 0;
    let nModified = 0;
    const upserted: Document[] = [];
    const writeErrors = eachStatement(updates, ordered, ({ q, u, multi = false, upsert = false }, index) => {
      const done = collection.update(compileFilter(q), compileUpdate(u, { multi }), { multi, upsert });
      n += done.matched + (done.inserted ? 1 : 0);
      nModified += done.modified;
      if (done.inserted) upserted.push({ index, _id: done.after?._id });
    });
    return { n, nModified, ...(upserted.length > 0 && { upserted }), ...writeErrors };
  },
);

/** `limit` 1 deletes the first document that matches, 0 every one. */
export const deleteDocuments = command(
  {
    delete: name,
    deletes: z.array(z.strictObject({ q: document, limit: z.union([z.literal(0), z.literal(1)]) })),
    ordered,
  },
  ({ delete: name, deletes, ordered }, { database, databases }) => {
    const collection = databases.read(database, name);
    let n = 0;
    const writeErrors = eachStatement(deletes, ordered, ({ q, limit }) => {
      const matching = [...collection.matching(compileFilter(q))];
      for (const document of limit === 1 ? matching.slice(0, 1) : matching) {
        collection.remove(document);
        n += 1;
      }
    });
    return { n, ...writeErrors };
  },
);

/**
 * Runs the statements of one command. One that fails ends the command if they are ordered; its error goes into the
 * reply, which is `ok` all the same.
 */
function eachStatement<Statement>(
  statements: readonly Statement[],
  ordered: boolean,
  run: (statement: Statement, index: number) => void,
): { writeErrors?: Document[] } {
  if (statements.length === 0 || statements.length > MAX_WRITE_BATCH) {
    throw new CommandError('InvalidLength', `Write batch sizes must be between 1 and ${MAX_WRITE_BATCH}`);
  }
  const writeErrors: Document[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      writeErrors.push({ index, code: error.code, ...error.details, errmsg: error.message });
      if (ordered) break;
    }
  }
  return writeErrors.length > 0 ? { writeErrors } : {};
}
