import { cpus, loadavg } from 'node:os';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import type { BenchArguments } from './arguments.ts';
import { type BenchClip, benchClips, CAMERA, clipOf } from './clips.ts';
import { importCpuMs } from './cold-start.ts';
import { FPS, indexBytes, LOOP_FRAMES, makeRecording } from './recordings.ts';
import {
  type BenchResults,
  type ClipResult,
  type GrowthResult,
  type Machine,
  medianRun,
  type Run,
  type Way,
  type WayResult,
} from './results.ts';
import { type Camera, openStage, type Stage } from './stage.ts';
import { makeClip } from './ways.ts';

/** S3 as a Lambda of 1024 MB sees it. */
const STORAGE = { latencyMs: 30, bytesPerSecond: 60e6 };

/**
 * Runs the measurements one after the other.
 *
 * @param say receives each line of progress.
 * @throws where something broke, or a clip of Wavecut is not exactly the wanted frames.
 */
export async function runBench(wanted: BenchArguments, say: (text: string) => void): Promise<BenchResults> {
  const { recordingMinutes, growthMinutes, lengthsMs, runs } = wanted;
  const cameras: Camera[] = [
    { cameraId: CAMERA, minutes: recordingMinutes, recordings: 2 },
    ...growthMinutes.map((minutes) => ({ cameraId: growthCamera(minutes), minutes, recordings: 1 })),
  ];
  const placed: [Camera, string][] = [];
  for (const camera of cameras) placed.push([camera, await makeRecording(camera.minutes, say)]);

  const machine = describeMachine();
  const stage = await openStage(STORAGE, say);
  try {
    for (const [camera, path] of placed) await stage.place(camera, path);
    const recordingMs = recordingMinutes * 60_000;
    const coldStart = wanted.coldStart ? await measureColdStart(stage) : null;
    say('warming up: the first invocation is not measured');
    await makeClip.wavecut(clipOf('warm-up', CAMERA, 1234, 10_000, recordingMs), stage);
    const growth: GrowthResult[] = [];
    for (const minutes of growthMinutes) growth.push(await measureGrowth(minutes, stage));
    const clips: ClipResult[] = [];
    for (const clip of benchClips(lengthsMs, recordingMs)) clips.push(await measureClip(clip, runs, stage));
    return {
      date: new Date().toISOString(),
      machine,
      storage: STORAGE,
      recordingMinutes,
      clips,
      growth,
      coldStart,
    };
  } finally {
    await stage.close();
  }
}

function describeMachine(): Machine {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: cpus().length,
    node: process.version,
    ffmpeg: ffmpeg.version,
    loadBefore: loadavg()[0] ?? 0,
  };
}

async function measureColdStart({ engine, say }: Stage): Promise<BenchResults['coldStart']> {
  say('importing the bundle in fresh processes');
  const { host, functionEnvironment } = engine.environment;
  return { importCpuMs: await importCpuMs(host.taskRoot, functionEnvironment), zipBytes: engine.zipBytes };
}

/** From the middle of the recording, where the loop begins anew: the same pictures in each. */
async function measureGrowth(minutes: number, stage: Stage): Promise<GrowthResult> {
  const recordingMs = minutes * 60_000;
  const loopMs = (LOOP_FRAMES / FPS) * 1000;
  const fromMs = Math.floor(recordingMs / 2 / loopMs) * loopMs + 3457;
  const clip = clipOf('10 s', growthCamera(minutes), fromMs, 10_000, recordingMs);
  const { bytesRead } = await makeClip.wavecut(clip, stage);
  stage.say(`10 s from a recording of ${minutes} min: ${(bytesRead / 1e6).toFixed(1)} MB read`);
  return { minutes, bytesRead, indexBytes: await indexOf(clip, stage) };
}

function growthCamera(minutes: number): string {
  return `${CAMERA}-${minutes}min`;
}

async function measureClip(clip: BenchClip, times: Record<Way, number>, stage: Stage): Promise<ClipResult> {
  const original = await repeat('original', clip, times, stage);
  const wavecut = await repeat('wavecut', clip, times, stage);
  const copy = await repeat('copy', clip, times, stage);
  return {
    name: clip.name,
    lengthMs: clip.window.endMs - clip.window.startMs,
    recordings: clip.parts.length,
    indexBytes: await indexOf(clip, stage),
    ways: { original, wavecut, copy },
  };
}

async function repeat(
  way: Way,
  clip: BenchClip,
  times: Record<Way, number>,
  stage: Stage,
): Promise<WayResult> {
  const runs: Run[] = [];
  for (let run = 0; run < times[way]; run++) runs.push(await makeClip[way](clip, stage));
  const median = medianRun(runs);
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  stage.say(`${clip.name}, ${way}: ${seconds(median.cpuMs)} of CPU in ${seconds(median.wallMs)}`);
  return { median, runs };
}

/** Of the clip's recordings, together. */
async function indexOf(clip: BenchClip, { recordingPaths }: Stage): Promise<number> {
  const sizes = await Promise.all(recordingPaths(clip).map(indexBytes));
  return sizes.reduce((sum, size) => sum + size, 0);
}
