import { type CodeName, CommandError, notHeld } from '../command-error.ts';
import { type Document, isDocument } from '../document.ts';

/** An array is not filled up with more nulls than this by one update, on the server as here. */
const MAX_BACKFILL = 1_500_000;

/**
 * The parts of a dotted path that an update writes to.
 *
 * @throws CommandError where it has an empty part, or a positional one (`$`, `$[]`, `$[name]`).
 */
export function partsOf(path: string): string[] {
  const parts = path.split('.');
  for (const part of parts) {
    if (part === '') throw new CommandError('EmptyFieldName', `'${path}' contains an empty field name`);
    if (part.startsWith('$')) throw notHeld('DollarPrefixedFieldName', `'${part}' in the path '${path}'`);
    // Inherited names: mingo would find JavaScript's own functions there.
    if (part in Object.prototype) throw notHeld('BadValue', `A field of the name '${part}'`);
  }
  return parts;
}

/** @throws CommandError where one path is another, or lies within it. */
export function refuseConflicts(code: CodeName, paths: readonly string[]): void {
  for (const [i, path] of paths.entries()) {
    const other = paths
      .slice(i + 1)
      .find((later) => `${later}.`.startsWith(`${path}.`) || path.startsWith(`${later}.`));
    if (other !== undefined) {
      throw new CommandError(code, `Updating the path '${other}' would create a conflict at '${path}'`);
    }
  }
}

/**
 * What stands at a path that is about to be written, undefined where nothing does.
 *
 * @throws CommandError where the server would not make the path: below a scalar or null, or below an array by name.
 */
export function targetAt(document: Document, path: string): unknown {
  let value: unknown = document;
  for (const part of partsOf(path)) {
    if (value === undefined) return undefined;
    if (isDocument(value)) {
      value = value[part];
    } else if (Array.isArray(value) && /^(0|[1-9]\d*)$/.test(part)) {
      value = elementAt(value, Number(part));
    } else {
      throw new CommandError('PathNotViable', `Cannot create '${part}' of '${path}' in what is no document`);
    }
  }
  return value;
}

function elementAt(array: readonly unknown[], index: number): unknown {
  if (index <= array.length + MAX_BACKFILL) return array[index];
  throw new CommandError('BadValue', `can't backfill array to larger than ${MAX_BACKFILL} elements`);
}

/** The value of a path that meets no array on its way, undefined where nothing stands there. */
export function valueAt(document: Document, path: string): unknown {
  return path.split('.').reduce<unknown>(fieldOf, document);
}

/** The document with a value put at a path; documents that stand in the way are copied, anything else is replaced. */
export function withValueAt(document: Document, path: string, value: unknown): Document {
  return put(document, path.split('.'), value) as Document;
}

function put(into: unknown, [part, ...rest]: readonly string[], value: unknown): unknown {
  if (part === undefined) return value;
  if (Array.isArray(into)) return into.map((element) => put(element, [part, ...rest], value));
  return { ...(isDocument(into) && into), [part]: put(fieldOf(into, part), rest, value) };
}

function fieldOf(value: unknown, name: string): unknown {
  return isDocument(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
