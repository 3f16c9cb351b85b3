import type { LoggedStep } from '../local/function-log.ts';

type Figures = LoggedStep['figures'];

/**
 * A step of the function in words, with its figures. A step or a figure that is not known here is shown under the
 * name the function gave it.
 */
export function stepInWords({ step, figures }: LoggedStep): string {
  const words = known[step]?.(figures) ?? plainWords(figures);
  return words ? `${step.padEnd(10)} ${words}` : step;
}

/** Bytes as a person reads them: `812 B`, `34 kB`, `4.1 MB`. */
export function bytesInWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Null where a figure is not what is expected: it is then shown as it is. */
const known: Readonly<Record<string, (figures: Figures) => string | null>> = {
  received: ({ range, cameraId, queueMs }) => {
    if (!isRange(range)) return null;
    const camera = cameraId ? `camera ${cameraId}, ` : '';
    return `${camera}${instant(range.startMs)} to ${instant(range.endMs)}, after ${queueMs} ms in the queue`;
  },
  found: ({ recordings }) =>
    Array.isArray(recordings) ? `${counted(recordings.length, 'recording')}: ${recordings.join(', ')}` : null,
  planned: ({ mode, reason, durationMs, frames, gaps }) => {
    if (typeof durationMs !== 'number') return null;
    const length = [seconds(durationMs), ...(typeof frames === 'number' ? [`${frames} frames`] : [])].join(
      ', ',
    );
    const holes = Array.isArray(gaps) && gaps.length > 0 ? `, ${counted(gaps.length, 'gap')}` : '';
    return `${mode} (${reason}), ${length}${holes}`;
  },
  cut: ({ mode, bytesRead, requests }) =>
    typeof bytesRead === 'number' ? `${mode}, ${bytesInWords(bytesRead)} read in ${requests} requests` : null,
  verified: ({ durationMs, frames, bytes }) =>
    typeof durationMs === 'number' && typeof bytes === 'number'
      ? `${seconds(durationMs)}, ${frames} frames, ${bytesInWords(bytes)}`
      : null,
  told: ({ status, expectedAt }) =>
    status === 'CLIP_PENDING' && typeof expectedAt === 'number'
      ? `${status}, expected at ${new Date(expectedAt).toISOString()}`
      : null,
  'sent again': ({ delayS }) => (typeof delayS === 'number' ? `to be delivered in ${delayS} s` : null),
  stored: ({ bytes, thumbnails, uploadMs }) =>
    typeof bytes === 'number'
      ? `clip of ${bytesInWords(bytes)} and ${thumbnails} thumbnails in ${uploadMs} ms`
      : null,
};

function plainWords(figures: Figures): string {
  return Object.entries(figures)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => plainFigure(name, value))
    .join(', ');
}

function plainFigure(name: string, value: unknown): string {
  if (name === 'reason' && isReason(value)) return `${value.code}: ${value.message}`;
  if (typeof value === 'string') return name === 'status' ? value : `${name} ${value}`;
  return `${name} ${JSON.stringify(value)}`;
}

/** A time of day for a point on the wall clock, seconds for an offset into a recording. */
function instant(ms: number): string {
  const isOffset = ms < Date.UTC(1971, 0);
  return isOffset ? seconds(ms) : new Date(ms).toISOString().slice(11, 23);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function isRange(value: unknown): value is { startMs: number; endMs: number } {
  const range = value as { startMs?: unknown; endMs?: unknown } | null;
  return typeof range?.startMs === 'number' && typeof range.endMs === 'number';
}

function isReason(value: unknown): value is { code: string; message: string } {
  return typeof (value as { code?: unknown } | null)?.code === 'string';
}
