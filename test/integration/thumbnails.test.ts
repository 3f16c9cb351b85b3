import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Workspace } from '../../functions/producer/ports.ts';
import { readFrames } from '../fixtures/read-back.ts';
import { rejectionOf } from '../functions/producer/samples.ts';
import { type Cut, cutting, record } from './cut.ts';

const NEVER = new AbortController().signal;

describe('thumbnails', () => {
  const { producer, openWorkspace, cut } = cutting();
  let clip: Cut;
  let workspace: Workspace;

  before(async () => {
    clip = await cut(await record({ fromS: 0, toS: 10, gop: 50 }), [3.3, 7.7]);
    workspace = await openWorkspace();
  });

  const thumbnails = (widths: readonly number[], at = 0.25, deadline = NEVER) =>
    producer.thumbnails({ path: clip.path, media: clip.media, workspace, deadline }, { widths, at });

  it('have the wanted widths in order, and the shape of the picture in even pixels', async () => {
    const made = await thumbnails([384, 100, 300]);
    expect(made.map(({ width }) => width)).to.deep.equal([100, 300, 384]);
    expect(await Promise.all(made.map(({ path }) => sizeOf(path)))).to.deep.equal([
      [100, 56],
      [300, 168],
      [384, 216],
    ]);
  });

  it('are never larger than the picture', async () => {
    expect((await thumbnails([300, 640, 1500, 3000])).map(({ width }) => width)).to.deep.equal([300]);
  });

  it('are one of the size of the picture where all wanted ones would be larger', async () => {
    const made = await thumbnails([640, 3000]);
    expect(made.map(({ width }) => width)).to.deep.equal([384]);
    expect(await sizeOf(made[0]?.path ?? '')).to.deep.equal([384, 216]);
  });

  // Of 110 frames from 83 on.
  for (const [at, frame] of [
    [0, 83],
    [0.25, 110],
    [0.5, 138],
    [1, 192],
  ] as const) {
    it(`show the frame at ${at} of the clip`, async () => {
      const [made] = await thumbnails([384], at);
      expect((await readFrames(made?.path ?? '')).map((shown) => shown.frame)).to.deep.equal([frame]);
    });
  }

  it('end when the time is over', async () => {
    const reason = new Error('the time is over');
    expect(await rejectionOf(thumbnails([300], 0, AbortSignal.abort(reason)))).to.equal(reason);
  });
});

/** Width and height of a JPEG, out of its frame header. */
async function sizeOf(path: string): Promise<[number, number]> {
  const bytes = await readFile(path);
  expect(bytes.readUInt16BE(0)).to.equal(0xffd8);
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const isFrameHeader = (bytes[at + 1] ?? 0) >= 0xc0 && (bytes[at + 1] ?? 0) <= 0xc2;
    if (isFrameHeader) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
  }
  throw new Error(`${path} has no frame header`);
}
