import { useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { dayOf, lengthWords, timeOfDay } from '../../timeline/words.ts';
import { Icon } from '../icon.tsx';
import { clearMarks, markedWindow, marks } from '../state/cut-marks.ts';
import { localOffsetMs } from '../state/studio-info.ts';
import { playheadMs, reveal, selectedCamera } from '../state/timeline-view.ts';
import { isMuted, isPlaying, obstacle, rate, shown, shownFrame, step } from './archive-player.ts';
import { CropFrame } from './crop-frame.tsx';
import { markIn, markOut } from './marking.ts';
import { connect, shuttle, togglePlay } from './shuttle.ts';
import { VideoPair } from './video-pair.ts';

/** The archive as a picture, with what an editor's hands look for. */
export function PlayerPanel() {
  return (
    <section class="player" aria-label="Player">
      <Screen />
      <Readout />
      <Transport />
    </section>
  );
}

function Screen() {
  const first = useRef<HTMLVideoElement>(null);
  const second = useRef<HTMLVideoElement>(null);
  useEffect(
    () => connect(new VideoPair(first.current as HTMLVideoElement, second.current as HTMLVideoElement)),
    [],
  );
  // The timeline goes along with what plays.
  useSignalEffect(() => {
    if (isPlaying.value) reveal(playheadMs.value);
  });
  const why = obstacle.value ?? (shown.value ? null : 'Choose a moment in the archive below.');
  return (
    <div class="screen">
      {/* biome-ignore lint/a11y/useMediaCaption: nobody has written down what a camera hears. */}
      <video ref={first} playsInline preload="auto" tabIndex={-1} aria-label="The archive" />
      {/* biome-ignore lint/a11y/useMediaCaption: as above. */}
      <video ref={second} playsInline preload="auto" tabIndex={-1} aria-label="The next recording" hidden />
      <CropFrame />
      {why && <p class="screen-words">{why}</p>}
    </div>
  );
}

/** Which frame this is, on both clocks. */
function Readout() {
  const ms = playheadMs.value;
  const offset = localOffsetMs(ms);
  const facts = shown.value?.facts;
  return (
    <div class="readout">
      <div class="clock">
        <output class="clock-local" aria-label="Local time">
          {timeOfDay(ms, offset)}
        </output>
        <span class="dim">
          {dayOf(ms, offset)} local · {timeOfDay(ms)} UTC
        </span>
      </div>
      <p class="facts">
        <span>{selectedCamera.value ?? 'no camera'}</span>
        <span class="dim">
          {facts ? `frame ${shownFrame.value} · ` : ' '}
          {facts && <span class="size">{`${facts.width}×${facts.height} · `}</span>}
          {facts && `${Number(facts.fps.toFixed(3))} fps`}
        </span>
      </p>
    </div>
  );
}

function Transport() {
  const speed = isPlaying.value ? rate.value : 0;
  return (
    <div class="transport">
      <div class="group">
        <Key label="Play backwards" keys="J" onClick={() => shuttle(-1)} isOn={speed < 0}>
          <Icon name="rewind" />
        </Key>
        <Key label="One frame back" keys="←" onClick={() => void step(-1)}>
          <Icon name="back" />
        </Key>
        <Key label={isPlaying.value ? 'Stop' : 'Play'} keys="Space" onClick={togglePlay} isMain>
          <Icon name={isPlaying.value ? 'pause' : 'play'} />
        </Key>
        <Key label="One frame on" keys="→" onClick={() => void step(1)}>
          <Icon name="on" />
        </Key>
        <Key label="Play faster" keys="L" onClick={() => shuttle(1)} isOn={speed > 1}>
          <Icon name="forward" />
        </Key>
        <span class="speed" aria-live="off">
          {speed === 0 ? '' : `${speed}×`}
        </span>
      </div>
      <div class="group marks">
        <Key label="In: mark the first frame" keys="I" onClick={() => void markIn()} kind="mark">
          In
        </Key>
        <Key label="Out: mark the last frame" keys="O" onClick={() => void markOut()} kind="mark">
          Out
        </Key>
        <Key label="Clear the marks" keys="X" onClick={clearMarks}>
          Clear
        </Key>
        <MarkedLength />
        <button
          type="button"
          class="icon"
          aria-pressed={isMuted.value}
          aria-label="Mute the player"
          title="Mute the player"
          onClick={() => {
            isMuted.value = !isMuted.value;
          }}
        >
          <Icon name={isMuted.value ? 'muted' : 'sound'} />
        </button>
      </div>
    </div>
  );
}

/** How long the clip would be, in time and in frames. */
function MarkedLength() {
  const window = markedWindow.value;
  const { inMs, outMs } = marks.value;
  const fps = shown.value?.facts.fps;
  if (!window) {
    const words = inMs !== null ? 'now the out mark' : outMs !== null ? 'now the in mark' : 'no marks';
    return <output class="marked dim">{words}</output>;
  }
  const lengthMs = window.endMs - window.startMs;
  return (
    <output class="marked">
      {lengthWords(lengthMs)}
      <span class="dim">{fps ? ` ${Math.round((lengthMs * fps) / 1000)} f` : ''}</span>
    </output>
  );
}

interface KeyProps {
  label: string;
  keys: string;
  onClick: () => void;
  children: ComponentChildren;
  isMain?: boolean;
  isOn?: boolean;
  kind?: 'mark';
}

function Key({ label, keys, onClick, children, isMain = false, isOn = false, kind }: KeyProps) {
  const names = ['key', isMain ? 'key-main' : '', isOn ? 'key-on' : '', kind ? `key-${kind}` : ''];
  return (
    <button
      type="button"
      class={names.filter(Boolean).join(' ')}
      aria-label={label}
      aria-keyshortcuts={keys}
      title={`${label} (${keys})`}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
