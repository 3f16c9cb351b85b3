/** Times and amounts as people read them. */

/** `07:14:13.500` of the day, in UTC or moved by an offset. */
export function timeOfDay(ms: number, offsetMs = 0): string {
  return isoOf(ms + offsetMs).slice(11, 23);
}

/** `2026-01-01`. */
export function dayOf(ms: number, offsetMs = 0): string {
  return isoOf(ms + offsetMs).slice(0, 10);
}

/** `15.000 s`, `2 min 30.0 s`, `1 h 20 min`, `3 days`. */
export function lengthWords(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 3 : 2)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${(seconds % 60).toFixed(1)} s`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} days`;
}

/** `4.0 MB`: powers of ten, as prices and disks count. */
export function byteWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

/** `$0.00012`: two figures that say something, however little it is. */
export function dollarWords(usd: number): string {
  if (usd === 0) return '$0';
  const digits = Math.max(2, 1 - Math.floor(Math.log10(Math.abs(usd))));
  return `$${usd.toFixed(Math.min(digits, 8))}`;
}

/** `in 1:05`, for a countdown. */
export function countdownWords(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function isoOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '----------T--:--:--.---' : date.toISOString();
}
