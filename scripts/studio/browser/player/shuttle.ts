import { type Block, blockAt, indexAt } from '../../timeline/blocks.ts';
import { factsOf, mainBlocks } from '../state/archive.ts';
import { playheadMs, selectedCamera } from '../state/timeline-view.ts';
import {
  follow,
  isPlaying,
  isSeeking,
  obstacle,
  type PlayableFacts,
  prepare,
  rate,
  roll,
  seek,
  shown,
  stop,
  use,
} from './archive-player.ts';
import type { VideoPair } from './video-pair.ts';

const RATES = [1, 2, 4, 8];
/** How soon before its end the next recording is loaded. */
const PREPARE_S = 8;
/** From step to step backwards. */
const BACKWARDS_MS = 80;

/** Connects playing with the elements that it plays in: joins of recordings are played across. */
export function connect(pair: VideoPair): () => void {
  pair.onFrame = (mediaTime) => {
    const facts = follow(mediaTime);
    if (facts && isPlaying.value) prepareNext(facts, mediaTime);
  };
  pair.onEnded = () => void playOn();
  return use(pair);
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
  const wasBackwards = isPlaying.value && rate.value < 0;
  rate.value = speed;
  if (!shown.value) await seek(playheadMs.value);
  if (!shown.value || obstacle.value) return;
  isPlaying.value = true;
  if (speed > 0) return roll();
  if (!wasBackwards) playBackwards();
}

/** No browser plays backwards: it is sought from frame to frame, for as long as it is to go backwards. */
function playBackwards(): void {
  let atMs = playheadMs.value;
  const timer = setInterval(() => {
    if (!isPlaying.value || rate.value > 0) return clearInterval(timer);
    if (isSeeking()) return;
    atMs += BACKWARDS_MS * rate.value;
    const blocks = mainBlocks(selectedCamera.value);
    if (!blockAt(blocks, atMs)) {
      const before = blocks[indexAt(blocks, atMs)];
      if (!before) return stop();
      atMs = before.endMs - 50;
    }
    void seek(atMs);
  }, BACKWARDS_MS);
}

function prepareNext({ key, firstFrameS, durationMs }: PlayableFacts, mediaTime: number): void {
  if (firstFrameS + durationMs / 1000 - mediaTime > PREPARE_S) return;
  const next = blockBehind(key);
  if (!next) return;
  void factsOf(next.key).then((found) => {
    if (found.kind === 'recording' && !found.whyNot) prepare(found);
  });
}

/** A recording is over: on with the next one, across a gap as well. */
async function playOn(): Promise<void> {
  const current = shown.value;
  const next = current && isPlaying.value ? blockBehind(current.facts.key) : null;
  if (next) await seek(next.startMs);
  else stop();
}

function blockBehind(key: string): Block | null {
  const blocks = mainBlocks(selectedCamera.value);
  const index = blocks.findIndex((block) => block.key === key);
  return index < 0 ? null : (blocks[index + 1] ?? null);
}
