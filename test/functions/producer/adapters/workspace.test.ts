import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { openWorkspace } from '../../../../functions/producer/adapters/workspace.ts';

describe('a workspace', () => {
  const { TMPDIR } = process.env;
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'workspace-test-'));
    process.env.TMPDIR = root;
  });
  afterEach(async () => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    await rm(root, { recursive: true });
  });

  it('is an empty folder of its own in the place for temporary files', async () => {
    const { path } = await openWorkspace();
    expect(dirname(path)).to.equal(root);
    expect((await stat(path)).isDirectory()).to.equal(true);
    expect(await readdir(path)).to.deep.equal([]);
  });

  it('is gone with all that is in it when it is removed', async () => {
    const workspace = await openWorkspace();
    await mkdir(join(workspace.path, 'folder'));
    await writeFile(join(workspace.path, 'folder', 'clip.mp4'), 'clip');
    await workspace.remove();
    expect(await readdir(root)).to.deep.equal([]);
    await workspace.remove();
  });

  it('is there though the ffmpeg of a killed job still writes into its own, which is taken away after that', async () => {
    const left = await openWorkspace();
    const write = `i=0; while :; do i=$(((i+1)%8)); : > ${left.path}/$i || exit 0; done`;
    const orphan = spawn('sh', ['-c', write], { stdio: 'ignore' });
    const ended = once(orphan, 'exit');
    while ((await readdir(left.path)).length === 0);
    expect(await readdir((await openWorkspace()).path)).to.deep.equal([]);
    orphan.kill('SIGKILL');
    await ended;
    const { path } = await openWorkspace();
    expect(await readdir(root)).to.deep.equal([path.slice(root.length + 1)]);
  });

  it('takes away what a killed job left behind, and nothing else', async () => {
    const left = await openWorkspace();
    await writeFile(join(left.path, 'clip.mp4'), 'half a clip');
    await writeFile(join(root, 'other'), '');
    const { path } = await openWorkspace();
    expect((await readdir(root)).sort()).to.deep.equal(['other', path.slice(root.length + 1)]);
  });
});
