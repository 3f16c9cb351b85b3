/** https://www.mongodb.com/docs/manual/reference/command/hello/#mongodb-data-hello.maxMessageSizeBytes */
export const MAX_MESSAGE_BYTES = 48_000_000;

export const HEADER_BYTES = 16;

/** Bytes that are no MongoDB message. Ends the connection they came from, and nothing else. */
export class BrokenFrame extends Error {}

/**
 * Cuts a stream into messages by the length each begins with.
 *
 * @throws BrokenFrame where a length is shorter than a header or longer than the limit.
 */
export async function* frames(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let size = 0;
  let wanted = HEADER_BYTES;
  for await (const chunk of chunks) {
    pending.push(chunk);
    size += chunk.length;
    // A large message arrives in hundreds of chunks: they are joined once, when it is whole.
    if (size < wanted) continue;
    let rest = Buffer.concat(pending);
    wanted = wantedOf(rest);
    while (rest.length >= wanted) {
      yield rest.subarray(0, wanted);
      rest = rest.subarray(wanted);
      wanted = wantedOf(rest);
    }
    pending = [rest];
    size = rest.length;
  }
}

/** How many bytes there must be before the next step: a whole message, or a header where not even that is there. */
function wantedOf(bytes: Buffer): number {
  if (bytes.length < HEADER_BYTES) return HEADER_BYTES;
  const length = bytes.readInt32LE(0);
  if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES) {
    throw new BrokenFrame(`a length of ${length} bytes`);
  }
  return length;
}
