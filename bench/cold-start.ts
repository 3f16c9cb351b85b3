import { join } from 'node:path';
import { execa } from 'execa';

const RUNS = 5;

/**
 * CPU time that it takes a fresh process to import the function: the median of five.
 *
 * @param taskRoot where the zip is unzipped.
 * @param environment the function's variables: it reads them when it is imported.
 * @returns milliseconds; Node's own start is no part of them.
 */
export async function importCpuMs(
  taskRoot: string,
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const script = [
    'const before = process.cpuUsage();',
    `await import(${JSON.stringify(join(taskRoot, 'handler.mjs'))});`,
    'const { user, system } = process.cpuUsage(before);',
    'console.log((user + system) / 1000);',
    'process.exit();',
  ];
  const runs: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const { stdout } = await execa(process.execPath, ['--input-type=module', '--eval', script.join('\n')], {
      env: environment,
      extendEnv: false,
      timeout: 60_000,
    });
    runs.push(Number(stdout));
  }
  return runs.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN;
}
