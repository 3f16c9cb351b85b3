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
  'CLIP_REJECTED' | 'CLIP_NOT_AVAILABLE' | 'CLIP_OUT_OF_RANGE' | 'CLIP_TOO_LONG'
>;

/** A permanent answer: the caller is told `status` and `{code, message}`, and the message is acknowledged. */
export class ClipRefused extends WavecutError {
  readonly status: RefusalStatus;

  constructor(status: RefusalStatus, code: string, message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.status = status;
  }
}

/** Something outside failed in a way that may pass: the message goes back to the queue. */
export class RetryableFailure extends WavecutError {}

/** `error` as `{code, message}` for a document, a notification or a log line, at most 500 characters long. */
export function describeError(error: unknown): { code: string; message: string } {
  const code = error instanceof WavecutError ? error.code : error instanceof Error ? error.name : 'Error';
  const message = error instanceof Error ? error.message : String(error);
  return { code, message: message.slice(0, 500) };
}
