import { platform } from 'node:process';
import { Readable } from 'node:stream';
import { execa } from 'execa';
import { WavecutError } from '../core/errors.ts';
import { killTogether } from './child-groups.ts';
import { type FfmpegLimits, limitedCommand, withoutLimits } from './ffmpeg-command.ts';

/** ffmpeg ended badly: the reason, the command as one could paste it, and the tail of what it said. */
export class FfmpegFailed extends WavecutError {
  /** It did not even begin: the system had no room for a process. That is no fault of what it was to read. */
  get wasNotStarted(): boolean {
    return (this.cause as NodeJS.ErrnoException | undefined)?.syscall?.startsWith('spawn') === true;
  }
}

/** A broken stream may bring a complaint for each frame; more than this is no stream of pictures. */
const COMPLAINT_BYTES = 4 * 1024 * 1024;

export interface RunningFfmpeg {
  readonly inputs: readonly WritableStream<Uint8Array>[];
  readonly output: ReadableStream<Uint8Array>;
  /** Settles when it has ended; rejects as `run` does. */
  readonly done: Promise<void>;
}

/**
 * The ffmpeg binary: run with a bare environment, no input, within limits, in a process group of its own, which is
 * killed as a whole when the signal says so or this process ends.
 */
export class Ffmpeg {
  readonly #path: string;
  readonly #limits: FfmpegLimits | null;
  #version: Promise<string> | undefined;

  /** @param limits null for none; of a system other than Linux none are set. */
  constructor(path: string, limits: FfmpegLimits | null = null) {
    this.#path = path;
    this.#limits = platform === 'linux' ? limits : null;
  }

  /**
   * @param cwd the only folder it should write to.
   * @throws FfmpegFailed `ffmpeg-failed`; what aborted the signal, where it was aborted.
   */
  async run(args: readonly string[], cwd: string, signal: AbortSignal): Promise<void> {
    const command = limitedCommand(this.#path, args, this.#limits);
    const child = execa(command.file, command.args, { ...PROCESS_OPTIONS, cwd, cancelSignal: signal });
    killTogether(child, signal);
    check(await child, signal);
  }

  /**
   * Runs it with pipes to it and one from it.
   *
   * @param pipes the file descriptors that it reads: 0, or 3 and above.
   */
  start(args: readonly string[], pipes: readonly number[], cwd: string, signal: AbortSignal): RunningFfmpeg {
    const channels = pipes.map(() => new TransformStream<Uint8Array, Uint8Array>());
    const stdio: (ReadableStream<Uint8Array> | 'ignore' | 'pipe')[] = ['ignore', 'pipe', 'pipe'];
    for (const [index, pipe] of pipes.entries()) stdio[pipe] = (channels[index] as TransformStream).readable;
    const { stdin: _, ...options } = PROCESS_OPTIONS;
    const command = limitedCommand(this.#path, args, this.#limits);
    const child = execa(command.file, command.args, {
      ...options,
      stdio: stdio as ['ignore', 'pipe', 'pipe'],
      cwd,
      cancelSignal: signal,
      encoding: 'buffer',
      buffer: { stdout: false, stderr: true },
    });
    killTogether(child, signal);
    const done = child.then((result) => check(result, signal));
    // Whoever reads the output asks for `done` when that is over; until then nobody listens to it.
    done.catch(() => undefined);
    return {
      inputs: channels.map((channel) => channel.writable),
      output: Readable.toWeb(child.stdout as Readable) as ReadableStream<Uint8Array>,
      done,
    };
  }

  /** The build's own name for its version. */
  version(): Promise<string> {
    this.#version ??= execa(this.#path, ['-version'], PROCESS_OPTIONS).then(
      ({ stdout }) => /^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? 'unknown',
    );
    return this.#version;
  }
}

const PROCESS_OPTIONS = {
  // Nothing of ours: no credentials, no proxies, no library paths.
  env: {},
  extendEnv: false,
  stdin: 'ignore',
  // A session and a process group of its own.
  detached: true,
  maxBuffer: COMPLAINT_BYTES,
  killSignal: 'SIGKILL',
  reject: false,
} as const;

function check(
  result: Readonly<{ failed: boolean; shortMessage?: string | undefined; stderr?: unknown; cause?: unknown }>,
  signal: AbortSignal,
): void {
  signal.throwIfAborted();
  if (!result.failed) return;
  const said = (
    result.stderr instanceof Uint8Array ? Buffer.from(result.stderr).toString() : String(result.stderr)
  )
    .trim()
    .split('\n')
    .slice(-10)
    .join('\n');
  const reason = withoutLimits(result.shortMessage ?? 'ffmpeg failed');
  throw new FfmpegFailed('ffmpeg-failed', `${reason}\n${said}`, {
    cause: result.cause,
  });
}
