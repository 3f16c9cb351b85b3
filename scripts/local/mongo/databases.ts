import { CollectionStore } from './collection-store.ts';
import { CommandError } from './command-error.ts';

/** All databases of the server; a collection comes into being when something is first put into it. */
export class Databases {
  readonly #collections = new Map<string, CollectionStore>();

  /** An empty collection stands in for one that is not there. */
  read(database: string, collection: string): CollectionStore {
    const namespace = namespaceOf(database, collection);
    return this.#collections.get(namespace) ?? new CollectionStore(namespace);
  }

  write(database: string, collection: string): CollectionStore {
    const store = this.read(database, collection);
    this.#collections.set(store.namespace, store);
    return store;
  }

  has(database: string, collection: string): boolean {
    return this.#collections.has(namespaceOf(database, collection));
  }

  drop(database: string, collection: string): void {
    this.#collections.delete(namespaceOf(database, collection));
  }

  dropAll(database: string): void {
    for (const collection of this.collectionsOf(database)) this.drop(database, collection);
  }

  /** Names of collections, in the order they came into being. */
  collectionsOf(database: string): string[] {
    const prefix = `${database}.`;
    return [...this.#collections.keys()]
      .filter((namespace) => namespace.startsWith(prefix))
      .map((namespace) => namespace.slice(prefix.length));
  }
}

/** https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions */
function namespaceOf(database: string, collection: string): string {
  if (!/^[^./\\ "$\0]+$/.test(database) || !/^(?!system\.)[^$\0]+$/.test(collection)) {
    throw new CommandError('InvalidNamespace', `Invalid namespace specified '${database}.${collection}'`);
  }
  return `${database}.${collection}`;
}
