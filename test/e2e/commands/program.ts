import { fileURLToPath } from 'node:url';
import { execaNode } from 'execa';

const SCRIPT = fileURLToPath(new URL('../../../scripts/wavecut.ts', import.meta.url));

/** Starts the program with no variables but those given. */
export const start = (args: string[], env: Record<string, string> = {}) =>
  execaNode(SCRIPT, args, {
    ...{ reject: false, timeout: 60_000, extendEnv: false },
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
  });

/** Runs it to its end. */
export const run = async (args: string[], env?: Record<string, string>) => {
  const { stdout, stderr, exitCode } = await start(args, env);
  return { stdout, stderr, exitCode };
};
