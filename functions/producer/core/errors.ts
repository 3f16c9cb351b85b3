import type { ReasonCode, RefusalStatus, UNTOLD } from './outcomes.ts';

/** Base of every error of this project: a stable `code` for programs, a message for people, the `cause` kept. */
export class WavecutError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A refusing status with a code that it is told with. */
type Refusal = {
  [Status in RefusalStatus]: [
    status: Status,
    code: ReasonCode<Status>,
    message: string,
    options?: ErrorOptions,
  ];
}[RefusalStatus];

/** A permanent answer: the caller is told `status` and `{code, message}`, and the message is acknowledged. */
export class ClipRefused extends WavecutError {
  readonly status: RefusalStatus;

  constructor(...[status, code, message, options]: Refusal) {
    super(code, message, options);
    this.status = status;
  }
}

/** The recording is still to come: the caller is told by when, and the request is sent again. */
export class ClipPending extends WavecutError {
  /** Epoch ms. */
  readonly expectedAtMs: number;

  constructor(code: ReasonCode<'CLIP_PENDING'>, message: string, expectedAtMs: number) {
    super(code, message);
    this.expectedAtMs = expectedAtMs;
  }
}

/** Something outside failed in a way that may pass: the message goes back to the queue. */
export class RetryableFailure extends WavecutError {
  /** When it may have passed, epoch ms; null where nothing tells, and each further try then waits longer. */
  readonly retryAtMs: number | null;

  constructor(
    code: ReasonCode<'FATAL_ERROR'> | keyof typeof UNTOLD,
    message: string,
    options: ErrorOptions & { readonly retryAtMs?: number } = {},
  ) {
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
