import { type Block, indexAt } from '../../timeline/blocks.ts';
import { endOf, type View } from '../../timeline/view.ts';

/** Narrower than this nobody sees where a recording ends. */
const LEAST_PX = 3;
/** More are not looked into at a time. */
const MOST = 256;

/** The recordings in sight whose lengths are still a guess, where they are large enough for that to be seen. */
export function visibleKeys(
  view: View,
  blocks: ReadonlyMap<string, readonly (readonly Block[])[]>,
): string[] {
  const keys: string[] = [];
  const toMs = endOf(view);
  for (const own of [...blocks.values()].flat()) {
    for (let index = Math.max(0, indexAt(own, view.fromMs)); index < own.length; index++) {
      const block = own[index] as Block;
      if (block.startMs > toMs || keys.length >= MOST) break;
      if (!block.isKnown && (block.endMs - block.startMs) / view.msPerPx >= LEAST_PX) keys.push(block.key);
    }
  }
  return keys;
}
