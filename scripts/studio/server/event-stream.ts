import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { StudioEvent } from '../api.ts';
import { guardedHeaders } from './security.ts';

/** Proxies and browsers give up a connection on which nothing happens. */
const HEARTBEAT_MS = 15_000;

/** The pages that listen, and what they are told (server-sent events). */
export class EventStream {
  readonly #listeners = new Set<ServerResponse>();

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Keeps a page's request open; the page comes again by itself when it ends. */
  add(reply: FastifyReply, first: StudioEvent): void {
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...guardedHeaders(),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
    });
    raw.write(`retry: 1000\n\n${frame(first)}`);
    const heartbeat = setInterval(() => raw.write(': here\n\n'), HEARTBEAT_MS);
    this.#listeners.add(raw);
    raw.once('close', () => {
      clearInterval(heartbeat);
      this.#listeners.delete(raw);
    });
  }

  tell(event: StudioEvent): void {
    for (const listener of this.#listeners) listener.write(frame(event));
  }

  close(): void {
    for (const listener of this.#listeners) listener.end();
  }
}

function frame(event: StudioEvent): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}
