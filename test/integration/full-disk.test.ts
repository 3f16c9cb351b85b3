import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { describeError } from '../../functions/producer/core/errors.ts';
import { produceClip } from '../../functions/producer/produce-clip.ts';
import { memoryPorts } from '../fixtures/memory/ports.ts';
import { bodyOf, mediaOf, pointsOf, rejectionOf, T0 } from '../functions/producer/samples.ts';
import { cutting, openArchive, record } from './cut.ts';

/** Writes to it fail as writes to a full disk do: Linux has it. */
const FULL = '/dev/full';

describe('a full /tmp', () => {
  const { producer } = cutting();
  let folder: string;

  before(async () => {
    if (!existsSync(FULL))
      throw new Error(`this machine lacks ${FULL}, which stands for a full disk: run it on Linux`);
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'full-disk-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is told by its name on the last receive, and nothing is left or stored', async () => {
    const world = { recordings: [], points: pointsOf(), media: mediaOf(), nowMs: T0 + 86_400_000 };
    const memory = memoryPorts(world);
    const files = await record({ fromS: 0, toS: 10, gop: 50 });
    const archive = openArchive(files);
    const openFull = async () => {
      const path = await mkdtemp(join(folder, 'job-'));
      await symlink(FULL, join(path, 'clip.mp4'));
      return { path, remove: () => rm(path, { recursive: true }) };
    };
    const ports = { ...memory, producer, archives: { open: () => archive }, workspaces: { open: openFull } };
    const delivery = {
      id: 'request-1/m1',
      leaseUntilMs: T0 + 86_500_000,
      cutBudgetMs: 105_000,
      cutDeadline: new AbortController().signal,
    };
    const message = {
      messageId: 'm1',
      body: bodyOf(),
      sentAtMs: T0 + 86_400_000,
      receives: 5,
      isLastReceive: true,
    };
    // The ports in memory know of nothing but themselves.
    const error = await rejectionOf(produceClip(message, delivery, ports as unknown as typeof memory));

    expect(describeError(error)).to.deep.equal({
      code: 'ENOSPC',
      message: 'ENOSPC: no space left on device, write',
    });
    expect(memory.topic.notifications).to.have.lengthOf(1);
    expect(memory.topic.notifications[0]).to.deep.include({
      status: 'FATAL_ERROR',
      reason: { code: 'ENOSPC', message: 'ENOSPC: no space left on device, write' },
    });
    expect(memory.assets.objects.size).to.equal(0);
    expect(await readdir(folder)).to.deep.equal([]);
  });
});
