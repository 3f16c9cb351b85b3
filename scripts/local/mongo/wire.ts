import { crc32c } from './crc32c.ts';
import { type Document, decode, encode } from './document.ts';
import { BrokenFrame, HEADER_BYTES } from './frames.ts';

// https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/#opcodes
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

// Flag bits of OP_MSG. A receiver must refuse unknown bits of the lower half and ignore those of the upper one.
const CHECKSUM_PRESENT = 1 << 0;
const MORE_TO_COME = 1 << 1;
const MUST_BE_KNOWN = 0xffff;

/** Of OP_REPLY: the server knows OP_QUERY's AwaitData; every server since 1.6 sets it. */
const AWAIT_CAPABLE = 8;

/** What a client asked. */
export interface WireRequest {
  readonly requestId: number;
  /** `query` is the oldest form, in which a driver says hello before it knows what the server speaks. */
  readonly form: 'message' | 'query';
  /** The command, its document sequences put in as arrays. */
  readonly body: Document;
  /** False where the client will not read an answer (write concern 0). */
  readonly wantsReply: boolean;
}

/**
 * Reads one whole message.
 *
 * @throws BrokenFrame, RangeError or BSONError where it is none: nothing can be answered then.
 */
export function parseRequest(frame: Buffer): WireRequest {
  const opcode = frame.readInt32LE(12);
  if (opcode === OP_MSG) return parseMessage(frame);
  if (opcode === OP_QUERY) return parseQuery(frame);
  throw new BrokenFrame(`opcode ${opcode}`);
}

/** https://github.com/mongodb/specifications/blob/master/source/message/OP_MSG.md */
function parseMessage(frame: Buffer): WireRequest {
  const flags = frame.readUInt32LE(HEADER_BYTES);
  if (flags & MUST_BE_KNOWN & ~(CHECKSUM_PRESENT | MORE_TO_COME)) throw new BrokenFrame(`flags ${flags}`);
  const sections = flags & CHECKSUM_PRESENT ? verified(frame) : frame;

  let body: Document | undefined;
  const sequences: Document = {};
  for (let at = HEADER_BYTES + 4; at < sections.length; ) {
    const kind = sections[at];
    const section = sized(sections, at + 1);
    if (kind === 0 && body === undefined) {
      body = decode(section);
    } else if (kind === 1) {
      const { name, documents } = parseSequence(section);
      if (Object.hasOwn(sequences, name)) throw new BrokenFrame(`two sequences ${name}`);
      sequences[name] = documents;
    } else {
      throw new BrokenFrame(`a section of kind ${kind}`);
    }
    at += 1 + section.length;
  }
  if (body === undefined) throw new BrokenFrame('no body');
  if (Object.keys(sequences).some((name) => Object.hasOwn(body, name))) {
    throw new BrokenFrame('a sequence that is in the body as well');
  }
  return {
    requestId: frame.readInt32LE(4),
    form: 'message',
    body: { ...body, ...sequences },
    wantsReply: !(flags & MORE_TO_COME),
  };
}

/** The message without its checksum. */
function verified(frame: Buffer): Buffer {
  const end = frame.length - 4;
  const message = frame.subarray(0, end);
  if (crc32c(message) !== frame.readUInt32LE(end)) throw new BrokenFrame('a wrong checksum');
  return message;
}

/** The bytes that begin at `at` with their own length as an int32: a document, or a sequence of them. */
function sized(bytes: Buffer, at: number): Buffer {
  const length = bytes.readInt32LE(at);
  if (length < 5 || at + length > bytes.length) throw new BrokenFrame(`a section of ${length} bytes`);
  return bytes.subarray(at, at + length);
}

function parseSequence(section: Buffer): { name: string; documents: Document[] } {
  const nameEnd = section.indexOf(0, 4);
  if (nameEnd === -1) throw new BrokenFrame('a sequence without a name');
  const documents: Document[] = [];
  for (let at = nameEnd + 1; at < section.length; ) {
    const document = sized(section, at);
    documents.push(decode(document));
    at += document.length;
  }
  return { name: section.toString('utf8', 4, nameEnd), documents };
}

/** https://www.mongodb.com/docs/manual/legacy-opcodes/#op_query */
function parseQuery(frame: Buffer): WireRequest {
  const namespaceAt = HEADER_BYTES + 4;
  const namespaceEnd = frame.indexOf(0, namespaceAt);
  if (namespaceEnd === -1) throw new BrokenFrame('a query without a namespace');
  const namespace = frame.toString('utf8', namespaceAt, namespaceEnd);
  // Two numbers, to skip and to return, stand between the namespace and the query.
  const query = decode(sized(frame, namespaceEnd + 1 + 8));
  const [database = ''] = namespace.split('.');
  return {
    requestId: frame.readInt32LE(4),
    form: 'query',
    body: { ...query, $db: database },
    wantsReply: true,
  };
}

let replies = 0;

/** The answer to a request, in the form it was asked in. */
export function encodeReply(request: WireRequest, answer: Document): Buffer {
  const document = encode(answer);
  const prefix = request.form === 'query' ? replyPrefix() : Buffer.alloc(4 + 1);
  const header = Buffer.alloc(HEADER_BYTES);
  replies = (replies + 1) & 0x7fffffff;
  header.writeInt32LE(HEADER_BYTES + prefix.length + document.length, 0);
  header.writeInt32LE(replies, 4);
  header.writeInt32LE(request.requestId, 8);
  header.writeInt32LE(request.form === 'query' ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([header, prefix, document]);
}

/** Flags, a cursor (none), the position in it, and one document to follow. */
function replyPrefix(): Buffer {
  const prefix = Buffer.alloc(4 + 8 + 4 + 4);
  prefix.writeInt32LE(AWAIT_CAPABLE, 0);
  prefix.writeInt32LE(1, 16);
  return prefix;
}
