import { computed, effect, signal } from '@preact/signals';
import type { RecordingFacts } from '../../api.ts';
import { type Block, blockAt, indexAt } from '../../timeline/blocks.ts';
import { frameAt, frameBeside, frameNumber, msOfFrame } from '../../timeline/frames.ts';
import { withIn, withOut } from '../../timeline/marks.ts';
import { factsOf, framesAround, mainBlocks } from '../state/archive.ts';
import { clearMarks, marks } from '../state/cut-marks.ts';
import { playheadMs, selectedCamera } from '../state/timeline-view.ts';
import type { VideoPair } from './video-pair.ts';

type PlayableFacts = Extract<RecordingFacts, { kind: 'recording' }>;

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

const RATES = [1, 2, 4, 8];
/** How soon before its end the next recording is loaded. */
const PREPARE_S = 8;

let videos: VideoPair | null = null;
/** Counts what was asked for: of two seeks, the later one wins. */
let asked = 0;
let sought: { readonly atS: number } | null = null;
let reversing: ReturnType<typeof setInterval> | undefined;

/** Connects the player with the elements that it plays in. */
export function connect(pair: VideoPair): () => void {
  videos = pair;
  pair.onFrame = (mediaTime) => {
    const current = shown.value;
    if (!current || sought) return;
    noteFrame(current.facts, Math.round((mediaTime - current.facts.firstFrameS) * 1e6));
    prepareNext(current.facts, mediaTime);
  };
  pair.onEnded = () => void playOn();
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

function noteFrame(facts: PlayableFacts, us: number): void {
  const frameUs = Math.max(0, us);
  shown.value = { facts, frameUs };
  playheadMs.value = facts.startMs + frameUs / 1000;
}

/** Shows the frame of the selected camera that is on the screen at this moment of the wall clock. */
export async function seek(ms: number): Promise<void> {
  const turn = ++asked;
  playheadMs.value = ms;
  const block = candidateAt(ms);
  if (!block) return showNothing('Nothing is recorded here.');
  const facts = await factsOf(block.key);
  if (turn !== asked) return;
  if (facts.kind === 'broken') return showNothing(`This recording cannot be cut: ${facts.message}`);
  if (ms >= facts.startMs + facts.durationMs) return showNothing('Nothing is recorded here.');
  if (facts.whyNot) {
    showNothing(`No picture: ${facts.whyNot}. It can be marked and cut all the same.`);
    return noteFrame(facts, frameAt({ framesUs: null, fps: facts.fps }, (ms - facts.startMs) * 1000));
  }
  const us = (ms - facts.startMs) * 1000;
  const framesUs = await framesAround(facts.key, us);
  if (turn === asked) await show(facts, frameAt({ framesUs, fps: facts.fps }, us), turn);
}

/** The last one that begins before; where its end is a guess, whoever looks into it will see. */
function candidateAt(ms: number): Block | null {
  const blocks = mainBlocks(selectedCamera.value);
  const block = blocks[indexAt(blocks, ms)];
  return block && (ms < block.endMs || !block.isKnown) ? block : null;
}

function showNothing(why: string): void {
  stop();
  videos?.clear();
  shown.value = null;
  obstacle.value = why;
}

async function show(facts: PlayableFacts, frameUs: number, turn: number): Promise<void> {
  if (!videos) return;
  obstacle.value = null;
  noteFrame(facts, frameUs);
  try {
    await videos.load(facts.key);
  } catch (error) {
    if (turn === asked && (error as Error).name !== 'AbortError') {
      obstacle.value = `The browser cannot play this recording: ${(error as Error).message}`;
    }
    return;
  }
  if (turn !== asked) return;
  // The middle of the frame: rounded times of a player never fall into its neighbour.
  await seekVideo(facts.firstFrameS + frameUs / 1e6 + 0.5 / facts.fps);
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

/** Steps by frames, across joins of recordings. */
export async function step(by: number): Promise<void> {
  stop();
  const current = shown.value;
  if (!current) return seek(playheadMs.value + by * 40);
  const { facts, frameUs } = current;
  const framesUs = await framesAround(facts.key, frameUs);
  const us = frameBeside({ framesUs, fps: facts.fps }, frameUs, by);
  if (us !== null && us < facts.durationMs * 1000 - 1) {
    const turn = ++asked;
    if (facts.whyNot) return noteFrame(facts, us);
    return show(facts, us, turn);
  }
  const blocks = mainBlocks(selectedCamera.value);
  const index = blocks.findIndex(({ key }) => key === facts.key);
  const beside = blocks[index + Math.sign(by)];
  if (!beside) return;
  await seek(by > 0 ? beside.startMs : beside.endMs - 500 / facts.fps);
}

/** L forwards, J backwards: each press doubles the speed. */
export function shuttle(direction: 1 | -1): void {
  const isOnward = isPlaying.value && Math.sign(rate.value) === direction;
  const index = isOnward ? RATES.indexOf(Math.abs(rate.value)) + 1 : 0;
  void play(direction * (RATES[Math.min(index, RATES.length - 1)] as number));
}

export function togglePlay(): void {
  if (isPlaying.value) stop();
  else void play(1);
}

async function play(speed: number): Promise<void> {
  clearInterval(reversing);
  rate.value = speed;
  if (!shown.value) await seek(playheadMs.value);
  if (!videos || !shown.value || obstacle.value) return;
  isPlaying.value = true;
  if (speed < 0) return playBackwards(-speed);
  videos.front.playbackRate = speed;
  videos.front.muted = isMuted.value;
  await videos.front.play().catch(() => stop());
}

/** No browser plays backwards: it is sought from frame to frame. */
function playBackwards(speed: number): void {
  videos?.front.pause();
  let atMs = playheadMs.value;
  const everyMs = 80;
  reversing = setInterval(() => {
    if (sought) return;
    atMs -= everyMs * speed;
    const blocks = mainBlocks(selectedCamera.value);
    if (!blockAt(blocks, atMs)) {
      const before = blocks[indexAt(blocks, atMs)];
      if (!before) return stop();
      atMs = before.endMs - 50;
    }
    void seek(atMs);
  }, everyMs);
}

export function stop(): void {
  clearInterval(reversing);
  isPlaying.value = false;
  videos?.front.pause();
}

function prepareNext(facts: PlayableFacts, mediaTime: number): void {
  if (!isPlaying.value || facts.firstFrameS + facts.durationMs / 1000 - mediaTime > PREPARE_S) return;
  const next = blockBehind(facts.key);
  if (!next) return;
  void factsOf(next.key).then((found) => {
    if (found.kind === 'recording' && !found.whyNot) videos?.prepare(next.key, found.firstFrameS);
  });
}

function blockBehind(key: string): Block | null {
  const blocks = mainBlocks(selectedCamera.value);
  const index = blocks.findIndex((block) => block.key === key);
  return index < 0 ? null : (blocks[index + 1] ?? null);
}

/** A recording is over: on with the next one, across a gap as well. */
async function playOn(): Promise<void> {
  const current = shown.value;
  const speed = rate.value;
  const next = current && isPlaying.value ? blockBehind(current.facts.key) : null;
  if (!next) return stop();
  await seek(next.startMs);
  if (shown.value) await play(speed);
}

/** Marks the shown frame as the first one. */
export function markIn(): void {
  const cameraId = selectedCamera.value;
  const frameMs = shownFrameMs();
  if (cameraId !== null && frameMs !== null) marks.value = withIn(marks.value, cameraId, frameMs);
}

/** Marks the shown frame as the last one: the window ends where the next one begins. */
export async function markOut(): Promise<void> {
  const cameraId = selectedCamera.value;
  const current = shown.value;
  if (cameraId === null || !current) return;
  const { facts, frameUs } = current;
  const framesUs = await framesAround(facts.key, frameUs);
  const nextUs = frameBeside({ framesUs, fps: facts.fps }, frameUs, 1) ?? facts.durationMs * 1000;
  marks.value = withOut(marks.value, cameraId, facts.startMs + msOfFrame(nextUs));
}

export function clear(): void {
  clearMarks();
}

function shownFrameMs(): number | null {
  return shown.value && shown.value.facts.startMs + msOfFrame(shown.value.frameUs);
}

/** The moment at which a frame of the selected camera begins, near this one: where a dragged mark comes to rest. */
export async function nearestFrameMs(ms: number): Promise<number> {
  const block = candidateAt(ms);
  if (!block) return Math.round(ms);
  const facts = await factsOf(block.key);
  if (facts.kind === 'broken') return Math.round(ms);
  const us = (ms - facts.startMs) * 1000 + 0.5e6 / facts.fps;
  const framesUs = await framesAround(facts.key, us);
  return facts.startMs + msOfFrame(frameAt({ framesUs, fps: facts.fps }, us));
}

/** The moment at which the frame begins that is `by` frames behind the one at this moment; the moment itself beyond. */
export async function frameBesideMs(ms: number, by: number): Promise<number> {
  const block = candidateAt(ms) ?? candidateAt(ms - 1);
  if (!block) return ms;
  const facts = await factsOf(block.key);
  if (facts.kind === 'broken') return ms;
  const us = (ms - facts.startMs) * 1000;
  const framesUs = await framesAround(facts.key, us);
  // A mark behind the last frame is at no frame: the one before it is the last.
  const isBehind = us >= facts.durationMs * 1000 - 1000;
  const from = isBehind ? us - 1000 : us;
  const beside = frameBeside({ framesUs, fps: facts.fps }, from, isBehind && by < 0 ? by + 1 : by);
  return beside === null ? ms : facts.startMs + msOfFrame(beside);
}
