import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { errorXml, S3Error } from './answers.ts';
import { Link } from './link.ts';
import { ObjectFolder } from './object-folder.ts';
import { kindOf, storageOperations } from './operations.ts';
import { type Traffic, TrafficMeter } from './traffic.ts';

export interface StorageOptions {
  /** Buckets are its folders. */
  readonly folder: string;
  /** Before each request is answered. */
  readonly latencyMs: number;
  /** In each direction, shared by all connections. */
  readonly bytesPerSecond: number;
}

export interface Storage {
  /** Without a slash at its end; a host by number. */
  readonly endpoint: string;
  /**
   * What went over the line since the last call, once nothing is under way any more.
   *
   * @throws the storage's own first failure: those who were refused for it may have tried again and said nothing.
   */
  traffic(): Promise<Traffic>;
  stop(): Promise<void>;
}

/**
 * Starts an S3 on 127.0.0.1 that is as far away and as wide as it is told to be, with the requests that the function
 * and ffmpeg make, and counts them. Objects stream from and to files. Signatures are not checked.
 */
export async function startStorage(options: StorageOptions): Promise<Storage> {
  const meter = new TrafficMeter();
  const downLink = new Link(options.bytesPerSecond);
  const upLink = new Link(options.bytesPerSecond);
  const underWay = new Set<Promise<void>>();
  let failure: unknown = null;

  const operations = storageOperations(new ObjectFolder(options.folder), {
    async *down(content) {
      for await (const chunk of content) {
        await downLink.take(chunk.length);
        meter.read(chunk.length);
        yield chunk;
      }
    },
    async *up(content) {
      for await (const chunk of content) {
        await upLink.take(chunk.length);
        meter.written(chunk.length);
        yield chunk;
      }
    },
  });

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://storage');
    const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(decodeURIComponent(url.pathname)) ?? [];
    const exchange = { request, response, bucket, key, query: url.searchParams };
    try {
      const kind = kindOf(exchange);
      meter.request(kind);
      await setTimeout(options.latencyMs);
      await operations[kind](exchange);
    } catch (error) {
      // Whoever breaks off a download has what it wanted.
      if (response.headersSent) return void response.destroy();
      if (!(error instanceof S3Error)) failure ??= error;
      refuse(response, error);
    }
  };

  const server = createServer((request, response) => {
    const serving = serve(request, response).finally(() => underWay.delete(serving));
    underWay.add(serving);
  });
  // An SDK that sends on a connection just as it is closed for idleness takes that for an error.
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async traffic() {
      await Promise.all(underWay);
      if (failure) throw failure;
      return meter.take();
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await Promise.all(underWay);
    },
  };
}

function refuse(response: ServerResponse, error: unknown): void {
  const { status, code } = error instanceof S3Error ? error : { status: 500, code: 'InternalError' };
  response.writeHead(status, { 'Content-Type': 'application/xml' }).end(errorXml(code));
}
