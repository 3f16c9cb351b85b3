import { indexAt } from '../../timeline/blocks.ts';
import { cameras, mainBlocks } from '../state/archive.ts';
import { chooseCamera } from '../state/camera-choice.ts';
import { clearMarks } from '../state/cut-marks.ts';
import { cut } from '../state/request-form.ts';
import { fitCamera, pan, playheadMs, selectedCamera, view, zoom } from '../state/timeline-view.ts';
import { jump, step, stop } from './archive-player.ts';
import { markIn, markOut } from './marking.ts';
import { shuttle, togglePlay } from './shuttle.ts';

/** A key, what it does in words, and the deed. */
interface Binding {
  readonly keys: readonly string[];
  readonly shownAs: string;
  readonly words: string;
  readonly act: (event: KeyboardEvent) => unknown;
}

const toRecording = (by: 1 | -1) =>
  jump(() => {
    const blocks = mainBlocks(selectedCamera.value);
    const at = indexAt(blocks, playheadMs.value + 0.5);
    const isInside = by < 0 && blocks[at] && playheadMs.value - blocks[at].startMs > 1500;
    return blocks[isInside ? at : at + by]?.startMs;
  });
const toEnd = (which: 'first' | 'last') =>
  jump(() => {
    const blocks = mainBlocks(selectedCamera.value);
    const block = which === 'first' ? blocks[0] : blocks.at(-1);
    return block && (which === 'first' ? block.startMs : block.endMs - 50);
  });
const toCamera = (by: 1 | -1) => {
  const next = cameras.value[cameras.value.indexOf(selectedCamera.value ?? '') + by];
  if (next !== undefined) return chooseCamera(next);
};

/** The habits of people who cut video. */
export const BINDINGS: readonly Binding[] = [
  { keys: [' '], shownAs: 'Space', words: 'play and stop', act: togglePlay },
  { keys: ['j'], shownAs: 'J', words: 'play backwards, faster with each press', act: () => shuttle(-1) },
  { keys: ['k'], shownAs: 'K', words: 'stop', act: stop },
  { keys: ['l'], shownAs: 'L', words: 'play, faster with each press', act: () => shuttle(1) },
  {
    keys: ['arrowleft', 'arrowright'],
    shownAs: '← →',
    words: 'one frame back or on; with Shift ten',
    act: ({ key, shiftKey }) => step((key === 'ArrowLeft' ? -1 : 1) * (shiftKey ? 10 : 1)),
  },
  { keys: ['i'], shownAs: 'I', words: 'mark the first frame', act: markIn },
  { keys: ['o'], shownAs: 'O', words: 'mark the last frame', act: markOut },
  { keys: ['x'], shownAs: 'X', words: 'clear the marks', act: clearMarks },
  { keys: ['enter'], shownAs: 'Enter', words: 'cut: send the request', act: cut },
  {
    keys: ['[', ']'],
    shownAs: '[ ]',
    words: 'to the recording before or behind',
    act: ({ key }) => toRecording(key === '[' ? -1 : 1),
  },
  {
    keys: ['home', 'end'],
    shownAs: 'Home End',
    words: 'to the start or end of the archive',
    act: ({ key }) => toEnd(key === 'Home' ? 'first' : 'last'),
  },
  {
    keys: ['arrowup', 'arrowdown'],
    shownAs: '↑ ↓',
    words: 'the camera above or below',
    act: ({ key }) => toCamera(key === 'ArrowUp' ? -1 : 1),
  },
  { keys: ['+', '='], shownAs: '+', words: 'zoom in', act: () => zoomAtPlayhead(1.6) },
  { keys: ['-', '_'], shownAs: '-', words: 'zoom out', act: () => zoomAtPlayhead(1 / 1.6) },
  { keys: ['f'], shownAs: 'F', words: 'fit the whole archive', act: () => fitCamera(selectedCamera.value) },
  {
    keys: ['pageup', 'pagedown'],
    shownAs: 'Page ↑ ↓',
    words: 'move the timeline',
    act: ({ key }) => pan((key === 'PageUp' ? -0.8 : 0.8) * view.value.widthPx),
  },
];

function zoomAtPlayhead(factor: number): void {
  const x = (playheadMs.value - view.value.fromMs) / view.value.msPerPx;
  zoom(factor, x >= 0 && x <= view.value.widthPx ? x : undefined);
}

/** Listens to the whole page; keys that the focused control needs for itself are left to it. */
export function listenToKeys(): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector('dialog[open]')) return;
    const key = event.key.toLowerCase();
    if (isTaken(event.target, key)) return;
    const binding = BINDINGS.find(({ keys }) => keys.includes(key));
    if (!binding) return;
    event.preventDefault();
    void binding.act(event);
  };
  const stopHandingBack = handBackKeys();
  addEventListener('keydown', onKey);
  return () => {
    removeEventListener('keydown', onKey);
    stopHandingBack();
  };
}

/** A control that was used by mouse or finger does not keep the space bar and the arrows for itself. */
function handBackKeys(): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  let isByPointer = false;
  const note = ({ type }: Event) => {
    isByPointer = type === 'pointerdown';
  };
  addEventListener('pointerdown', note, { signal, capture: true });
  addEventListener('keydown', note, { signal, capture: true });
  const release = (target: EventTarget | null) => {
    if (!isByPointer || !(target instanceof Element)) return;
    target
      .closest<HTMLElement>('button, summary, [role=slider], select, input:is([type=radio], [type=checkbox])')
      ?.blur();
  };
  addEventListener(
    'click',
    ({ target }) => {
      // A click opens its list; it is done with when something of that is chosen.
      if (!(target instanceof HTMLSelectElement)) release(target);
    },
    { signal },
  );
  addEventListener('change', ({ target }) => release(target), { signal });
  return () => listening.abort();
}

function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && ['checkbox', 'radio'].includes(target.type)) {
    return key === ' ' || key.startsWith('arrow');
  }
  if (target.matches('input, select, textarea, video, [contenteditable]')) return true;
  return target.matches('button, a, summary') && (key === ' ' || key === 'enter');
}
