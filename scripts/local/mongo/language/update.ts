import { CommandError } from '../command-error.ts';
import { copyOf, type Document, hasOperators, isDocument } from '../document.ts';
import { checkUpdatePipeline, runPipeline } from './pipeline.ts';
import { compileOperators } from './update-operators.ts';

/** Makes a new document of one that is stored, or of the fields an upsert begins with. */
export type Update = (document: Document, inserting: boolean) => Document;

/**
 * @param update operators, a pipeline, or the document to replace with.
 * @throws CommandError where it is neither, or holds an operator that is not held.
 */
export function compileUpdate(update: unknown, { multi = false } = {}): Update {
  if (Array.isArray(update)) return byPipeline(update);
  if (!isDocument(update)) {
    throw new CommandError('FailedToParse', 'an update must be an object or a pipeline');
  }
  if (hasOperators(update)) return compileOperators(update);
  if (multi) throw new CommandError('FailedToParse', 'multi update is not supported for a replacement');
  return byReplacement(update);
}

function byPipeline(pipeline: readonly unknown[]): Update {
  checkUpdatePipeline(pipeline);
  return (document) => {
    const [changed = {}] = runPipeline(pipeline, [copyOf(document)]);
    return keepingId(document, changed);
  };
}

function byReplacement(replacement: Document): Update {
  const operator = Object.keys(replacement).find((field) => field.startsWith('$'));
  if (operator !== undefined) {
    throw new CommandError('DollarPrefixedFieldName', `'${operator}' in a document that replaces another`);
  }
  return (document) => keepingId(document, replacement);
}

/** A replacement that names no _id leaves the one there is. */
function keepingId({ _id }: Document, replacement: Document): Document {
  return Object.hasOwn(replacement, '_id') ? replacement : { _id, ...replacement };
}
