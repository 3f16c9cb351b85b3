import type { DeliveredBatch } from './event-source.ts';
import { parseStep } from './function-log.ts';

/** What the function has told of a message so far. */
interface Told {
  clipId?: string;
  status?: string;
  reason?: string;
}

/**
 * Turns what the function logs and what the poller delivers into one line a message for a person to read. Lines of
 * the function that are no steps (a crash, a library's warning) pass through as they are.
 *
 * @param write receives each line, without its end.
 */
export function deliveryLines(write: (line: string) => void): {
  onLog(line: string): void;
  onDelivery(delivery: DeliveredBatch): void;
} {
  const toldOf = new Map<string, Told>();
  return {
    onLog(line) {
      const logged = parseStep(line);
      if (!logged) return write(`  ${line}`);
      if (!logged.messageId) return;
      const told = toldOf.get(logged.messageId) ?? {};
      toldOf.set(logged.messageId, told);
      const { status, reason } = logged.figures;
      if (logged.clipId) told.clipId = logged.clipId;
      if (typeof status === 'string') told.status = status;
      if (isReason(reason)) told.reason = `${reason.code}: ${reason.message}`;
    },

    onDelivery({ records, report, failed }) {
      for (const { messageId, attributes } of records) {
        const { clipId = `message ${messageId}`, status, reason } = toldOf.get(messageId) ?? {};
        toldOf.delete(messageId);
        const why = report.ok ? reason : report.error.errorMessage;
        const isFailed = failed.includes(messageId);
        const end = isFailed ? `failed on receive ${attributes.ApproximateReceiveCount}` : (status ?? 'done');
        const seconds = (report.durationMs / 1000).toFixed(1);
        write(
          `${clock()}  ${clipId}  ${end}${why ? ` (${why})` : ''}  ${seconds} s, ${Math.round(report.peakRssMb)} MB`,
        );
      }
    },
  };
}

/** Of a status or a failure; the reason of a plan is text. */
function isReason(value: unknown): value is { code: string; message: string } {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}

/** The time of day in UTC, as clips' times are. */
function clock(): string {
  return new Date().toISOString().slice(11, 19);
}
