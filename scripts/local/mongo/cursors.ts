import { Long } from 'bson';
import { CommandError } from './command-error.ts';
import { type Document, MAX_DOCUMENT_BYTES, sizeOf } from './document.ts';

/** https://www.mongodb.com/docs/manual/reference/command/find/: without a batch size the first batch has 101. */
const FIRST_BATCH = 101;

/** The server forgets a cursor that nobody asked of for this long (cursorTimeoutMillis). */
const IDLE_MS = 10 * 60_000;

interface OpenCursor {
  readonly namespace: string;
  readonly documents: readonly Document[];
  /** Index of the next document. */
  next: number;
  usedAtMs: number;
}

/** Results that did not fit into one reply. A result is made whole when it is asked for: later writes do not show. */
export class Cursors {
  readonly #open = new Map<number, OpenCursor>();
  readonly #now: () => number;
  #lastId = 0;

  /** @param now epoch ms. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The reply with the first batch, which may be empty; the cursor stays open where there is more, unless `single`. */
  first(
    namespace: string,
    documents: readonly Document[],
    {
      batchSize = FIRST_BATCH,
      single = false,
    }: { batchSize?: number | undefined; single?: boolean | undefined } = {},
  ): Document {
    this.#forgetIdle();
    const cursor: OpenCursor = { namespace, documents, next: 0, usedAtMs: this.#now() };
    const firstBatch = take(cursor, batchSize);
    if (single || isDone(cursor)) return reply(namespace, 0, { firstBatch });
    this.#lastId += 1;
    this.#open.set(this.#lastId, cursor);
    return reply(namespace, this.#lastId, { firstBatch });
  }

  /** @throws CommandError CursorNotFound for one that is exhausted, killed, forgotten, or another collection's. */
  next(namespace: string, id: number, batchSize = 0): Document {
    this.#forgetIdle();
    const cursor = this.#open.get(id);
    if (cursor?.namespace !== namespace) {
      throw new CommandError('CursorNotFound', `cursor id ${id} not found`);
    }
    // Here 0 means as many as fit.
    const nextBatch = take(cursor, batchSize || cursor.documents.length);
    cursor.usedAtMs = this.#now();
    if (isDone(cursor)) this.#open.delete(id);
    return reply(namespace, isDone(cursor) ? 0 : id, { nextBatch });
  }

  /** False where there was none. */
  kill(namespace: string, id: number): boolean {
    return this.#open.get(id)?.namespace === namespace && this.#open.delete(id);
  }

  #forgetIdle(): void {
    for (const [id, { usedAtMs }] of this.#open) {
      if (this.#now() - usedAtMs > IDLE_MS) this.#open.delete(id);
    }
  }
}

function isDone({ documents, next }: OpenCursor): boolean {
  return next >= documents.length;
}

/** At most `count` documents, and together no larger than one document may be. */
function take(cursor: OpenCursor, count: number): Document[] {
  const batch: Document[] = [];
  let room = MAX_DOCUMENT_BYTES;
  for (const document of cursor.documents.slice(cursor.next, cursor.next + count)) {
    const size = sizeOf(document);
    if (size > MAX_DOCUMENT_BYTES) {
      throw new CommandError(
        'BSONObjectTooLarge',
        `a result of ${size} bytes: no document may have more than 16 MiB`,
      );
    }
    if (size > room) break;
    room -= size;
    batch.push(document);
  }
  cursor.next += batch.length;
  return batch;
}

function reply(namespace: string, id: number, batch: Document): Document {
  return { cursor: { ...batch, id: Long.fromNumber(id), ns: namespace } };
}
