import { Binary } from 'bson';
import { CommandError, notHeld } from './command-error.ts';
import { type Document, isDocument, MAX_DOCUMENT_BYTES, sizeOf } from './document.ts';

/** https://www.mongodb.com/docs/manual/reference/limits/#mongodb-limit-Nested-Depth-for-BSON-Documents */
const MAX_DEPTH = 100;

/** @throws CommandError where a document cannot be stored: its size, its depth, its `_id`, or a type that is not held. */
export function checkStorable(document: Document): void {
  checkValue(document, 1);
  if (Array.isArray(document._id) || document._id instanceof RegExp) {
    throw new CommandError('InvalidIdField', "The '_id' value cannot be an array or a regex");
  }
  const size = sizeOf(document);
  if (size > MAX_DOCUMENT_BYTES) {
    throw new CommandError(
      'BSONObjectTooLarge',
      `BSONObj size: ${size} is invalid: at most 16 MiB are stored`,
    );
  }
}

function checkValue(value: unknown, depth: number): void {
  if (depth > MAX_DEPTH) throw new CommandError('Overflow', `nested deeper than ${MAX_DEPTH} levels`);
  // mingo compares binary data as text, in which different bytes can look the same; UUIDs it compares as they are.
  if (value instanceof Binary && value.sub_type !== Binary.SUBTYPE_UUID) {
    throw notHeld('BadValue', 'binary data');
  }
  if (!Array.isArray(value) && !isDocument(value)) return;
  for (const inner of Object.values(value)) checkValue(inner, depth + 1);
}
