import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import installed from '@ffmpeg-installer/ffmpeg';
import { expect } from 'chai';
import { execa } from 'execa';
import { Ffmpeg } from '../../functions/producer/adapters/ffmpeg.ts';
import { MediaProducer } from '../../functions/producer/adapters/media-producer.ts';
import { S3Archive } from '../../functions/producer/adapters/s3-archive.ts';
import { S3Catalogue } from '../../functions/producer/adapters/s3-catalogue.ts';
import type { ClipMedia } from '../../functions/producer/core/clip-document.ts';
import type { CutPlan } from '../../functions/producer/core/plan.ts';
import { formatTimestamp } from '../../functions/producer/core/recording-name.ts';
import type { ClipRequest } from '../../functions/producer/core/request.ts';
import type { FileFollower, Workspace } from '../../functions/producer/ports.ts';
import { findRecordings } from '../../functions/producer/steps/find-recordings.ts';
import { noteStills } from '../../functions/producer/steps/note-holes.ts';
import { planClip } from '../../functions/producer/steps/plan-clip.ts';
import { LocalRecordings } from '../fixtures/local-recordings.ts';
import { decodeErrors, readBeeps, readFrames } from '../fixtures/read-back.ts';
import { makeRecording, type RecordingOptions } from '../fixtures/recordings.ts';
import { makeOnce } from '../fixtures/recordings-cache.ts';
import { requestOf, T0 } from '../functions/producer/samples.ts';

export const FPS = 25;
/** The fewest pixels that hold the counter, so that encoding takes little. */
const SMALL = { width: 384, height: 216, fps: FPS, kbps: 300 };

/** A recording of the camera: which, and from when to when in seconds after `T0`. */
export interface Recorded extends RecordingOptions {
  readonly fromS: number;
  readonly toS: number;
}

/** Makes the recordings; the number of each frame is that of the camera since `T0`. @returns paths by key. */
export async function record(...recordings: readonly Recorded[]): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const { fromS, toS, ...options } of recordings) {
    const path = await makeRecording({
      ...SMALL,
      firstFrame: Math.round(fromS * FPS),
      frames: Math.round((toS - fromS) * FPS),
      ...options,
    });
    files[`cam/front.${formatTimestamp(T0 + fromS * 1000)}${path.slice(path.lastIndexOf('.'))}`] = path;
  }
  return files;
}

/** The recording as a camera makes it that hangs on its side. */
export function turned(path: string): Promise<string> {
  const args = ['-i', path, '-c', 'copy', '-metadata:s:v', 'rotate=90', '-f', 'mp4'];
  return makeOnce([installed.version, basename(path), args.slice(2)], 'mp4', (target) =>
    execa(installed.path, ['-v', 'error', ...args, target]),
  );
}

export interface Cut {
  readonly plan: CutPlan;
  readonly path: string;
  readonly media: ClipMedia;
  readonly problem: string | null;
  /** Of the recordings. */
  readonly bytesRead: number;
}

/** A producer with real files, in a folder that is gone when the suite is. */
export function cutting() {
  const producer = new MediaProducer(new Ffmpeg(installed.path));
  const folders: string[] = [];
  after(async () => {
    for (const folder of folders) await rm(folder, { recursive: true });
  });

  async function openWorkspace(): Promise<Workspace> {
    const path = await mkdtemp(join(tmpdir(), 'cutting-test-'));
    folders.push(path);
    return { path, remove: async () => undefined };
  }

  /** Cuts and verifies as the function would, but falls back on nothing. */
  async function cut(
    files: Readonly<Record<string, string>>,
    [fromS, toS]: readonly [number, number],
    changes: Partial<ClipRequest> = {},
  ): Promise<Cut> {
    const archive = openArchive(files);
    try {
      const range = { startMs: T0 + Math.round(fromS * 1000), endMs: T0 + Math.round(toS * 1000) };
      const request = requestOf({ range, ...changes });
      const search = { request, archive, nowMs: T0, patience: 'final' } as const;
      const recordings = await findRecordings(search);
      // What waits for ever is to fail, and not to hold up all other tests.
      const deadline = AbortSignal.timeout(100_000);
      const once = async () => {
        const plan = await planClip(search, recordings, { budgetMs: 600_000, memoryMb: 1769 });
        const places = { archive, workspace: await openWorkspace(), follower: NOBODY, deadline };
        const path = await producer.cut(plan, places);
        return { plan, path, ...(await producer.verify(path, plan)) };
      };
      const first = await once();
      const isHoled = await noteStills(first.stills, first.plan, archive);
      const { plan, path, media, problem } = isHoled ? await once() : first;
      const bytesRead = [...archive.bytesRead().values()].reduce((sum, bytes) => sum + bytes, 0);
      return { plan, path, media, problem, bytesRead };
    } finally {
      await archive.close();
    }
  }

  return { producer, openWorkspace, cut };
}

/** Cares for no file's growth. */
const NOBODY: FileFollower = { begin: async () => {}, grownTo: () => {} };

/** An archive of these files, by key. */
export function openArchive(files: Readonly<Record<string, string>>): S3Archive {
  return new S3Archive({
    recordings: new LocalRecordings(files),
    prefix: '',
    watermarksPrefix: 'watermarks/',
    catalogue: new S3Catalogue('', 3_600_000),
  });
}

/** The numbers of the frames that begin within `[fromS, toS)` of the camera's clock. */
export function framesWithin(fromS: number, toS: number): number[] {
  const first = Math.ceil(fromS * FPS - 1e-6);
  return Array.from({ length: Math.ceil(toS * FPS - 1e-6) - first }, (_, index) => first + index);
}

/** A clip shows these frames, each at its time, sounds when they sound, and decodes without a complaint. */
export async function expectClip(
  { path, problem }: Cut,
  frames: readonly number[],
  hasSound: boolean,
): Promise<void> {
  expect(problem).to.equal(null);
  const shown = await readFrames(path);
  expect(shown.map(({ frame }) => frame)).to.deep.equal(frames);
  const startS = shown[0]?.ptsS ?? Number.NaN;
  expect(startS).to.be.closeTo(0, 0.001);
  const firstFrame = frames[0] as number;
  // No jump anywhere: each frame at the very time that its number says.
  for (const { frame, ptsS } of shown)
    expect(ptsS - startS).to.be.closeTo((frame - firstFrame) / FPS, 0.0015);
  await expectBeeps(path, hasSound ? beepsAmong(frames) : [], startS, frames.length / FPS);
  expect(await decodeErrors(path)).to.deep.equal([]);
}

/** The camera beeps at each whole second. */
function beepsAmong(frames: readonly number[]): number[] {
  const [first, last] = [frames[0] as number, frames.at(-1) as number];
  const seconds = Array.from({ length: Math.ceil((last + 1) / FPS) }, (_, second) => second);
  return seconds.filter((second) => second * FPS >= first).map((second) => second - first / FPS);
}

async function expectBeeps(
  path: string,
  expected: readonly number[],
  startS: number,
  endS: number,
): Promise<void> {
  // The last packet of sound reaches past the last frame, by less than itself.
  const heard = (await readBeeps(path))
    .map((onset) => onset - startS)
    .filter((onset) => onset < endS - 0.001);
  // What began to beep before the clip may still be heard at its first sample.
  const onsets = heard.filter((onset) => onset > 0.05 || expected.some((wanted) => wanted < 0.05));
  expect(onsets, `beeps at ${heard}`).to.have.lengthOf(expected.length);
  onsets.forEach((onset, index) => {
    expect(onset).to.be.closeTo(expected[index] as number, 0.022);
  });
}
