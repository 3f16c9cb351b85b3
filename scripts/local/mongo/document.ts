import { calculateObjectSize, deserialize, serialize, setInternalBufferSize } from 'bson';

/** A decoded BSON document; its values are what the `bson` package decodes to. */
export type Document = Record<string, unknown>;

/** https://www.mongodb.com/docs/manual/reference/limits/#mongodb-limit-BSON-Document-Size */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** @throws BSONError where the bytes are no document. */
export function decode(bytes: Uint8Array): Document {
  return deserialize(bytes);
}

/** Fields that are undefined are left out. */
export function encode(document: Document): Uint8Array {
  // bson writes into one buffer, of 17 MiB unless it is told to grow, and cuts what is longer without an error.
  setInternalBufferSize(sizeOf(document));
  return serialize(document);
}

/** Bytes of the document as BSON. */
export function sizeOf(document: Document): number {
  return calculateObjectSize(document);
}

/** Nothing is shared with the original. */
export function copyOf(document: Document): Document {
  return decode(encode(document));
}

/** Whether a value is an embedded document, and not an array, a date or another BSON type. */
export function isDocument(value: unknown): value is Document {
  return value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
}

/** Whether a value is a document of operators, as `{$gt: 5}`: the first field tells, as on the server. */
export function hasOperators(value: unknown): value is Document {
  return isDocument(value) && (Object.keys(value)[0]?.startsWith('$') ?? false);
}

/** A string that is the same for equal values, and only for those. A missing value is null, as in an index. */
export function keyOf(value: unknown): string {
  return Buffer.from(encode({ value: value ?? null })).toString('latin1');
}
