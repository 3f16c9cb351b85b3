import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('moto_server.py', import.meta.url));

/** The only account that there is in moto. */
export const ACCOUNT = '123456789012';

export const CREDENTIALS = { accessKeyId: 'AKIAWAVECUTDEPLOY', secretAccessKey: 'c2VjcmV0LW9mLXdhdmVjdXQ' };

/** AWS, empty, on a port of 127.0.0.1: a host by number, so that every SDK addresses buckets by path. */
export interface Moto {
  readonly endpoint: string;
  /** What SDKs, Terraform and its provider need to know of it. */
  readonly variables: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const server = spawn('python3', [SERVER, String(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  server.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk).slice(-2000);
  });
  const exited = once(server, 'exit');
  const endpoint = `http://127.0.0.1:${port}`;
  while (!(await answers(endpoint))) {
    if (server.exitCode !== null) throw new Error(`moto ended with ${server.exitCode}: ${log}`);
    await setTimeout(100);
  }
  return {
    endpoint,
    variables: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    async stop() {
      server.kill();
      await exited;
    },
  };
}

async function answers(endpoint: string): Promise<boolean> {
  return fetch(`${endpoint}/moto-api/data.json`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
