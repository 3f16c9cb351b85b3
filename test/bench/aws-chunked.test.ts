import { expect } from 'chai';
import { decodeAwsChunked } from '../../bench/storage/aws-chunked.ts';

/** As an SDK sends `hello, wave` with a checksum behind it. */
const BODY = '5;chunk-signature=ab12\r\nhello\r\n6\r\n, wave\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n';

describe('decodeAwsChunked', () => {
  it('finds the same body wherever the network cuts it', async () => {
    for (let size = 1; size <= BODY.length; size++) {
      expect(await decoded(BODY, size), `in chunks of ${size}`).to.equal('hello, wave');
    }
  });

  it('keeps what looks like a border within a piece', async () => {
    expect(await decoded('6\r\n\r\n0\r\n\n\r\n0\r\n\r\n', 4)).to.equal('\r\n0\r\n\n');
  });

  it('tells a body that was cut off from a whole one', async () => {
    const failure = await decoded(BODY.slice(0, 40), 7).catch((error: Error) => error.message);
    expect(failure).to.contain('before its last piece');
  });

  it('refuses what is no such body', async () => {
    const failure = await decoded('hello\r\n', 7).catch((error: Error) => error.message);
    expect(failure).to.contain('without a size');
  });
});

async function decoded(body: string, chunkSize: number): Promise<string> {
  async function* chunks() {
    for (let start = 0; start < body.length; start += chunkSize)
      yield Buffer.from(body.slice(start, start + chunkSize));
  }
  let text = '';
  for await (const piece of decodeAwsChunked(chunks())) text += piece;
  return text;
}
