/** What one run of ffmpeg may take; whole numbers of our own, never of a request. */
export interface FfmpegLimits {
  /** Memory that it may write to, stacks of its threads included. */
  readonly dataBytes: number;
  /** So that one whose parent died ends, too. */
  readonly cpuSeconds: number;
  /** Of any one file. */
  readonly fileBytes: number;
}

/** What of the function's memory is Node's own while ffmpeg runs; measured, docs/adr/0005 and 0031. */
const NODE_BYTES = 320 * 1024 * 1024;
/** Less than this, ffmpeg cannot encode 1080p. */
const LEAST_BYTES = 384 * 1024 * 1024;

/** Limits for a function of so much memory; a Lambda runs 900 s at most. */
export function limitsFor(memoryMb: number): FfmpegLimits {
  return {
    dataBytes: Math.max(LEAST_BYTES, memoryMb * 1024 * 1024 - NODE_BYTES),
    cpuSeconds: 900,
    fileBytes: 512 * 1024 * 1024,
  };
}

/** Set by the shell for itself, and kept by what takes its place. No core dumps: they would hold what was decoded. */
const LIMITED = 'ulimit -c 0; ulimit -d "$1"; ulimit -t "$2"; ulimit -f "$3"; shift 3; exec "$@"';
/** Names the shell in a list of processes, for the moment that it is one. */
const NAME = 'wavecut-limits';

/**
 * The program and its arguments that run ffmpeg within limits. Node cannot set limits for a child, and Lambda's image
 * has no `prlimit`; it has `/bin/sh`, whose only script is the constant above. All arguments are passed to it by
 * position and to ffmpeg as they are: no shell ever reads them.
 */
export function limitedCommand(
  path: string,
  args: readonly string[],
  limits: FfmpegLimits | null,
): { readonly file: string; readonly args: readonly string[] } {
  if (!limits) return { file: path, args };
  const kilobytes = Math.floor(limits.dataBytes / 1024);
  const blocks = Math.floor(limits.fileBytes / 512);
  const numbers = [kilobytes, limits.cpuSeconds, blocks].map(String);
  return { file: '/bin/sh', args: ['-c', LIMITED, NAME, ...numbers, path, ...args] };
}

/** A message about a command as one about ffmpeg itself: what set its limits is no part of what went wrong. */
export function withoutLimits(message: string): string {
  return message.replace(/'?\/bin\/sh'? -c .*? wavecut-limits \d+ \d+ \d+ /s, '');
}
