import { copyFile, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { execaNode } from 'execa';
import type { ClipDocument } from '../../functions/producer/core/clip-document.ts';
import { type ClipNotification, notificationOf } from '../../functions/producer/core/notification.ts';
import { readFrames } from '../fixtures/read-back.ts';
import { makeRecording, type RecordingOptions } from '../fixtures/recordings.ts';
import { numbers } from './outcome.ts';

const WAVECUT = fileURLToPath(new URL('../../scripts/wavecut.ts', import.meta.url));

interface Printed {
  readonly notifications: readonly ClipNotification[];
  readonly documents: readonly ClipDocument[];
  readonly deadLetters: readonly string[];
  readonly files: readonly string[];
  readonly bytesRead: number;
  readonly bytesStored: number;
  readonly seconds: number;
}

interface OwnRecording {
  readonly options: RecordingOptions;
  /** ms */
  readonly range: readonly [start: number, end: number];
  readonly frames: readonly [first: number, last: number];
}

/** 30 frames a second each. */
const ownRecordings: Record<string, OwnRecording> = {
  'hd-moov-last.mp4': {
    options: { width: 1280, height: 720, seconds: 4, container: 'mp4-moov-last' },
    range: [1_500, 3_100],
    frames: [45, 92],
  },
  'hd-gop-of-10-s.mp4': {
    options: { width: 1280, height: 720, seconds: 11, gop: 300 },
    range: [9_500, 10_800],
    frames: [285, 323],
  },
  'full-hd-silent.mp4': {
    options: { width: 1920, height: 1080, seconds: 3, audio: 'none' },
    range: [1_700, 2_500],
    frames: [51, 74],
  },
  'camera.ts': {
    options: { seconds: 5, container: 'ts' },
    range: [700, 4_200],
    frames: [21, 125],
  },
  'camera.mkv': {
    options: { seconds: 5, container: 'mkv' },
    range: [700, 4_200],
    frames: [21, 125],
  },
};

const garbage = '\uFEFF{"clipId": "not/an/id"}\r\n';
const bodies = Object.entries(ownRecordings).map(([name, { range }], index) => ({
  clipId: `own-${index}`,
  recording: { key: `mine/${name}` },
  startMs: range[0],
  endMs: range[1],
}));

interface Run {
  readonly folder: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | undefined;
}

describe('npm run demo', () => {
  let folder: string;
  let showcase: Run;
  let window: Run;
  let sent: Run;

  before('run it in three ways at the same time', async function () {
    this.timeout(300_000);
    folder = await mkdtemp(join(tmpdir(), 'wavecut-test-'));
    [showcase, window, sent] = await Promise.all([runShowcase(), runWindow(), runBodies()]);
  });

  after(() => rm(folder, { recursive: true }));

  async function runShowcase(): Promise<Run> {
    return demo(await newFolder('showcase'));
  }

  async function runWindow(): Promise<Run> {
    const cwd = await newFolder('window');
    const recordings = await place(cwd, {
      'one.mp4': { seconds: 4 },
      'two.mp4': { seconds: 4, firstFrame: 120 },
    });
    const range = ['--start-ms', '3500', '--end-ms', '5500', '--starts-at', '2026-03-01T12:00:00Z'];
    return demo(cwd, ...recordings, ...range, '--out', 'clips', '--json');
  }

  async function runBodies(): Promise<Run> {
    const cwd = await newFolder('bodies');
    const named = Object.entries(ownRecordings).map(([name, { options }]) => [name, options] as const);
    const recordings = await place(cwd, Object.fromEntries(named));
    const texts = [...bodies.map((body) => JSON.stringify(body)), garbage];
    for (const [index, text] of texts.entries()) await writeFile(join(cwd, `body-${index}`), text);
    return demo(cwd, ...recordings, ...texts.flatMap((_, index) => ['--body', `body-${index}`]), '--json');
  }

  async function newFolder(name: string): Promise<string> {
    const path = join(folder, name);
    await mkdir(join(path, 'tmp'), { recursive: true });
    return path;
  }

  /** In an environment of its own: no server and no credentials of whoever runs the tests. */
  async function demo(cwd: string, ...args: string[]): Promise<Run> {
    const { stdout, stderr, exitCode } = await execaNode(WAVECUT, ['demo', ...args], {
      cwd,

      extendEnv: false,
      env: { PATH: process.env.PATH ?? '', TMPDIR: join(cwd, 'tmp') },
      reject: false,
    });
    return { folder: cwd, stdout, stderr, exitCode };
  }

  /** Puts recordings into the folder under their names. @returns the arguments that name them. */
  async function place(cwd: string, recordings: Record<string, RecordingOptions>): Promise<string[]> {
    for (const [name, options] of Object.entries(recordings))
      await copyFile(await makeRecording(options), join(cwd, name));
    return Object.keys(recordings).flatMap((name) => ['--recording', name]);
  }

  it('makes a clip without being told anything, says each step, and leaves clip and thumbnails in out', async () => {
    const { stdout, stderr, exitCode } = showcase;
    expect({ stderr, exitCode }).to.deep.equal({ stderr: '', exitCode: 0 });
    for (const step of ['received', 'claimed', 'found', 'planned', 'cut', 'verified', 'stored', 'recorded'])
      expect(stdout).to.match(new RegExp(`^ +[\\d.]+ s +demo-\\w+ +${step} `, 'm'));
    const clipId = /for clip (demo-\w+)/.exec(stdout)?.[1];
    const out = join(showcase.folder, 'out', '58349');
    expect((await readdir(out)).sort()).to.deep.equal([
      `${clipId}.mp4`,
      `${clipId}_300.jpg`,
      `${clipId}_640.jpg`,
    ]);
    expect((await stat(join(out, `${clipId}.mp4`))).size).to.be.greaterThan(1_000_000);
  });

  it('cuts a part out of own recordings, counted from the first frame of the first', async () => {
    expect(window.exitCode).to.equal(0);
    const { notifications, documents, files } = JSON.parse(window.stdout) as Printed;
    const noon = Date.UTC(2026, 2, 1, 12);
    expect(notifications[0]).to.deep.include({
      status: 'CLIP_AVAILABLE',
      cameraId: '58349',
      covered: [[noon + 3_500, noon + 5_500]],
    });
    const clip = join(window.folder, 'clips', notifications[0]?.clip.key ?? '');
    expect(files[0]).to.equal(clip);
    expect((await readFrames(clip)).map(({ frame }) => frame)).to.deep.equal(numbers(105, 164));
    expect(documents.map(notificationOf)).to.deep.equal(notifications);
  });

  it('prints exactly one JSON object, of the documented shape', async () => {
    const printed = JSON.parse(sent.stdout) as Printed;
    const kinds = Object.entries(printed).map(([name, value]) => [
      name,
      Array.isArray(value) ? 'list' : typeof value,
    ]);
    expect(kinds).to.deep.equal([
      ['notifications', 'list'],
      ['documents', 'list'],
      ['deadLetters', 'list'],
      ['files', 'list'],
      ['bytesRead', 'number'],
      ['bytesStored', 'number'],
      ['seconds', 'number'],
    ]);
    const read = printed.documents.flatMap(({ sources }) => sources?.map(({ bytesRead }) => bytesRead) ?? []);
    expect(printed.bytesRead).to.equal(read.reduce((sum, bytes) => sum + bytes, 0));
    expect(printed.bytesRead).to.be.greaterThan(0).and.below(printed.bytesStored);
  });

  it('sends bodies as they are, and ends with 0 when each has ended in a status or as a dead letter', async () => {
    const { notifications, documents, deadLetters } = JSON.parse(sent.stdout) as Printed;
    const statuses = notifications.map(({ clipId, status }) => `${clipId} ${status}`).sort();
    expect(statuses).to.deep.equal(bodies.map(({ clipId }) => `${clipId} CLIP_AVAILABLE`));
    expect(documents.map(({ _id }) => _id)).to.deep.equal(bodies.map(({ clipId }) => clipId));
    expect(deadLetters).to.deep.equal([garbage]);
    expect(sent.exitCode).to.equal(0);
  });

  for (const [index, [name, { frames }]] of Object.entries(ownRecordings).entries()) {
    it(`cuts to the frame: ${name}`, async () => {
      const { files } = JSON.parse(sent.stdout) as Printed;
      const clip = files.find((file) => file.endsWith(`own-${index}.mp4`)) ?? '';
      expect(clip.startsWith(join(sent.folder, 'out'))).to.equal(true);
      expect((await readFrames(clip)).map(({ frame }) => frame)).to.deep.equal(numbers(...frames));
    });
  }

  it('leaves no temporary files', async () => {
    for (const run of [showcase, window, sent]) {
      const left = (await readdir(join(run.folder, 'tmp'))).filter((name) => name.startsWith('wavecut'));
      expect(left).to.deep.equal([]);
    }
  });
});
