import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { handOn } from './hand-on.ts';

/** An object of five terabytes, S3's largest, that nobody has to store: a head, and behind it the same again and again. */
export interface EndlessObject {
  readonly head: Buffer;
  readonly cycle: Buffer;
}

const BYTES = 5 * 1024 ** 4;
/** Longer than what is read at a time, so that most answers are one piece of a buffer. */
const LONGEST_CYCLE = 4 * 1024 ** 2;

/** S3 as it is, but that some of its objects never end; by their paths, bucket and key. */
export async function startEndlessS3(
  upstream: string,
  objects: Readonly<Record<string, EndlessObject>>,
): Promise<{ readonly endpoint: string; stop(): Promise<void> }> {
  const long = new Map(
    Object.entries(objects).map(([path, { head, cycle }]) => [path, { head, cycle: repeated(cycle) }]),
  );
  const server = createServer((incoming, answer) => {
    const path = decodeURIComponent(new URL(incoming.url ?? '', upstream).pathname.slice(1));
    const object = long.get(path);
    if (object && incoming.method === 'GET') read(object, incoming, answer);
    else handOn(upstream, incoming, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function repeated(cycle: Buffer): Buffer {
  return Buffer.concat(Array<Buffer>(Math.ceil(LONGEST_CYCLE / cycle.length)).fill(cycle));
}

function read({ head, cycle }: EndlessObject, incoming: IncomingMessage, answer: ServerResponse): void {
  const [, first = 0, last = 0] = /^bytes=(\d+)-(\d+)$/.exec(incoming.headers.range ?? '')?.map(Number) ?? [];
  const end = Math.min(last + 1, BYTES);
  answer.writeHead(206, {
    'content-length': end - first,
    'content-range': `bytes ${first}-${end - 1}/${BYTES}`,
    etag: '"endless"',
  });
  for (let position = first; position < end; ) {
    const isHead = position < head.length;
    const source = isHead ? head : cycle;
    const from = isHead ? position : (position - head.length) % cycle.length;
    const part = source.subarray(from, from + end - position);
    answer.write(part);
    position += part.length;
  }
  answer.end();
}
