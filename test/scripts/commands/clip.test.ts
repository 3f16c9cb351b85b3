import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseClipArguments } from '../../../scripts/commands/clip.ts';
import { UsageError } from '../../../scripts/usage-error.ts';
import { bodyOf, thrownBy } from '../../functions/producer/samples.ts';

const ONE_OF =
  'clip takes --camera with --start and --end, or --recording with --start-ms and --end-ms, or --body';

describe('the arguments of clip', () => {
  let folder: string;
  let file: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clip-arguments-test-'));
    file = join(folder, 'body.json');
    await writeFile(file, bodyOf());
  });
  after(() => rm(folder, { recursive: true }));

  const refusal = (...argv: string[]) => {
    const error = thrownBy(() => parseClipArguments(argv));
    expect(error).to.be.instanceOf(UsageError);
    return (error as UsageError).message;
  };

  it('name the clip after --id, whatever the body says', () => {
    const { clipId, body } = parseClipArguments(['--body', file, '--id', 'other']) ?? { body: '' };
    expect([clipId, JSON.parse(body).clipId]).to.deep.equal(['other', 'other']);
  });

  it('are put over those of the body', () => {
    const argv = ['--body', file, '--cut', 'keyframe', '--gap-policy', 'fail'];
    const { body } = parseClipArguments(argv) ?? { body: '' };
    expect(JSON.parse(body)).to.include({ cut: 'keyframe', gapPolicy: 'fail' });
  });

  it('name one place, and no two of which one would be left out in silence', () => {
    expect(refusal()).to.equal(ONE_OF);
    expect(refusal('--body', file, '--camera', 'cam')).to.equal(ONE_OF);
    expect(refusal('--body', file, '--recording', 'cam/front.mp4')).to.equal(ONE_OF);
    expect(refusal('--camera', 'cam', '--recording', 'cam/front.mp4')).to.equal(ONE_OF);
  });

  it('tell of a camera whose name is empty, as of a variable that is not set', () => {
    const window = ['--start', '1', '--end', '2'];
    expect(refusal('--camera', '', ...window)).to.equal(
      'cameraId must be 1 to 128 of A-Z a-z 0-9 _ -, got ""',
    );
  });
});
