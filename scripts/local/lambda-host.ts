import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FUNCTION_MEMORY_MB, FUNCTION_TIMEOUT_S } from '../../functions/producer/core/linked-numbers.ts';
import { Turns } from '../turns.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import type { InvocationReport } from './invocation.ts';
import { lambdaVariables } from './lambda-variables.ts';
import { killGroup } from './process-group.ts';
import { removeTree, unzipReadOnly } from './task-root.ts';

export interface LambdaHostOptions {
  /** The deployable zip: the very bytes that run on AWS. */
  readonly zipPath: string;
  /** The function's own variables, credentials included; nothing else of this process reaches it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly functionName?: string;
  /** `file.export`; `handler.handler` unless given. */
  readonly handler?: string;
  /** 1024 unless given. */
  readonly memoryMb?: number | undefined;
  /** 120,000 unless given. */
  readonly timeoutMs?: number | undefined;
  /** How many invocations run at a time, each in a process of its own; 1 unless given. More wait. */
  readonly concurrency?: number;
  /** Called with each line the function writes. */
  readonly onLog?: ((line: string) => void) | undefined;
}

/** A Lambda function on this machine. */
export interface LambdaHost {
  /** @throws only where the host is stopped or no process can be started; what the function does is in the report. */
  invoke(event: unknown): Promise<InvocationReport>;
  /** Of the processes that serve or wait to; each leads a process group. */
  pids(): number[];
  /** Where the zip is unzipped, read-only. */
  readonly taskRoot: string;
  /** Kills every process, children included, and removes every file; may be called again. */
  stop(): Promise<void>;
}

/**
 * Unzips the function and serves it as Lambda does: processes start when they are needed and stay warm, one invocation
 * at a time in each. The limits on time and memory are enforced by SIGKILL of the whole process group. Linux and macOS.
 */
export async function startLambdaHost(options: LambdaHostOptions): Promise<LambdaHost> {
  const { functionName = 'producer', handler = 'handler.handler' } = options;
  const { memoryMb = FUNCTION_MEMORY_MB, timeoutMs = FUNCTION_TIMEOUT_S * 1000, concurrency = 1 } = options;
  const region = options.environment.AWS_REGION ?? 'us-east-1';
  const folder = await mkdtemp(join(tmpdir(), 'wavecut-lambda-'));
  const taskRoot = join(folder, 'task');
  const runtimeFolder = fileURLToPath(new URL('.', import.meta.url));
  const settings = { functionName, handler, memoryMb, region, taskRoot, runtimeFolder };

  const environments = new Set<ExecutionEnvironment>();
  const idle: ExecutionEnvironment[] = [];
  const turns = new Turns(concurrency);
  let stopped = false;

  const abandon = () => {
    for (const { pid, alive } of environments) if (alive) killGroup(pid);
    removeTree(folder);
  };
  // A process that ends without stop() leaves nothing behind either.
  process.once('exit', abandon);
  await unzipReadOnly(options.zipPath, taskRoot).catch((error: unknown) => {
    abandon();
    throw error;
  });

  const startEnvironment = async () => {
    const name = randomUUID().replaceAll('-', '');
    const environment = await ExecutionEnvironment.start({
      taskRoot,
      temporaryFolder: join(folder, name),
      variables: { ...options.environment, ...lambdaVariables(settings, `local/[$LATEST]${name}`) },
      functionArn: `arn:aws:lambda:${region}:000000000000:function:${functionName}`,
      memoryMb,
      timeoutMs,
      onLog: options.onLog,
    });
    environments.add(environment);
    if (!stopped) return environment;
    await discard(environment);
    throw new Error('The Lambda host is stopped');
  };

  const discard = async (environment: ExecutionEnvironment) => {
    environments.delete(environment);
    await environment.stop();
  };

  /** The one that served last, as Lambda does; one that died while it waited is cleared away. */
  const takeEnvironment = async () => {
    for (let environment = idle.pop(); environment; environment = idle.pop()) {
      if (environment.alive) return environment;
      await discard(environment);
    }
    return await startEnvironment();
  };

  return {
    taskRoot,
    pids: () => [...environments].filter(({ alive }) => alive).map(({ pid }) => pid),

    invoke: (event) =>
      turns.take(async () => {
        if (stopped) throw new Error('The Lambda host is stopped');
        const environment = await takeEnvironment();
        const report = await environment.invoke(event);
        if (environment.alive) idle.push(environment);
        else await discard(environment);
        return report;
      }),

    async stop() {
      stopped = true;
      await Promise.all([...environments].map(discard));
      removeTree(folder);
      process.off('exit', abandon);
    },
  };
}
