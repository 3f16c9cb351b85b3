import { putObject } from '../../../scripts/local/put-object.ts';
import { announce } from '../../../scripts/target/local-file.ts';
import { makeRecording } from '../../fixtures/recordings.ts';
import type { Deployment } from '../deployment.ts';

/** The recording that clips are asked of. */
export const KEY = 'cam-cli/front.20260101T000000.mp4';

/** Has the commands find a Wavecut, and in it a recording. @returns what takes the announcement back. */
export async function announced({ environment }: Deployment): Promise<() => Promise<void>> {
  await putObject(environment.clients.s3, environment.recordingsBucket, KEY, await makeRecording());
  return announce(environment);
}

/** Asks for a second of the recording. */
export const clipArgs = (id: string) => [
  'clip',
  '--id',
  id,
  '--recording',
  KEY,
  '--start-ms',
  '500',
  '--end-ms',
  '1500',
];
