import { computed, effect, signal } from '@preact/signals';
import type { RecordingFacts } from '../../api.ts';
import { type Block, indexAt } from '../../timeline/blocks.ts';
import { frameAt, frameBeside, frameNumber } from '../../timeline/frames.ts';
import { factsOf, framesAround, mainBlocks } from '../state/archive.ts';
import { trying } from '../state/notices.ts';
import { playheadMs, selectedCamera } from '../state/timeline-view.ts';
import type { VideoPair } from './video-pair.ts';

export type PlayableFacts = Extract<RecordingFacts, { kind: 'recording' }>;

/** The recording on the screen, and when its shown frame begins; microseconds from its first. */
export interface Shown {
  readonly facts: PlayableFacts;
  readonly frameUs: number;
}

export const shown = signal<Shown | null>(null);
/** Why there is no picture, in words. */
export const obstacle = signal<string | null>(null);
export const isPlaying = signal(false);
/** -8 to 8; what a second of time on this machine is in the archive. */
export const rate = signal(1);
export const isMuted = signal(false);
/** The number of the shown frame within its recording. */
export const shownFrame = computed(
  () => shown.value && frameNumber(shown.value.frameUs, shown.value.facts.fps),
);

let videos: VideoPair | null = null;
/** Counts what was asked for: of two seeks, the later one wins. */
let asked = 0;
let sought: { readonly atS: number } | null = null;
/** Whether the playhead goes where the video is: since it played last. After a seek it is where that went. */
let isFollowing = false;

/** Connects the player with the elements that it plays in. */
export function use(pair: VideoPair): () => void {
  videos = pair;
  pair.onFailure = (text) => {
    obstacle.value = `The browser cannot play this recording: ${text}`;
    stop();
  };
  const muting = effect(() => {
    pair.front.muted = isMuted.value;
  });
  return () => {
    muting();
    videos = null;
  };
}

/** The playhead goes where the video is, while it plays; the recording that is on the screen, or null. */
export function follow(mediaTime: number): PlayableFacts | null {
  const current = shown.value;
  if (!current || !isFollowing) return null;
  noteFrame(current.facts, Math.round((mediaTime - current.facts.firstFrameS) * 1e6));
  return current.facts;
}

/** Whether a seek is under way. */
export function isSeeking(): boolean {
  return sought !== null;
}

/** Lets the video play on from where it is. */
export async function roll(): Promise<void> {
  if (!videos) return;
  isFollowing = true;
  videos.front.playbackRate = rate.value;
  videos.front.muted = isMuted.value;
  await videos.front.play().catch(stop);
}

export function stop(): void {
  isPlaying.value = false;
  videos?.front.pause();
}

/** Loads what comes next, so that the join is no pause. */
export function prepare({ key, firstFrameS }: PlayableFacts): void {
  videos?.prepare(key, firstFrameS);
}

function noteFrame(facts: PlayableFacts, us: number): void {
  const frameUs = Math.max(0, us);
  shown.value = { facts, frameUs };
  playheadMs.value = facts.startMs + frameUs / 1000;
}

/** Shows the frame of the selected camera that is on the screen at this moment of the wall clock. */
export async function seek(ms: number): Promise<void> {
  const showing = await find(ms);
  await showing?.done;
}

/** Finds the frame, and begins to show it; null where there is nothing to be shown. */
async function find(ms: number): Promise<{ readonly done: Promise<void> } | null> {
  const turn = ++asked;
  playheadMs.value = ms;
  const block = candidateAt(ms);
  if (!block) return showNothing('Nothing is recorded here.');
  const facts = await factsOf(block.key);
  if (turn !== asked) return null;
  if (facts.kind === 'broken') return showNothing(`This recording cannot be cut: ${facts.message}`);
  if (ms >= facts.startMs + facts.durationMs) return showNothing('Nothing is recorded here.');
  const us = (ms - facts.startMs) * 1000;
  if (facts.whyNot) {
    showNothing(`No picture: ${facts.whyNot}. It can be marked and cut all the same.`);
    noteFrame(facts, frameAt({ framesUs: null, fps: facts.fps }, us));
    return null;
  }
  const framesUs = await framesAround(facts.key, us);
  if (turn !== asked) return null;
  return { done: show(facts, frameAt({ framesUs, fps: facts.fps }, us), turn) };
}

/** The last one that begins before; where its end is a guess, whoever looks into it will see. */
export function candidateAt(ms: number): Block | null {
  const blocks = mainBlocks(selectedCamera.value);
  const block = blocks[indexAt(blocks, ms)];
  return block && (ms < block.endMs || !block.isKnown) ? block : null;
}

function showNothing(why: string): null {
  stop();
  videos?.clear();
  shown.value = null;
  obstacle.value = why;
  return null;
}

async function show(facts: PlayableFacts, frameUs: number, turn: number): Promise<void> {
  if (!videos) return;
  obstacle.value = null;
  isFollowing = false;
  noteFrame(facts, frameUs);
  try {
    await videos.load(facts.key);
  } catch (error) {
    if (turn === asked)
      obstacle.value = `The browser cannot play this recording: ${(error as Error).message}`;
    return;
  }
  if (turn !== asked) return;
  // The middle of the frame: rounded times of a player never fall into its neighbour.
  await seekVideo(facts.firstFrameS + frameUs / 1e6 + 0.5 / facts.fps);
  if (turn === asked && isPlaying.value && rate.value > 0) await roll();
}

/** One seek at a time; of those that come meanwhile, the last. */
async function seekVideo(atS: number): Promise<void> {
  const isUnderWay = sought !== null;
  sought = { atS };
  if (isUnderWay) return;
  try {
    for (let goal: { atS: number } | null = sought; goal && videos; goal = sought === goal ? null : sought) {
      const { front } = videos;
      front.currentTime = goal.atS;
      await new Promise((resolve) => {
        for (const event of ['seeked', 'error', 'emptied'])
          front.addEventListener(event, resolve, { once: true });
      });
    }
  } finally {
    sought = null;
  }
}

/** What keys ask for, in their order: the second step goes on from where the first one went. */
let deeds: Promise<unknown> = Promise.resolve();

export function inTurn(deed: () => unknown): Promise<void> {
  const done = deeds.then(deed);
  deeds = done.catch(() => undefined);
  return trying(() => done);
}

/** Steps by frames, across joins of recordings. */
export function step(by: number): Promise<void> {
  stop();
  return inTurn(() => stepNow(by));
}

async function stepNow(by: number): Promise<void> {
  const current = shown.value;
  if (!current) return seek(playheadMs.value + by * 40);
  const { facts, frameUs } = current;
  const framesUs = await framesAround(facts.key, frameUs);
  const us = frameBeside({ framesUs, fps: facts.fps }, frameUs, by);
  if (us !== null && us < facts.durationMs * 1000 - 1) {
    const turn = ++asked;
    if (facts.whyNot) noteFrame(facts, us);
    else void show(facts, us, turn);
    return;
  }
  const blocks = mainBlocks(selectedCamera.value);
  const index = blocks.findIndex(({ key }) => key === facts.key);
  const beside = blocks[index + Math.sign(by)];
  if (!beside) return;
  await find(by > 0 ? beside.startMs : beside.endMs - 500 / facts.fps);
}

/** Seeks when what was asked for before is done; where to is decided then. */
export function jump(target: () => number | undefined): Promise<void> {
  return inTurn(() => {
    const ms = target();
    return ms === undefined ? null : find(ms);
  });
}
