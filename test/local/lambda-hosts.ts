import { type LambdaHost, type LambdaHostOptions, startLambdaHost } from '../../scripts/local/lambda-host.ts';
import { fakeFunction } from './fake-function.ts';

/** Starts hosts of functions of a test, and stops them after it. */
export function lambdaHosts(): (source: string, options?: Partial<LambdaHostOptions>) => Promise<LambdaHost> {
  const cleanups: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  return async (source, options = {}) => {
    const { zipPath, remove } = await fakeFunction(source);
    const started = await startLambdaHost({ zipPath, environment: {}, ...options });
    cleanups.push(() => started.stop(), remove);
    return started;
  };
}
