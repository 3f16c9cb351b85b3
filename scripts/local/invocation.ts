/** What Lambda's REPORT line tells of an invocation. */
export interface InvocationFigures {
  readonly requestId: string;
  /** Of the handler alone. */
  readonly durationMs: number;
  /** From the start of the process until the function is imported; null where the process was warm. */
  readonly initMs: number | null;
  /** Highest resident memory of the process and its children together, init included; MB of 1024 x 1024 bytes. */
  readonly peakRssMb: number;
  /** CPU time of the handler and its children; null where the system cannot tell (it is not Linux). */
  readonly cpuMs: number | null;
}

/**
 * What the handler threw, or why there is no answer: `Sandbox.Timedout`, `Runtime.OutOfMemory`, `Runtime.ExitError`,
 * `Runtime.ImportModuleError`, `Runtime.HandlerNotFound`.
 */
export interface InvocationError {
  readonly errorType: string;
  readonly errorMessage: string;
  /** The stack, a line each; none where the process is gone. */
  readonly trace?: readonly string[];
}

/** How an invocation ended. A failed one did so for the caller; the function may have left traces. */
export type InvocationReport = InvocationFigures &
  (
    | { readonly ok: true; readonly response: unknown }
    | { readonly ok: false; readonly error: InvocationError }
  );
