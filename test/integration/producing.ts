import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import installed from '@ffmpeg-installer/ffmpeg';
import { Ffmpeg } from '../../functions/producer/adapters/ffmpeg.ts';
import { limitsFor } from '../../functions/producer/adapters/ffmpeg-command.ts';
import { MediaProducer } from '../../functions/producer/adapters/media-producer.ts';
import type { ClipStatus, Reason } from '../../functions/producer/core/outcomes.ts';
import { produceClip } from '../../functions/producer/produce-clip.ts';
import { memoryPorts } from '../fixtures/memory/ports.ts';
import { mediaOf, T0 } from '../functions/producer/samples.ts';
import { openArchive } from './cut.ts';

export interface Produced {
  readonly status: ClipStatus;
  readonly reason: Reason | null;
  readonly bytesRead: number;
  /** All that was published and logged. */
  readonly told: string;
  /** Keys of the objects that were stored. */
  readonly stored: readonly string[];
}

/** The whole function on real recordings, as one with 1024 MB; documents, objects and notifications stay in memory. */
export async function produce(
  files: Readonly<Record<string, string>>,
  body: Readonly<Record<string, unknown>>,
  ffmpegPath: string = installed.path,
): Promise<Produced> {
  const memory = memoryPorts({ recordings: [], points: null, media: mediaOf(), nowMs: T0 });
  const path = await mkdtemp(join(tmpdir(), 'producing-test-'));
  const archive = openArchive(files);
  const ports = {
    ...memory,
    archives: { open: () => archive },
    workspaces: { open: async () => ({ path, remove: () => rm(path, { recursive: true }) }) },
    producer: new MediaProducer(new Ffmpeg(ffmpegPath, limitsFor(1024))),
  };
  const message = {
    messageId: 'm1',
    body: JSON.stringify(body),
    sentAtMs: T0,
    receives: 1,
    isLastReceive: false,
  };
  const budgetMs = 60_000;
  const delivery = {
    id: 'd1',
    leaseUntilMs: T0 + 120_000,
    cutBudgetMs: budgetMs,
    cutDeadline: AbortSignal.timeout(budgetMs),
  };
  const status = await produceClip(message, delivery, ports);
  return {
    status,
    reason: memory.topic.notifications[0]?.reason ?? null,
    bytesRead: [...archive.bytesRead().values()].reduce((sum, bytes) => sum + bytes, 0),
    told: JSON.stringify([memory.topic.messages, memory.logged]),
    stored: [...memory.assets.objects.keys()],
  };
}
