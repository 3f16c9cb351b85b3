import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { InvocationError, InvocationFigures, InvocationReport } from './invocation.ts';
import { groupUsage, killGroup, watchGroup } from './process-group.ts';

const BOOTSTRAP = fileURLToPath(new URL('lambda-bootstrap.mjs', import.meta.url));

const MB = 1024 * 1024;

/** Lambda's limit for importing the function. */
const INIT_TIMEOUT_MS = 10_000;

export interface ExecutionEnvironmentOptions {
  /** The unzipped function; working directory of the process. */
  readonly taskRoot: string;
  /** Becomes this environment's /tmp (`TMPDIR`): made at its start, kept while it is warm, removed at its stop. */
  readonly temporaryFolder: string;
  /** The whole environment of the process; nothing of ours is added to it. */
  readonly variables: Readonly<Record<string, string>>;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** Called with each line the function writes to stdout or stderr. */
  readonly onLog?: ((line: string) => void) | undefined;
}

/** What the bootstrap sends when the function is imported, and after each invocation. */
type Reply =
  | { readonly type: 'response'; readonly response: string }
  | { readonly type: 'error'; readonly error: InvocationError };

/** Why the process ended, named as Lambda names it. */
interface Death {
  readonly type: 'death';
  readonly error: InvocationError;
}

/**
 * One execution environment of Lambda: a process (with a process group of its own) that imports the function once and
 * serves one invocation at a time. A timeout, too much memory or a failed import end it for good, and so does the
 * death of the process; an error that the handler throws does not.
 */
export class ExecutionEnvironment {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #options: ExecutionEnvironmentOptions;
  readonly #startedAt = performance.now();
  readonly #death: Promise<Death>;
  #causeOfDeath: Death | undefined;
  #reply: Promise<Reply>;
  #warm = false;

  /** Starts the process, which imports the function at once. */
  static async start(options: ExecutionEnvironmentOptions): Promise<ExecutionEnvironment> {
    await mkdir(options.temporaryFolder, { recursive: true });
    const { memoryMb } = options;
    const child = fork(BOOTSTRAP, [], {
      cwd: options.taskRoot,
      // Node hands this one variable on to children unless it is named: a coverage run of ours must not reach in.
      env: { ...options.variables, TMPDIR: options.temporaryFolder, NODE_V8_COVERAGE: undefined },
      // As the runtime's own bootstrap script does: a tenth of the memory for young objects, the rest for old ones.
      execArgv: [
        `--max-semi-space-size=${Math.floor(memoryMb / 20)}`,
        `--max-old-space-size=${memoryMb - Math.floor(memoryMb / 10)}`,
      ],
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    await once(child, 'spawn');
    return new ExecutionEnvironment(child, options);
  }

  private constructor(child: ChildProcess, options: ExecutionEnvironmentOptions) {
    this.#child = child;
    this.#options = options;
    this.pid = child.pid as number;
    this.#reply = this.#nextReply();
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => options.onLog?.(line));
    }
    const closed = once(child, 'close');
    this.#death = once(child, 'exit').then(async ([code, signal]) => {
      const end =
        signal === 'SIGKILL' ? 'signal: killed' : signal ? `signal: ${signal}` : `exit status ${code}`;
      const death = this.#kill('Runtime.ExitError', `Runtime exited with error: ${end}`);
      // Its last words; a grandchild that left the group may hold the pipe open for ever.
      await Promise.race([closed, wait(500, undefined, { ref: false })]);
      return death;
    });
  }

  /** False once the process has ended or was killed: it takes no further invocation. */
  get alive(): boolean {
    return this.#causeOfDeath === undefined;
  }

  /** Runs the handler with `event`, a JSON value. Whatever the function does is told by the report, never thrown. */
  async invoke(event: unknown): Promise<InvocationReport> {
    const requestId = randomUUID();
    const { memoryMb } = this.#options;
    const endWatch = watchGroup(this.pid, memoryMb * MB, () => {
      this.#kill('Runtime.OutOfMemory', `signal: killed, more than ${memoryMb} MB used`);
    });

    const init = this.#warm ? null : await this.#initialise();
    const before = await groupUsage(this.pid);
    const begin = performance.now();
    const reply = init?.failure ?? (await this.#run(event, requestId));
    const durationMs = performance.now() - begin;
    // What it wrote before it answered is in the pipe by now: let those lines be read first.
    await setImmediate();

    const usage = await endWatch();
    const figures: InvocationFigures = {
      requestId,
      durationMs,
      initMs: init?.ms ?? null,
      peakRssMb: usage.peakRssBytes / MB,
      cpuMs: usage.cpuMs === null || before.cpuMs === null ? null : Math.max(0, usage.cpuMs - before.cpuMs),
    };
    if (reply.type === 'response') return { ...figures, ok: true, response: JSON.parse(reply.response) };
    if (reply.type === 'error') return { ...figures, ok: false, error: reply.error };
    const errorMessage = `RequestId: ${requestId} Error: ${reply.error.errorMessage}`;
    return { ...figures, ok: false, error: { ...reply.error, errorMessage } };
  }

  /** Kills the process with its children and removes its temporary folder. */
  async stop(): Promise<void> {
    if (this.alive)
      this.#kill('Runtime.ExitError', 'Runtime exited with error: signal: killed (the host stopped)');
    await this.#death;
    // The ffmpeg of a process that was killed from outside lives a moment longer, and may write an image into it.
    await rm(this.#options.temporaryFolder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #initialise(): Promise<{ ms: number; failure: Reply | Death | null }> {
    const reply = await this.#replyWithin(INIT_TIMEOUT_MS);
    const ms = performance.now() - this.#startedAt;
    this.#warm = true;
    if (reply.type === 'response') return { ms, failure: null };
    // Lambda, too, gives up an environment that cannot import its function.
    this.#kill(reply.error.errorType, reply.error.errorMessage);
    return { ms, failure: reply };
  }

  #run(event: unknown, requestId: string): Promise<Reply | Death> {
    const { functionArn, timeoutMs } = this.#options;
    this.#reply = this.#nextReply();
    const invocation = {
      event: JSON.stringify(event ?? null),
      requestId,
      functionArn,
      deadlineMs: Date.now() + timeoutMs,
      traceId: traceHeader(requestId),
    };
    // Where it cannot be sent, the process is gone, and its death is the answer.
    this.#child.send(invocation, () => {});
    return this.#replyWithin(timeoutMs);
  }

  async #replyWithin(timeoutMs: number): Promise<Reply | Death> {
    const timer = setTimeout(() => {
      this.#kill('Sandbox.Timedout', `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`);
    }, timeoutMs);
    try {
      return await Promise.race([this.#reply, this.#death]);
    } finally {
      clearTimeout(timer);
    }
  }

  #nextReply(): Promise<Reply> {
    return new Promise((resolve) => this.#child.once('message', (reply) => resolve(reply as Reply)));
  }

  /** The first cause counts: what is killed for its memory also ends by a signal. */
  #kill(errorType: string, errorMessage: string): Death {
    this.#causeOfDeath ??= { type: 'death', error: { errorType, errorMessage } };
    killGroup(this.pid);
    return this.#causeOfDeath;
  }
}

/** In the form of X-Ray: the time in hex, then 96 bits. */
function traceHeader(requestId: string): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${requestId.replaceAll('-', '').slice(8)};Sampled=0`;
}
