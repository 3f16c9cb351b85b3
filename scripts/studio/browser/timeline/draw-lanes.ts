import { type Block, runsIn } from '../../timeline/blocks.ts';
import type { Marks } from '../../timeline/marks.ts';
import { ticks } from '../../timeline/ruler.ts';
import { type View, xOf } from '../../timeline/view.ts';

/** The colours of the page, as the style sheet has them for this scheme. */
export interface Palette {
  readonly ruler: string;
  readonly line: string;
  readonly text: string;
  readonly dim: string;
  readonly lane: string;
  readonly chosenLane: string;
  readonly block: string;
  readonly chosenBlock: string;
  readonly guessed: string;
  readonly broken: string;
  readonly edge: string;
  readonly marked: string;
  readonly hole: string;
}

export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(`--lane-${name}`).trim();
  return {
    ruler: colour('ruler'),
    line: colour('line'),
    text: colour('text'),
    dim: colour('dim'),
    lane: colour('lane'),
    chosenLane: colour('chosen-lane'),
    block: colour('block'),
    chosenBlock: colour('chosen-block'),
    guessed: colour('guessed'),
    broken: colour('broken'),
    edge: colour('edge'),
    marked: colour('marked'),
    hole: colour('hole'),
  };
}

/** A camera's row. */
export interface Lane {
  readonly cameraId: string;
  readonly isChosen: boolean;
  /** The series that plays, then the others. */
  readonly series: readonly (readonly Block[])[];
}

export interface Picture {
  readonly view: View;
  readonly lanes: readonly Lane[];
  /** How far the lanes are scrolled. */
  readonly scrollTop: number;
  readonly heightPx: number;
  readonly marks: Marks;
  readonly localOffsetMs: number;
}

export const RULER_PX = 44;
export const LANE_PX = 52;
const PADDING_PX = 7;
/** Of a further series, below the one that plays. */
const THIN_PX = 4;
const FONT = '11px system-ui, sans-serif';

/** Draws ruler and lanes: only the rows and the recordings in sight. */
export function drawLanes(context: CanvasRenderingContext2D, picture: Picture, palette: Palette): void {
  const { view, lanes, scrollTop, heightPx } = picture;
  context.clearRect(0, 0, view.widthPx, heightPx);
  context.save();
  context.beginPath();
  context.rect(0, RULER_PX, view.widthPx, heightPx - RULER_PX);
  context.clip();
  const first = Math.max(0, Math.floor(scrollTop / LANE_PX));
  const last = Math.min(lanes.length, Math.ceil((scrollTop + heightPx) / LANE_PX));
  for (let index = first; index < last; index++) {
    const lane = lanes[index] as Lane;
    drawLane(context, lane, RULER_PX + index * LANE_PX - scrollTop, picture, palette);
  }
  context.restore();
  drawRuler(context, picture, palette);
}

function drawLane(
  context: CanvasRenderingContext2D,
  { cameraId, isChosen, series }: Lane,
  top: number,
  { view, marks }: Picture,
  palette: Palette,
): void {
  context.fillStyle = isChosen ? palette.chosenLane : palette.lane;
  context.fillRect(0, top, view.widthPx, LANE_PX - 1);
  const hasOthers = series.length > 1;
  const height = LANE_PX - 1 - 2 * PADDING_PX - (hasOthers ? THIN_PX + 2 : 0);
  const [main = [], ...others] = series;
  drawBlocks(context, main, { top: top + PADDING_PX, height }, view, isChosen, palette);
  for (const other of others) {
    const band = { top: top + PADDING_PX + height + 2, height: THIN_PX };
    drawBlocks(context, other, band, view, false, palette);
  }
  if (marks.cameraId !== cameraId || (marks.inMs === null && marks.outMs === null)) return;
  const from = Math.max(0, marks.inMs === null ? 0 : xOf(view, marks.inMs));
  const to = Math.min(view.widthPx, marks.outMs === null ? view.widthPx : xOf(view, marks.outMs));
  if (marks.inMs === null || marks.outMs === null || to <= from) return;
  context.fillStyle = palette.marked;
  context.fillRect(from, top, Math.max(1, to - from), LANE_PX - 1);
}

function drawBlocks(
  context: CanvasRenderingContext2D,
  blocks: readonly Block[],
  { top, height }: { top: number; height: number },
  view: View,
  isChosen: boolean,
  palette: Palette,
): void {
  for (const run of runsIn(blocks, view)) {
    const block = blocks[run.from] as Block;
    const x = Math.max(-4, run.x);
    const width = Math.max(1, Math.min(view.widthPx + 4, run.x + run.width) - x);
    const isAlone = run.to - run.from === 1;
    context.fillStyle = isChosen ? palette.chosenBlock : palette.block;
    if (isAlone && !block.isKnown) context.fillStyle = palette.guessed;
    if (isAlone && block.isBroken) context.fillStyle = palette.broken;
    if (isAlone && width > 6 && height > 8) {
      context.beginPath();
      context.roundRect(x + 0.5, top, width - 1, height, 4);
      context.fill();
      context.fillStyle = palette.edge;
      context.fillRect(x + 0.5, top + 4, 2, height - 8);
    } else context.fillRect(x, top, width, height);
  }
}

function drawRuler(context: CanvasRenderingContext2D, picture: Picture, palette: Palette): void {
  const { view, localOffsetMs } = picture;
  context.fillStyle = palette.ruler;
  context.fillRect(0, 0, view.widthPx, RULER_PX);
  context.font = FONT;
  context.textBaseline = 'middle';
  drawClock(context, { view, offsetMs: localOffsetMs, top: 0, name: 'local' }, palette);
  drawClock(context, { view, offsetMs: 0, top: RULER_PX / 2, name: 'UTC' }, palette);
  context.fillStyle = palette.line;
  context.fillRect(0, RULER_PX - 1, view.widthPx, 1);
}

function drawClock(
  context: CanvasRenderingContext2D,
  { view, offsetMs, top, name }: { view: View; offsetMs: number; top: number; name: string },
  palette: Palette,
): void {
  const height = RULER_PX / 2;
  for (const { x, label, isDay } of ticks(view, offsetMs)) {
    context.fillStyle = palette.line;
    const length = label ? 8 : 4;
    context.fillRect(Math.round(x), top + height - length, 1, length);
    if (!label) continue;
    context.fillStyle = isDay ? palette.text : palette.dim;
    context.fillText(label, x + 4, top + height / 2 - 1);
  }
  // Over whatever runs beneath it: which clock this is.
  const width = context.measureText(name).width + 12;
  context.fillStyle = palette.ruler;
  context.fillRect(view.widthPx - width, top, width, height - 1);
  context.fillStyle = palette.dim;
  context.fillText(name, view.widthPx - width + 6, top + height / 2 - 1);
}
