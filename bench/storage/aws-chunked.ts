const CRLF = Buffer.from('\r\n');

/**
 * Unpacks a body of `Content-Encoding: aws-chunked`, the form in which SDKs send streams: pieces with their size in
 * hex before them (and a signature behind that, which is not checked), a last one of size 0, then trailers.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 *
 * @throws where the body ends before its last piece, or is not of this form.
 */
export async function* decodeAwsChunked(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let pending: Buffer = Buffer.alloc(0);
  /** Bytes of the piece that are still to come, its line end included; 0 where a size is next. */
  let missing = 0;
  let isOver = false;
  for await (const chunk of chunks) {
    if (isOver) continue;
    pending = pending.length > 0 ? Buffer.concat([pending, chunk]) : chunk;
    while (!isOver && pending.length > 0) {
      if (missing === 0) {
        const lineEnd = pending.indexOf(CRLF);
        if (lineEnd < 0) break;
        const size = sizeOf(pending.toString('latin1', 0, lineEnd));
        pending = pending.subarray(lineEnd + CRLF.length);
        isOver = size === 0;
        missing = size + CRLF.length;
      } else {
        const content = pending.subarray(0, Math.max(0, missing - CRLF.length));
        if (content.length > 0) yield content;
        const used = Math.min(pending.length, missing);
        missing -= used;
        pending = pending.subarray(used);
      }
    }
  }
  if (!isOver) throw new Error('an aws-chunked body ended before its last piece');
}

function sizeOf(line: string): number {
  const [digits = ''] = line.split(';');
  if (!/^[0-9a-f]+$/i.test(digits)) throw new Error('an aws-chunked body has a piece without a size');
  return Number.parseInt(digits, 16);
}
