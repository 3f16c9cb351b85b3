import { createHash } from 'node:crypto';
import type { Reason, ReasonCode } from './outcomes.ts';
import type { ClipRequest } from './request.ts';
import { NO_EDITS } from './request-edits.ts';

/**
 * SHA-256 (hex) of what is asked for. Two requests with the same hash ask for the same clip, however their bodies
 * were written; the clip's name and the older contract's retry times are no part of it.
 */
export function requestHash(request: ClipRequest): string {
  const { source, range, cut, gapPolicy, thumbnails: wanted, edits, preview, sprite } = request;
  const parts: unknown[] = [
    source.kind,
    source.kind === 'window' ? source.cameraId : source.key,
    range.startMs,
    range.endMs,
    cut,
    gapPolicy,
    [...wanted.widths].sort((a, b) => a - b),
    wanted.at,
  ];
  // What came into the contract later counts only where it is asked for: older hashes stay what they are.
  const later = differences({ ...edits, preview, sprite }, { ...NO_EDITS, preview: 'none', sprite: false });
  if (later.length > 0) parts.push(later);
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Why a request ends whose clipId a request of another hash has. */
export function clipIdTaken(clipId: string): Reason<ReasonCode<'CLIP_REJECTED'>> {
  const message = `clipId ${clipId} belongs to a different request; its clip is untouched`;
  return { code: 'clip-id-taken', message };
}

/** What differs from its default, by name, in an order that does not depend on how it was put together. */
function differences(
  given: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>>,
): [name: string, value: string][] {
  return Object.keys(given)
    .sort()
    .map((name): [string, string] => [name, canonicalJson(given[name])])
    .filter(([name, value]) => value !== canonicalJson(defaults[name]));
}

/** JSON with the fields of an object in the order of their names. */
function canonicalJson(value: unknown): string {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return JSON.stringify(isObject ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : value);
}
