import { endOf, type View, xOf } from './view.ts';

/** A recording as a timeline draws it; epoch ms. */
export interface Block {
  readonly key: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Whether somebody has looked how long it is; else its end is a guess. */
  readonly isKnown: boolean;
  readonly isBroken: boolean;
}

/** What a look found of a recording's length. */
export interface Length {
  readonly durationMs: number;
  readonly isBroken: boolean;
}

/** Recordings that end this close to the next one's start are meant to adjoin. */
const ADJOINING = 0.1;
/** Nobody has looked into any recording yet: a minute is as good as anything. */
const FIRST_GUESS_MS = 60_000;

/**
 * The recordings of a series as blocks. Listings tell a start and a size, and no end: until somebody has looked, an end
 * is guessed from the bytes a second of those that are known, and never reaches beyond the next start.
 */
export function blocksOf(
  recordings: readonly (readonly [key: string, startMs: number, bytes: number])[],
  lengthOf: (key: string) => Length | undefined,
): Block[] {
  const rates = recordings.flatMap(([key, , bytes]) => {
    const length = lengthOf(key);
    return length && length.durationMs > 0 ? [bytes / length.durationMs] : [];
  });
  const rate = median(rates);
  return recordings.map(([key, startMs, bytes], index): Block => {
    const nextMs = recordings[index + 1]?.[1] ?? Number.POSITIVE_INFINITY;
    const known = lengthOf(key);
    if (known) {
      const endMs =
        startMs + (known.isBroken ? Math.min(guess(bytes, rate), nextMs - startMs) : known.durationMs);
      return { key, startMs, endMs, isKnown: true, isBroken: known.isBroken };
    }
    const guessed = guess(bytes, rate);
    const untilNext = nextMs - startMs;
    const adjoins = rate === null || guessed > untilNext * (1 - ADJOINING);
    const endMs = startMs + (adjoins && untilNext < guessed * 1.5 ? untilNext : Math.min(guessed, untilNext));
    return { key, startMs, endMs, isKnown: false, isBroken: false };
  });
}

function guess(bytes: number, rate: number | null): number {
  return rate === null ? FIRST_GUESS_MS : Math.max(1000, bytes / rate);
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

/**
 * The index of the last block that begins at or before a moment; -1 where none does.
 *
 * @param blocks in order of their starts.
 */
export function indexAt(blocks: readonly { readonly startMs: number }[], ms: number): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle] as Block).startMs <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The block that holds a moment, or null in a gap. */
export function blockAt(blocks: readonly Block[], ms: number): Block | null {
  const block = blocks[indexAt(blocks, ms)];
  return block && ms < block.endMs ? block : null;
}

/** Neighbouring blocks that are drawn in one stroke. */
export interface Run {
  readonly x: number;
  readonly width: number;
  /** Index of the first block, and behind the last. */
  readonly from: number;
  readonly to: number;
}

/** Holes smaller than this are drawn as none: nobody could see them. */
const LEAST_HOLE_PX = 0.75;
/** From this width on a block is drawn for itself, with an edge. */
const OWN_PX = 5;

/**
 * What is to be drawn of the blocks: only what is in sight, and no more strokes than there are pixels.
 *
 * @param blocks in order, ends in order as well.
 */
export function runsIn(blocks: readonly Block[], view: View): Run[] {
  const runs: Run[] = [];
  const first = Math.max(0, indexAt(blocks, view.fromMs));
  const lastMs = endOf(view);
  for (let index = first; index < blocks.length; index++) {
    const block = blocks[index] as Block;
    if (block.startMs > lastMs) break;
    if (block.endMs <= view.fromMs) continue;
    const x = xOf(view, block.startMs);
    const width = (block.endMs - block.startMs) / view.msPerPx;
    const before = runs.at(-1);
    const joins = before && width < OWN_PX && x - (before.x + before.width) < LEAST_HOLE_PX;
    const isSmall = before && (before.width < OWN_PX || before.to - before.from > 1);
    if (joins && isSmall) {
      const joined = Math.max(before.width, x + width - before.x);
      runs[runs.length - 1] = { ...before, width: joined, to: index + 1 };
    } else runs.push({ x, width, from: index, to: index + 1 });
  }
  return runs;
}

/** From the first block's start to the last one's end, or null. */
export function extentOf(blocks: readonly Block[]): { fromMs: number; toMs: number } | null {
  const first = blocks[0];
  if (!first) return null;
  return {
    fromMs: first.startMs,
    toMs: blocks.reduce((end, block) => Math.max(end, block.endMs), first.endMs),
  };
}
