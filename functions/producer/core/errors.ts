import type { ClipStatus } from './clip-document.ts';

/** Base of every error of this project: a stable `code` for programs, a message for people, the `cause` kept. */
export class WavecutError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Statuses that end a request without a clip; trying the same message again would end the same way. */
export type RefusalStatus = Extract<
  ClipStatus,
  'CLIP_REJECTED' | 'CLIP_NOT_AVAILABLE' | 'CLIP_OUT_OF_RANGE' | 'CLIP_TOO_LONG' | 'CLIP_RETRY_TIMEOUT'
>;

/** A permanent answer: the caller is told `status` and `{code, message}`, and the message is acknowledged. */
export class ClipRefused extends WavecutError {
  readonly status: RefusalStatus;

  constructor(status: RefusalStatus, code: string, message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.status = status;
  }
}

/** The recording is still to come: the caller is told by when, and the request is sent again. */
export class ClipPending extends WavecutError {
  /** Epoch ms. */
  readonly expectedAtMs: number;

  constructor(code: string, message: string, expectedAtMs: number) {
    super(code, message);
    this.expectedAtMs = expectedAtMs;
  }
}

/** Something outside failed in a way that may pass: the message goes back to the queue. */
export class RetryableFailure extends WavecutError {
  /** When it may have passed, epoch ms; null where nothing tells, and each further try then waits longer. */
  readonly retryAtMs: number | null;

  constructor(code: string, message: string, options: ErrorOptions & { readonly retryAtMs?: number } = {}) {
    super(code, message, options);
    this.retryAtMs = options.retryAtMs ?? null;
  }
}

/** `error` as `{code, message}` for a document, a notification or a log line, at most 500 characters long. */
export function describeError(error: unknown): { code: string; message: string } {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return { code, message: message.slice(0, 500) };
}

/** Of this project's errors their own; of the system's (`ENOSPC`, `ECONNRESET`) theirs; else the name of its class. */
function codeOf(error: unknown): string {
  if (error instanceof WavecutError) return error.code;
  if (!(error instanceof Error)) return 'Error';
  const { code, name } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && name === 'Error' ? code : name;
}
