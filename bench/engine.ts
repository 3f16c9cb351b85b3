import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { buildProducer } from '../scripts/build.ts';
import { type LocalEnvironment, startEnvironment } from '../scripts/local/environment.ts';
import type { DeliveredBatch } from '../scripts/local/event-source.ts';
import { parseStep } from '../scripts/local/function-log.ts';
import type { BenchClip } from './clips.ts';
import { folderBytes, type ProcessFigures, watchingDisk } from './measure.ts';
import { moveToOneCpu } from './one-cpu.ts';

/** A clip that the function made, and what that cost. */
export interface MadeClip extends ProcessFigures {
  /** In the clips bucket. */
  readonly key: string;
  /** copy, smart or encode. */
  readonly cutMode: string;
}

/** Wavecut: the deployable zip in the local Lambda host, with queue, topic and MongoDB around it. */
export interface Engine {
  readonly environment: LocalEnvironment;
  readonly zipBytes: number;
  /**
   * Sends a message to the queue and waits for its clip. The first one starts the function.
   *
   * @throws with the function's last words where it made none.
   */
  make(clip: BenchClip): Promise<MadeClip>;
  stop(): Promise<void>;
}

/** @param storageEndpoint the S3 that the function reads from and writes to. */
export async function startEngine(storageEndpoint: string, say: (text: string) => void): Promise<Engine> {
  let onNextDelivery: (delivery: DeliveredBatch) => void = () => {};
  let lines: string[] = [];
  const { zipPath, bytes: zipBytes } = await buildProducer({ onProgress: say });
  const environment = await startEnvironment({
    zipPath,
    // Longer than any clip takes: no message is delivered twice.
    visibilityTimeoutS: 600,
    settings: {
      awsEndpoint: null,
      serviceEndpoints: { AWS_ENDPOINT_URL_S3: storageEndpoint },
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      mongodbUri: null,
    },
    onLog: (line) => lines.push(line),
    onDelivery: (delivery) => onNextDelivery(delivery),
    onProgress: say,
  });

  const deliver = async (MessageBody: string): Promise<DeliveredBatch> => {
    const next = new Promise<DeliveredBatch>((resolve) => {
      onNextDelivery = resolve;
    });
    const { clients, queueUrl: QueueUrl } = environment;
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    return next;
  };

  return {
    environment,
    zipBytes,
    stop: environment.stop,

    async make({ cameraId, window }) {
      const clipId = randomUUID();
      const { startMs: startTimestampInMs, endMs: endTimestampInMs } = window;
      lines = [];
      const { result: delivery, peakDiskBytes } = await watchingDisk(
        () => temporaryBytes(environment.host.taskRoot),
        () => deliver(JSON.stringify({ clipId, cameraId, startTimestampInMs, endTimestampInMs })),
      );
      const { report, failed } = delivery;
      const steps = lines.flatMap((line) => parseStep(line) ?? []);
      const told = steps.findLast(({ step }) => step === 'told')?.figures.status;
      if (!report.ok || failed.length > 0 || told !== 'CLIP_AVAILABLE')
        throw new Error(`the function made no clip:\n${lines.slice(-10).join('\n')}`);
      const { cpuMs, durationMs: wallMs, peakRssMb, initMs } = report;
      if (initMs !== null) await Promise.all(environment.host.pids().map(moveToOneCpu));
      return {
        key: `${cameraId}/${clipId}.mp4`,
        cutMode: String(steps.findLast(({ step }) => step === 'cut')?.figures.mode),
        cpuMs: cpuMs ?? Number.NaN,
        wallMs,
        peakRssBytes: peakRssMb * 1024 * 1024,
        peakDiskBytes,
      };
    },
  };
}

/** Of the execution environments' temporary folders: the neighbours of the task's own. */
async function temporaryBytes(taskRoot: string): Promise<number> {
  const folder = dirname(taskRoot);
  const names = (await readdir(folder)).map((name) => join(folder, name)).filter((path) => path !== taskRoot);
  const sizes = await Promise.all(names.map(folderBytes));
  return sizes.reduce((sum, size) => sum + size, 0);
}
