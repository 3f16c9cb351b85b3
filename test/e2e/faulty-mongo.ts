import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { frames } from '../../scripts/local/mongo/frames.ts';
import { encodeReply, parseRequest } from '../../scripts/local/mongo/wire.ts';
import type { Call, Fault, Faults } from './faults.ts';

const ERRORS: Partial<Record<Fault, { code: number; codeName: string; errmsg: string }>> = {
  // What a server answers that is being shut down, or overloaded.
  error: { code: 11600, codeName: 'InterruptedAtShutdown', errmsg: 'interrupted at shutdown' },
  'slow-down': { code: 50, codeName: 'MaxTimeMSExpired', errmsg: 'operation exceeded time limit' },
  denied: { code: 13, codeName: 'Unauthorized', errmsg: 'not authorized on wavecut to execute command' },
};

/** A MongoDB as it is, over real sockets, but for the commands that a test has it fail at. */
export async function startFaultyMongo(
  uri: string,
  faults: Faults,
): Promise<{ readonly uri: string; stop(): Promise<void> }> {
  const { hostname, port } = new URL(uri);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
        sockets.delete(socket);
      });
    }
    upstream.pipe(client);
    void serve(client, upstream, faults).catch(() => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const faulty = new URL(uri);
  faulty.port = String((server.address() as AddressInfo).port);
  return {
    uri: faulty.href,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(client: Socket, upstream: Socket, faults: Faults): Promise<void> {
  for await (const frame of frames(client)) {
    const request = parseRequest(frame);
    const [command = ''] = Object.keys(request.body);
    const fault = faults(`mongo ${command}` as Call, JSON.stringify(request.body));
    if (!fault) upstream.write(frame);
    else if (fault === 'reset') client.resetAndDestroy();
    else if (ERRORS[fault]) client.write(encodeReply(request, { ok: 0, ...ERRORS[fault] }));
    // Else it keeps silent.
  }
}
