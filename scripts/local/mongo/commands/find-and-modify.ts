import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import type { Document } from '../document.ts';
import { compileFilter } from '../language/filter.ts';
import { checkPipeline, runPipeline } from '../language/pipeline.ts';
import { compileUpdate } from '../language/update.ts';
import { command, document } from './command.ts';

/** https://www.mongodb.com/docs/manual/reference/command/findAndModify/ */
export const findAndModify = command(
  {
    findAndModify: z.string(),
    query: document.default({}),
    update: z.unknown().optional(),
    remove: z.boolean().default(false),
    new: z.boolean().default(false),
    upsert: z.boolean().default(false),
    sort: document.default({}),
    fields: document.default({}),
  },
  (input, { database, databases }) => {
    const { findAndModify: name, update, remove, new: wantsNew, upsert } = input;
    const updates = update !== undefined;
    if (remove === updates || (remove && (upsert || wantsNew))) {
      throw new CommandError(
        'FailedToParse',
        'either an update or remove=true must be specified, and not both',
      );
    }
    const filter = compileFilter(input.query);
    const order = Object.keys(input.sort).length > 0 ? input.sort : undefined;
    const projection = Object.keys(input.fields).length > 0 ? [{ $project: input.fields }] : [];
    checkPipeline([...(order ? [{ $sort: order }] : []), ...projection]);
    const projected = (found: Document | null) => found && (runPipeline(projection, [found])[0] ?? null);

    const collection = upsert ? databases.write(database, name) : databases.read(database, name);
    if (remove) {
      const found = collection.first(filter, order);
      if (found) collection.remove(found);
      return { lastErrorObject: { n: found ? 1 : 0 }, value: projected(found) };
    }
    const done = collection.update(filter, compileUpdate(update), { upsert, sort: order });
    return {
      lastErrorObject: {
        n: done.matched + (done.inserted ? 1 : 0),
        updatedExisting: done.matched > 0,
        ...(done.inserted && { upserted: done.after?._id }),
      },
      value: projected(wantsNew ? done.after : done.before),
    };
  },
);
