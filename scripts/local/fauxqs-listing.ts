/** The part of fauxqs's store that sorts. */
interface Listing {
  listObjects(this: object, bucket: string, options: unknown): unknown;
}

/**
 * S3 lists keys in the order of their bytes; fauxqs sorts them by locale (`a_b` before `a.b`) and compares where a page
 * begins by code units, so that pages and jumps leave keys out. The store is none of what the package exports, and is
 * found beside what it does.
 */
export function listInOrderOfBytes(): Promise<void> {
  mended ??= mend();
  return mended;
}

/** Once for the process: the class is everybody's. */
let mended: Promise<void> | undefined;

async function mend(): Promise<void> {
  const store = new URL('s3/s3Store.js', import.meta.resolve('fauxqs')).href;
  const { S3Store } = (await import(store)) as { S3Store: { prototype: Listing } };
  S3Store.prototype.listObjects = byBytes(S3Store.prototype.listObjects);
}

/** While it lists, and it does so in one go, strings are compared by their code units. */
function byBytes(listObjects: Listing['listObjects']): Listing['listObjects'] {
  return function (this: object, bucket, options) {
    const { localeCompare } = String.prototype;
    String.prototype.localeCompare = function (this: string, other: string) {
      return this < other ? -1 : this > other ? 1 : 0;
    };
    try {
      return listObjects.call(this, bucket, options);
    } finally {
      String.prototype.localeCompare = localeCompare;
    }
  };
}
