import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { answer } from './commands.ts';
import { Cursors } from './cursors.ts';
import { Databases } from './databases.ts';
import { frames } from './frames.ts';
import { encodeReply, parseRequest } from './wire.ts';

export interface EmbeddedMongo {
  /** A connection string without a database. */
  readonly uri: string;
  readonly port: number;
  /** Ends every connection and forgets all data. */
  stop(): Promise<void>;
}

/**
 * Starts a MongoDB server in this process, empty and in memory, for the official driver to talk to over TCP. It holds
 * the commands that Wavecut uses; every other command, option and operator is answered with an error that says so.
 *
 * @param options port 0, the default, takes any that is free.
 * @throws what listening throws, as EADDRINUSE.
 */
export async function startEmbeddedMongo(
  options: { readonly port?: number; readonly host?: string } = {},
): Promise<EmbeddedMongo> {
  const { port = 0, host = '127.0.0.1' } = options;
  const state = { databases: new Databases(), cursors: new Cursors() };
  const sockets = new Set<Socket>();
  let connections = 0;

  const server = createServer((socket) => {
    sockets.add(socket.once('close', () => sockets.delete(socket)));
    connections += 1;
    const context = { ...state, connectionId: connections };
    async function* replies(chunks: AsyncIterable<Buffer>) {
      for await (const frame of frames(chunks)) {
        const request = parseRequest(frame);
        const reply = encodeReply(request, answer(request, context));
        if (request.wantsReply) yield reply;
      }
    }
    // A client that breaks off, or sends what is no message, loses its connection, and nobody else is concerned.
    pipeline(socket, replies, socket).catch(() => socket.destroy());
  });
  server.listen(port, host);
  await once(server, 'listening');

  const { port: actualPort } = server.address() as AddressInfo;
  return {
    uri: `mongodb://${host.includes(':') ? `[${host}]` : host}:${actualPort}/?directConnection=true`,
    port: actualPort,
    async stop() {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}
