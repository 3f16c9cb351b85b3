import { putObject } from '../../../scripts/local/put-object.ts';
import { announce } from '../../../scripts/target/local-file.ts';
import { makeRecording } from '../../fixtures/recordings.ts';
import { type Deployment, deployment } from '../deployment.ts';

/** The recording that clips are asked of. */
export const KEY = 'cam-cli/front.20260101T000000.mp4';

/** A Wavecut that runs where the commands find it, with a recording. @returns it, once the suite's hooks have begun. */
export function announced(): () => Deployment {
  let wavecut: Deployment;
  let takeBack: () => Promise<void>;

  before(async () => {
    wavecut = await deployment();
    const { environment } = wavecut;
    await putObject(environment.clients.s3, environment.recordingsBucket, KEY, await makeRecording());
    takeBack = await announce(environment);
  });
  after(() => takeBack());

  return () => wavecut;
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
