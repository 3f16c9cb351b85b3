/** A step of the function, read from a line of its log. */
export interface LoggedStep {
  readonly step: string;
  readonly level: string;
  readonly messageId: string | null;
  readonly clipId: string | null;
  /** What the step told besides, as the function named it. */
  readonly figures: Readonly<Record<string, unknown>>;
}

/** Of every line of the logger, and nothing a step tells. */
const ENVELOPE = new Set([
  ...['level', 'message', 'timestamp', 'service', 'sampling_rate', 'xray_trace_id', 'requestId', 'receives'],
  ...['step', 'messageId', 'clipId'],
]);

/** Reads a line of the function's log; null where it tells of no step (another library, a stack trace). */
export function parseStep(line: string): LoggedStep | null {
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(line);
  } catch {
    return null;
  }
  if (fields === null || typeof fields !== 'object' || typeof fields.step !== 'string') return null;
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  return {
    step: fields.step,
    level: text(fields.level) ?? 'INFO',
    messageId: text(fields.messageId),
    clipId: text(fields.clipId),
    figures: Object.fromEntries(Object.entries(fields).filter(([name]) => !ENVELOPE.has(name))),
  };
}
