import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { handOn } from './hand-on.ts';

/** One ranged GET of an object, as S3 answered it. */
export interface CountedRead {
  /** Path-style: bucket and key. */
  readonly path: string;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Any request of the function's, by its method and where it went. */
export interface CountedRequest {
  readonly method: string;
  /** Path-style: bucket and key. */
  readonly path: string;
  /** Names of the query's parameters. */
  readonly query: readonly string[];
}

/** What stands between the function and its S3: counts every byte of the answers, and fails where a test says so. */
export interface CountedS3 {
  readonly endpoint: string;
  readonly reads: readonly CountedRead[];
  readonly requests: readonly CountedRequest[];
  /** Where requests are handed on to; known only once the S3 behind is up. */
  upstream: string;
  /** Requests for which it is true are answered with status 500. */
  isOutOfOrder: (path: string) => boolean;
  /** Requests for which it is true are never answered. */
  isHeldBack: (path: string) => boolean;
  stop(): Promise<void>;
}

export async function startCountedS3(): Promise<CountedS3> {
  const reads: CountedRead[] = [];
  const requests: CountedRequest[] = [];
  const server = createServer((incoming, answer) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://s3');
    const path = decodeURIComponent(pathname.slice(1));
    requests.push({ method: incoming.method ?? '', path, query: [...searchParams.keys()] });
    if (counted.isHeldBack(path)) incoming.resume();
    else if (counted.isOutOfOrder(path)) refuse(incoming, answer);
    else if (incoming.method !== 'GET') handOn(counted.upstream, incoming, answer);
    else handOn(counted.upstream, incoming, answer, { onResponse: (response) => count(path, response) });
  });

  function count(path: string, response: IncomingMessage): void {
    const first = /^bytes (\d+)-/.exec(response.headers['content-range'] ?? '')?.[1];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    response.on('end', () => {
      if (first !== undefined) reads.push({ path, start: Number(first), end: Number(first) + bytes });
    });
  }

  const counted: CountedS3 = {
    endpoint: await listening(server),
    reads,
    requests,
    upstream: '',
    isOutOfOrder: () => false,
    isHeldBack: () => false,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return counted;
}

function refuse(incoming: IncomingMessage, answer: ServerResponse): void {
  incoming.resume();
  answer.writeHead(500, { 'content-type': 'application/xml' });
  answer.end('<Error><Code>InternalError</Code><Message>out of order</Message></Error>');
}

async function listening(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
