import { extname } from 'node:path';
import { expect } from 'chai';
import { CANARY_SECRET, type LiveCanaries, startCanaries } from '../fixtures/canaries.ts';
import { foreignFiles } from '../fixtures/foreign-files.ts';
import { smallRecording } from '../fixtures/hostile-boxes.ts';
import { hostileIndexes } from '../fixtures/hostile-indexes.ts';
import { hostilePictures } from '../fixtures/hostile-pictures.ts';
import type { Hostile } from '../fixtures/hostile-recording.ts';
import { hostileStreams } from '../fixtures/hostile-streams.ts';
import { hostileTimes } from '../fixtures/hostile-times.ts';
import { produce } from './producing.ts';

const NOWHERE = { url: '', file: '' };
const MIB = 1024 * 1024;

describe('hostile media', () => {
  let canaries: LiveCanaries;

  before(async () => {
    canaries = await startCanaries();
  });
  after(() => canaries.stop());

  async function expectRefusal({ make, code, why }: Hostile): Promise<void> {
    const path = await make();
    const key = `cam/front.20260101T000000${extname(path)}`;
    const window = { startMs: 200, endMs: 1200 };
    const produced = await produce({ [key]: path }, { clipId: 'clip-1', recording: { key }, ...window });
    expect(produced).to.deep.include({ status: 'CLIP_REJECTED', stored: [] });
    expect(produced.reason?.code).to.equal(code);
    const prefix = `recording ${key} cannot be cut: `;
    expect(produced.reason?.message.slice(0, prefix.length)).to.equal(prefix);
    expect(produced.reason?.message.slice(prefix.length)).to.match(why);
    expect(produced.told).not.to.contain(CANARY_SECRET);
    expect(canaries.connections()).to.equal(0);
  }

  describe('is refused for what it is, whatever its name:', () => {
    for (const what of Object.keys(foreignFiles(NOWHERE)))
      it(what, () => expectRefusal(foreignFiles(canaries)[what] as Hostile));
  });

  describe('is refused before its index is believed:', () => {
    for (const what of Object.keys(hostileIndexes(NOWHERE)))
      it(what, () => expectRefusal(hostileIndexes(canaries)[what] as Hostile));
    for (const [what, hostile] of Object.entries(hostileStreams)) it(what, () => expectRefusal(hostile));
  });

  describe('is refused before it is decoded:', () => {
    for (const [what, hostile] of Object.entries({ ...hostilePictures, ...hostileTimes }))
      it(what, () => expectRefusal(hostile));
  });

  it('leaves recordings as they are alone', async () => {
    for (const container of ['mp4-moov-last', 'fmp4', 'mkv', 'ts'] as const) {
      const path = await smallRecording({ container });
      const key = `cam/front.20260101T000000${extname(path)}`;
      const body = { clipId: 'clip-1', recording: { key }, startMs: 200, endMs: 1200 };
      const { status, reason, bytesRead } = await produce({ [key]: path }, body);
      expect({ container, status, reason }).to.deep.equal({
        container,
        status: 'CLIP_AVAILABLE',
        reason: null,
      });
      expect(bytesRead).to.be.below(MIB);
    }
  });
});
