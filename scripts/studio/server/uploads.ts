import { Readable } from 'node:stream';
import { Upload } from '@aws-sdk/lib-storage';
import {
  formatTimestamp,
  parseRecordingName,
  type RecordingExtension,
} from '../../../functions/producer/core/recording-name.ts';
import { ID, ID_RULE } from '../../../functions/producer/core/request.ts';
import { LAST_MS } from '../../../functions/producer/core/time-range.ts';
import { PART_BYTES } from '../../local/put-object.ts';
import type { StudioTarget } from '../target.ts';
import { Refused } from './refused.ts';

const PARTS_AT_ONCE = 2;

/** What a file is to be a recording of. */
export interface UploadedAs {
  readonly cameraId: string;
  readonly alias: string;
  /** Of the first frame, epoch ms. */
  readonly startMs: number;
  readonly extension: string;
}

/**
 * The key of a recording of this camera and time.
 *
 * @throws Refused 400 where no name of a recording comes of it.
 */
export function recordingKey({ cameraId, alias, startMs, extension }: UploadedAs, prefix: string): string {
  if (!ID.test(cameraId)) throw new Refused(400, 'invalid-field', `cameraId ${ID_RULE}, got ${cameraId}`);
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(alias)) {
    throw new Refused(400, 'invalid-field', `alias must be 1 to 64 of A-Z a-z 0-9 _ -, got ${alias}`);
  }
  const kinds: readonly string[] = ['mp4', 'mov', 'mkv', 'ts'] satisfies RecordingExtension[];
  if (!kinds.includes(extension)) {
    throw new Refused(400, 'invalid-field', `a recording is one of ${kinds.join(', ')}, got .${extension}`);
  }
  if (!Number.isInteger(startMs) || startMs < 0 || startMs > LAST_MS) {
    throw new Refused(400, 'invalid-field', `startMs must be epoch ms, got ${startMs}`);
  }
  const key = `${prefix}${cameraId}/${alias}.${formatTimestamp(startMs)}.${extension}`;
  if (!parseRecordingName(key, prefix)) throw new Refused(400, 'invalid-field', `${key} names no recording`);
  return key;
}

/**
 * Stores a file in parts, as it comes in; where it ends early or fails, nothing is left of it.
 *
 * @param bytes how long the file is; one that comes in shorter is not stored.
 */
export async function storeUpload(
  { clients, recordingsBucket }: StudioTarget,
  key: string,
  file: Readable,
  bytes: number,
  signal: AbortSignal,
): Promise<void> {
  let received = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const part of file as AsyncIterable<Uint8Array>) {
      received += part.length;
      yield part;
    }
    if (received !== bytes) {
      throw new Refused(400, 'short-upload', `the file has ${bytes} bytes, ${received} came in`);
    }
  }
  const upload = new Upload({
    client: clients.s3,
    params: { Bucket: recordingsBucket, Key: key, Body: Readable.from(counted(), { objectMode: false }) },
    partSize: PART_BYTES,
    queueSize: PARTS_AT_ONCE,
    leavePartsOnError: false,
  });
  const abort = () => void upload.abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    await upload.done();
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
