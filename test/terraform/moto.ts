import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('moto_server.py', import.meta.url));

/** The only account that there is in moto. */
export const ACCOUNT = '123456789012';

/** Whom the tests are to moto, and whom the deployment: moto takes all, and writes down who did what. */
export const CREDENTIALS = { accessKeyId: 'AKIAWAVECUTTESTS', secretAccessKey: 'c2VjcmV0LW9mLXdhdmVjdXQ' };
const DEPLOYER = { accessKeyId: 'AKIAWAVECUTDEPLOYER', secretAccessKey: 'c2VjcmV0LW9mLWRlcGxveWVy' };

/** AWS, empty, on a port of 127.0.0.1: a host by number, so that every SDK addresses buckets by path. */
export interface Moto {
  readonly endpoint: string;
  /** What SDKs, Terraform and its provider need to know of it. */
  readonly variables: Readonly<Record<string, string>>;
  /** What those who have these variables have done so far, each once: `sqs:CreateQueue`. */
  actions(): Promise<string[]>;
  stop(): Promise<void>;
}

/** @param folder for what moto writes down. */
export async function startMoto(folder: string): Promise<Moto> {
  const port = await freePort();
  const actionsFile = join(folder, 'actions.txt');
  const server = spawn('python3', [SERVER, String(port), actionsFile], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
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
      AWS_ACCESS_KEY_ID: DEPLOYER.accessKeyId,
      AWS_SECRET_ACCESS_KEY: DEPLOYER.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    async actions() {
      const lines = (await readFile(actionsFile, 'utf8')).split('\n').map((line) => line.split(' '));
      const own = lines.filter(([key]) => key === DEPLOYER.accessKeyId).map(([, action = '']) => action);
      return [...new Set(own)].sort();
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
