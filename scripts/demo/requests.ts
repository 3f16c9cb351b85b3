import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { parseRequest } from '../../functions/producer/core/request.ts';
import type { TimeRange } from '../../functions/producer/core/time-range.ts';
import { DEMO_CAMERA } from './demo-recordings.ts';
import type { PlacedRecording } from './placement.ts';

/** A message to send. */
export interface DemoMessage {
  /** What it is called on the screen: the file it comes from, or `request`. */
  readonly name: string;
  readonly body: string;
  /** Null where none can be read: such a message ends in the dead-letter queue. */
  readonly clipId: string | null;
}

/** The message for a part of the recordings; `range` counts from the first frame of the earliest that has one. */
export function requestFor(
  range: TimeRange,
  cut: 'exact' | 'keyframe',
  cameraId: string,
  recordings: readonly PlacedRecording[],
): DemoMessage {
  const readable = recordings.filter((recording) => recording.durationMs > 0);
  const first = (readable.length > 0 ? readable : recordings).map((recording) => recording.startMs);
  const firstMs = Math.min(...first);
  // A name of its own for each run: MONGODB_URI may name a database that remembers earlier ones.
  const clipId = `demo-${randomUUID().slice(0, 8)}`;
  const window = {
    startTimestampInMs: firstMs + range.startMs,
    endTimestampInMs: firstMs + range.endMs,
  };
  return { name: 'request', body: JSON.stringify({ clipId, cameraId, ...window, cut }), clipId };
}

export function messageOf(name: string, body: string): DemoMessage {
  const parsed = parseRequest(body);
  return { name, body, clipId: parsed.ok ? parsed.request.clipId : parsed.clipId };
}

/**
 * The camera that the recordings are put under, so that bodies written for another archive find them: 58349 if a
 * valid body asks for it or none asks for any, else the first one asked for.
 */
export function cameraOf(messages: readonly DemoMessage[]): string {
  const cameras = sources(messages).flatMap((source) => (source.kind === 'window' ? [source.cameraId] : []));
  return cameras.includes(DEMO_CAMERA) ? DEMO_CAMERA : (cameras[0] ?? DEMO_CAMERA);
}

/** The further keys under which bodies ask for a recording by its file's name. */
export function keysAskedFor(messages: readonly DemoMessage[], recording: PlacedRecording): string[] {
  const keys = sources(messages).flatMap((source) => (source.kind === 'recording' ? [source.key] : []));
  const names = [basename(recording.path), basename(recording.key)];
  return [...new Set(keys)].filter((key) => key !== recording.key && names.includes(basename(key)));
}

function sources(messages: readonly DemoMessage[]) {
  return messages.flatMap(({ body }) => {
    const parsed = parseRequest(body);
    return parsed.ok ? [parsed.request.source] : [];
  });
}
