import * as z from 'zod';
import { CommandError, notHeld } from '../command-error.ts';
import type { Cursors } from '../cursors.ts';
import type { Databases } from '../databases.ts';
import { type Document, isDocument } from '../document.ts';

/** What the commands of one connection work on. */
export interface ConnectionContext {
  readonly databases: Databases;
  readonly cursors: Cursors;
  readonly connectionId: number;
}

export interface CommandContext extends ConnectionContext {
  /** The one that the command names. */
  readonly database: string;
}

/** From a command's document to the fields of its reply, without `ok`. Never waits for anything: each is atomic. */
export type Command = (body: Document, context: CommandContext) => Document;

/** A document in a command. Handed on as it is: zod would copy one that it knew the fields of. */
export const document = z.custom<Document>(isDocument, 'expected an object');

/** A number of documents. */
export const count = z.int().nonnegative();

/**
 * A command that takes these fields and no others: an option that is passed over in silence would be a lie.
 *
 * @param fields the first is the command's own, by whose name it is called.
 */
export function command<Fields extends z.ZodRawShape>(
  fields: Fields,
  run: (input: z.output<z.ZodObject<Fields, z.core.$strict>>, context: CommandContext) => Document,
): Command {
  const schema = z.strictObject(fields);
  const [name = ''] = Object.keys(fields);
  return (body, context) => {
    const input = schema.safeParse(body);
    if (!input.success) throw fieldError(name, input.error.issues);
    return run(input.data, context);
  };
}

function fieldError(name: string, issues: readonly z.core.$ZodIssue[]): CommandError {
  const path = (issue: z.core.$ZodIssue, ...more: string[]) =>
    [name, ...issue.path, ...more].map(String).join('.');
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      const [unknown = ''] = issue.keys;
      return notHeld('Location40415', `BSON field '${path(issue, unknown)}'`);
    }
  }
  return new CommandError(
    'TypeMismatch',
    issues.map((issue) => `BSON field '${path(issue)}': ${issue.message}`).join('; '),
  );
}
