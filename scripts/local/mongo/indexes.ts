import { CommandError } from './command-error.ts';
import { type Document, keyOf } from './document.ts';
import { type IndexSpec, UniqueIndex } from './unique-index.ts';

/** Every collection has it. The server does not list it as unique, though it is: the store sees to that. */
export const ID_INDEX: IndexSpec = { name: '_id_', key: { _id: 1 }, unique: false };

/** The indexes of one collection. Only unique ones do anything; the others are remembered, to be listed. */
export class Indexes {
  readonly #namespace: string;
  readonly #specs: IndexSpec[] = [ID_INDEX];
  readonly #unique: UniqueIndex[] = [];

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  get specs(): readonly IndexSpec[] {
    return this.#specs;
  }

  /**
   * Adds an index; nothing changes where the same one is there.
   *
   * @throws CommandError where another has its name or its key, or, for a unique one, where `documents` are not unique.
   */
  create(spec: IndexSpec, documents: Iterable<Document>): void {
    const same = this.#specs.find((other) => signatureOf(other) === signatureOf(spec));
    if (same && same.name !== spec.name) {
      throw new CommandError(
        'IndexOptionsConflict',
        `Index already exists with a different name: ${same.name}`,
      );
    }
    if (same) return;
    if (this.#specs.some(({ name }) => name === spec.name)) {
      throw new CommandError(
        'IndexKeySpecsConflict',
        `Another index has the name of the requested one: ${spec.name}`,
      );
    }
    if (spec.unique) this.#unique.push(this.#filled(spec, documents));
    this.#specs.push(spec);
  }

  /** @throws CommandError DuplicateKey where `document` cannot be stored under the key of its `_id`. */
  check(document: Document, id: string): void {
    for (const index of this.#unique) index.check(document, id);
  }

  /** Takes note of a document that was checked, in the place of what it was before. */
  replace(before: Document | null, after: Document, id: string): void {
    for (const index of this.#unique) {
      if (before) index.remove(before);
      index.add(after, id);
    }
  }

  remove(document: Document): void {
    for (const index of this.#unique) index.remove(document);
  }

  #filled(spec: IndexSpec, documents: Iterable<Document>): UniqueIndex {
    const index = new UniqueIndex(this.#namespace, spec);
    for (const document of documents) {
      const id = keyOf(document._id);
      index.check(document, id);
      index.add(document, id);
    }
    return index;
  }
}

function signatureOf({ key, unique }: IndexSpec): string {
  return JSON.stringify([Object.entries(key), unique]);
}
