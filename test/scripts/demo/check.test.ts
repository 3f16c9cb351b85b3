import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { brokenPromises, type Outcome, untruths } from '../../../scripts/demo/check.ts';

describe('checking what the demo was told', () => {
  let folder: string;
  let outcome: Outcome;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wavecut-check-'));
    const clip = join(folder, 'a.mp4');
    await writeFile(clip, 'abc');
    outcome = {
      notifications: [{ ...available, covered: [[1000, 2000]], gaps: [] }],
      documents: [{ ...available, _id: 'a', sources: [{}, {}] }],
      clips: [{ clipId: 'a', clip, thumbnails: ['a_300.jpg', 'a_640.jpg'] }],
    } as unknown as Outcome;
  });
  afterEach(() => rm(folder, { recursive: true }));

  const available = {
    clipId: 'a',
    status: 'CLIP_AVAILABLE',
    startTimestampInMs: 1000,
    endTimestampInMs: 2000,
    clip: { key: 'cam/a.mp4', url: 'http://x/cam/a.mp4' },
    thumbnail: { key: 'cam/a_{size}.jpg', url: '', sizes: [300, 640] },
    // Of `abc`: the example of FIPS 180-2.
    media: { sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' },
  };

  it('finds nothing wrong where all is true', async () => {
    expect(await untruths(outcome)).to.deep.equal([]);
    expect(brokenPromises(outcome, 40, 100)).to.deep.equal([]);
  });

  it('finds a clip of other bytes than were told', async () => {
    await writeFile(outcome.clips[0]?.clip ?? '', 'abd');
    expect(await untruths(outcome)).to.deep.equal(['a is not the file whose SHA-256 was told']);
  });

  it('finds a missing clip and a missing thumbnail', async () => {
    expect(await untruths({ ...outcome, clips: [] })).to.deep.equal(['a lacks its clip or its thumbnails']);
    const clips = outcome.clips.map((clip) => ({ ...clip, thumbnails: ['a_300.jpg'] }));
    expect(await untruths({ ...outcome, clips })).to.deep.equal(['a lacks its clip or its thumbnails']);
  });

  it('finds a missing document and one that says something else', async () => {
    expect(await untruths({ ...outcome, documents: [] })).to.deep.equal([
      'a is told as CLIP_AVAILABLE and has no document',
    ]);
    const documents = outcome.documents.map((document) => ({
      ...document,
      status: 'CLIP_PROCESSING' as const,
    }));
    expect(await untruths({ ...outcome, documents })).to.deep.equal([
      'a is told as CLIP_AVAILABLE, its document says CLIP_PROCESSING',
    ]);
  });

  it('lets a refusal pass that has its document, as it has nothing else', async () => {
    const notifications = [{ ...outcome.notifications[0], status: 'CLIP_REJECTED' }];
    const refused = { ...outcome, notifications, clips: [] } as unknown as Outcome;
    expect(await untruths(refused)).to.deep.equal([]);
    expect(brokenPromises(refused, 40, 100)).to.deep.equal(['the clip was to be made, it is CLIP_REJECTED']);
  });

  it('holds the demo to the whole window, both recordings and less than all bytes', () => {
    const gaps = [{ ...outcome.notifications[0], gaps: [[1500, 1600]] }];
    const partial = { ...outcome, notifications: gaps, documents: [] } as unknown as Outcome;
    expect(brokenPromises(partial, 100, 100)).to.deep.equal([
      'the window was to be covered from 1000 to 2000, it is [[1000,2000]] with the gaps [[1500,1600]]',
      'the clip was to be cut from both recordings',
      'less was to be read than is stored: 100 of 100 bytes',
    ]);
  });
});
