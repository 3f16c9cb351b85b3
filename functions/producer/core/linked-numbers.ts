/**
 * Numbers that hang together: each is said here once, or follows from others by a rule that stands beside it. The
 * function, the stack and the local environment all take them from here.
 */

/** The function's size and time limit, where nothing else is set. */
export const FUNCTION_MEMORY_MB = 1024;
export const FUNCTION_TIMEOUT_S = 120;

/** No recording is longer, where nothing else is set: so far before a window its recordings are looked for. */
export const LONGEST_RECORDING_MINUTES = 120;

/** Receives of a message before it goes to the dead-letter queue. */
export const MAX_RECEIVES = 5;

/** Kept back from cutting: to upload a clip of 200 MB, write its metadata and tell of it, or to tell of a failure. */
const TELLING_MS = 15_000;

/** The wall time that ffmpeg and all other cutting may take, of what is left to the invocation. */
export function cutBudgetMs(remainingMs: number): number {
  return Math.max(0, remainingMs - TELLING_MS);
}

/**
 * How long SQS hides a message that was received: six times as long as the function may run, so that Lambda can wait
 * for room and try again before anybody else gets it.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export function visibilityTimeoutS(functionTimeoutS: number): number {
  return 6 * functionTimeoutS;
}
