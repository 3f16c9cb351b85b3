import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { S3Recordings } from '../../../functions/producer/adapters/s3-recordings.ts';
import { parseRecordingName } from '../../../functions/producer/core/recording-name.ts';
import { ID } from '../../../functions/producer/core/request.ts';
import type { CameraArchive, ListedRecording } from '../api.ts';
import type { StudioTarget } from '../target.ts';
import type { RecordingShelf } from './recording-shelf.ts';

/** The cameras that have recordings: the first parts of the keys of the recordings' bucket, in order. */
export async function listCameras(target: StudioTarget): Promise<string[]> {
  const { clients, recordingsBucket, recordingsPrefix, watermarksPrefix } = target;
  const cameras: string[] = [];
  let token: string | undefined;
  do {
    const page = await clients.s3.send(
      new ListObjectsV2Command({
        Bucket: recordingsBucket,
        Prefix: recordingsPrefix,
        Delimiter: '/',
        ...(token ? { ContinuationToken: token } : {}),
      }),
    );
    for (const { Prefix = '' } of page.CommonPrefixes ?? []) {
      const id = Prefix.slice(recordingsPrefix.length, -1);
      if (ID.test(id) && Prefix !== watermarksPrefix) cameras.push(id);
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token);
  return cameras;
}

/** The recordings of a camera, by series; the one without a stream first, as the function prefers it. */
export async function listRecordings(
  target: StudioTarget,
  shelf: RecordingShelf,
  cameraId: string,
): Promise<CameraArchive> {
  const { clients, recordingsBucket, recordingsPrefix } = target;
  const recordings = new S3Recordings(clients.s3, recordingsBucket);
  const series = new Map<string, { name: string; recordings: ListedRecording[] }>();
  for (const object of await recordings.list({ prefix: `${recordingsPrefix}${cameraId}/` })) {
    const name = parseRecordingName(object.key, recordingsPrefix);
    if (!name) continue;
    shelf.note(object);
    const title = name.stream ? `${name.alias}.${name.stream}` : name.alias;
    const own = series.get(name.seriesPrefix) ?? { name: title, recordings: [] };
    series.set(name.seriesPrefix, own);
    own.recordings.push([object.key, name.startMs, object.bytes]);
  }
  for (const own of series.values()) own.recordings.sort((a, b) => a[1] - b[1]);
  const dots = (name: string) => name.split('.').length;
  return { cameraId, series: [...series.values()].sort((a, b) => dots(a.name) - dots(b.name)) };
}

/** The names of the watermarks that a request may name. */
export async function listWatermarks(target: StudioTarget): Promise<string[]> {
  const { clients, recordingsBucket, watermarksPrefix: prefix } = target;
  const objects = await new S3Recordings(clients.s3, recordingsBucket).list({ prefix, limit: 200 });
  return objects.map(({ key }) => key.slice(prefix.length)).filter((name) => /\.png$/i.test(name));
}
