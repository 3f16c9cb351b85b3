import type { RequestKind } from './storage/traffic.ts';

/** The three ways of making a clip that are measured against each other. */
export type Way = 'original' | 'wavecut' | 'copy';

/** What one clip cost. */
export interface Figures {
  /** User and system time of all processes, reaped children included. */
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly bytesRead: number;
  readonly requests: Readonly<Partial<Record<RequestKind, number>>>;
  /** Highest sum over all processes, looked at ten times a second. */
  readonly peakRssBytes: number;
  /** Highest sum of all files in the temporary folder. */
  readonly peakDiskBytes: number;
}

/** One clip made in one way. */
export interface Run extends Figures {
  readonly clipBytes: number;
  /** How Wavecut cut it (copy, smart, encode); null for the others. */
  readonly cutMode: string | null;
}

export interface WayResult {
  /** Of median CPU time. */
  readonly median: Run;
  readonly runs: readonly Run[];
}

/** One clip, made in each way. */
export interface ClipResult {
  readonly name: string;
  readonly lengthMs: number;
  /** How many it is cut from. */
  readonly recordings: number;
  /** Of these recordings together: what has to be read before a clip can be found in them. */
  readonly indexBytes: number;
  readonly ways: Readonly<Record<Way, WayResult>>;
}

/** The same clip from recordings of different length, by Wavecut. */
export interface GrowthResult {
  readonly minutes: number;
  readonly bytesRead: number;
  readonly indexBytes: number;
}

export interface ColdStartResult {
  /** CPU time to import the bundle in a fresh process, median; Node's own start is no part of it. */
  readonly importCpuMs: number;
  readonly zipBytes: number;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly ffmpeg: string;
  /** Processes that wanted a core, over the minute before the measurements: above 0, others were at work. */
  readonly loadBefore: number;
}

/** All of a run of the bench; what was not asked for is missing. */
export interface BenchResults {
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly machine: Machine;
  readonly storage: { readonly latencyMs: number; readonly bytesPerSecond: number };
  readonly recordingMinutes: number;
  readonly clips: readonly ClipResult[];
  readonly growth: readonly GrowthResult[];
  readonly coldStart: ColdStartResult | null;
}

/** The run in the middle, by CPU time; of an even number the lower one. @throws where there is none. */
export function medianRun<T extends { readonly cpuMs: number }>(runs: readonly T[]): T {
  const sorted = [...runs].sort((a, b) => a.cpuMs - b.cpuMs);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (!middle) throw new RangeError('no run, no median');
  return middle;
}
