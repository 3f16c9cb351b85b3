import { ObjectId } from 'bson';
import { CommandError } from './command-error.ts';
import { type Document, decode, encode, keyOf } from './document.ts';
import { ID_INDEX, Indexes } from './indexes.ts';
import type { Filter } from './language/filter.ts';
import { runPipeline } from './language/pipeline.ts';
import type { Update } from './language/update.ts';
import { upsertSeed } from './language/upsert.ts';
import { checkStorable } from './storable.ts';
import { duplicateKey, type IndexSpec } from './unique-index.ts';

/** What an update did. */
export interface Updated {
  readonly matched: number;
  readonly modified: number;
  /** The first document that matched. */
  readonly before: Document | null;
  /** The same document afterwards, or the one that was inserted. */
  readonly after: Document | null;
  readonly inserted: boolean;
}

/**
 * The documents of one collection, in the order of their insertion. They are kept as BSON, so that nothing that reads
 * them can change them. No method awaits: each is atomic.
 */
export class CollectionStore {
  readonly namespace: string;
  readonly #documents = new Map<string, Uint8Array>();
  readonly #indexes: Indexes;

  constructor(namespace: string) {
    this.namespace = namespace;
    this.#indexes = new Indexes(namespace);
  }

  get indexes(): readonly IndexSpec[] {
    return this.#indexes.specs;
  }

  /** @throws CommandError as {@link Indexes.create}. */
  createIndex(spec: IndexSpec): void {
    this.#indexes.create(spec, this.all());
  }

  *all(): Generator<Document> {
    for (const bytes of this.#documents.values()) yield decode(bytes);
  }

  *matching(filter: Filter): Generator<Document> {
    for (const document of this.#candidates(filter)) {
      if (filter.matches(document)) yield document;
    }
  }

  /** The first document that matches, in the order of `sort` if there is one. */
  first(filter: Filter, sort?: Document): Document | null {
    const [document = null] = sort
      ? runPipeline([{ $sort: sort }], [...this.matching(filter)])
      : this.matching(filter);
    return document;
  }

  /**
   * Stores a new document.
   *
   * @throws CommandError DuplicateKey, and as {@link checkStorable}.
   */
  insert(document: Document): Document {
    // The server puts _id first, and makes one where the client did not.
    const { _id = new ObjectId(), ...fields } = document;
    const stored = { _id, ...fields };
    const id = keyOf(_id);
    if (this.#documents.has(id)) throw duplicateKey(this.namespace, ID_INDEX, stored);
    this.#write(id, null, stored);
    return stored;
  }

  /**
   * Changes the first document that matches, or all with `multi`; with `upsert`, inserts one where none does. What was
   * changed before an error stays changed, as on the server.
   *
   * @throws CommandError as `insert`, ImmutableField where `_id` would change, and whatever the update throws.
   */
  update(
    filter: Filter,
    update: Update,
    {
      multi = false,
      upsert = false,
      sort,
    }: { multi?: boolean; upsert?: boolean; sort?: Document | undefined } = {},
  ): Updated {
    const first = multi ? null : this.first(filter, sort);
    const found = multi ? [...this.matching(filter)] : first ? [first] : [];
    const [before = null] = found;
    if (before === null) {
      const after = upsert ? this.#insertNew(filter, update) : null;
      return { matched: 0, modified: 0, before, after, inserted: upsert };
    }
    let modified = 0;
    let after: Document | null = null;
    for (const document of found) {
      const changed = update(document, false);
      if (this.#replace(document, changed)) modified += 1;
      after ??= changed;
    }
    return { matched: found.length, modified, before, after, inserted: false };
  }

  remove(document: Document): void {
    this.#documents.delete(keyOf(document._id));
    this.#indexes.remove(document);
  }

  *#candidates({ onlyId }: Filter): Generator<Document> {
    if (!onlyId) {
      yield* this.all();
    } else {
      const bytes = this.#documents.get(keyOf(onlyId.value));
      if (bytes) yield decode(bytes);
    }
  }

  #insertNew(filter: Filter, update: Update): Document {
    const seed = upsertSeed(filter.source);
    const document = update(seed, true);
    if (Object.hasOwn(seed, '_id')) checkSameId(seed, document);
    return this.insert(document);
  }

  /** False where nothing changes. */
  #replace(before: Document, after: Document): boolean {
    checkSameId(before, after);
    if (Buffer.compare(encode(before), encode(after)) === 0) return false;
    this.#write(keyOf(before._id), before, after);
    return true;
  }

  /** Everything that can fail comes before the first change. */
  #write(id: string, before: Document | null, after: Document): void {
    checkStorable(after);
    const bytes = encode(after);
    this.#indexes.check(after, id);
    this.#indexes.replace(before, after, id);
    this.#documents.set(id, bytes);
  }
}

function checkSameId(before: Document, after: Document): void {
  if (keyOf(before._id) !== keyOf(after._id)) {
    throw new CommandError('ImmutableField', "the (immutable) field '_id' was found to have been altered");
  }
}
