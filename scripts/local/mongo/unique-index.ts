import { EJSON } from 'bson';
import { CommandError, notHeld } from './command-error.ts';
import { type Document, keyOf } from './document.ts';
import { valueAt } from './language/field-path.ts';

/** An index as clients create and list it; `key` is path to direction. */
export interface IndexSpec {
  readonly name: string;
  readonly key: Readonly<Record<string, number>>;
  readonly unique: boolean;
}

/** Which document holds which value of a unique index. Documents are known by the key of their `_id`. */
export class UniqueIndex {
  readonly #namespace: string;
  readonly #spec: IndexSpec;
  readonly #owners = new Map<string, string>();

  constructor(namespace: string, spec: IndexSpec) {
    this.#namespace = namespace;
    this.#spec = spec;
  }

  /** @throws CommandError DuplicateKey where another document holds the value. */
  check(document: Document, id: string): void {
    const owner = this.#owners.get(this.#keyOf(document));
    if (owner !== undefined && owner !== id) throw duplicateKey(this.#namespace, this.#spec, document);
  }

  add(document: Document, id: string): void {
    this.#owners.set(this.#keyOf(document), id);
  }

  remove(document: Document): void {
    this.#owners.delete(this.#keyOf(document));
  }

  #keyOf(document: Document): string {
    return keyOf(Object.keys(this.#spec.key).map((path) => indexedValue(document, path)));
  }
}

/** A missing value is indexed as null. */
function indexedValue(document: Document, path: string): unknown {
  const value = valueAt(document, path);
  // On the server such a document has a key for every element.
  if (Array.isArray(value)) throw notHeld('CannotCreateIndex', `an array at '${path}' of a unique index`);
  return value ?? null;
}

/** @param document one whose values of the index another document holds. */
export function duplicateKey(namespace: string, { name, key }: IndexSpec, document: Document): CommandError {
  const keyValue = Object.fromEntries(Object.keys(key).map((path) => [path, indexedValue(document, path)]));
  const values = Object.entries(keyValue).map(([path, value]) => `${path}: ${EJSON.stringify(value)}`);
  return new CommandError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${namespace} index: ${name} dup key: { ${values.join(', ')} }`,
    { keyPattern: key, keyValue },
  );
}
