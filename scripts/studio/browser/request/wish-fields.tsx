import type { ComponentChildren } from 'preact';
import { ASPECTS, CORNERS } from '../../../../functions/producer/core/edits.ts';
import { type Wishes, wish, wishes } from '../state/request-form.ts';
import { info } from '../state/studio-info.ts';

const SPEEDS = [0.25, 0.5, 1, 1.5, 2, 4];
const HEIGHTS = [360, 480, 720, 1080];

/** Everything that may be asked for besides the window. */
export function WishFields() {
  const { cut, gapPolicy, aspect, height, speed, mute, fadeInMs, fadeOutMs, preview, sprite } = wishes.value;
  const copies = cut === 'keyframe';
  return (
    <div class="wishes">
      <Choice
        label="First frame"
        name="cut"
        value={cut}
        options={[
          ['exact', 'Exact'],
          ['keyframe', 'Keyframe'],
        ]}
        onChoose={(value) => wish({ cut: value })}
      />
      <Choice
        label="Gaps"
        name="gaps"
        value={gapPolicy}
        options={[
          ['skip', 'Skip'],
          ['fail', 'Fail'],
        ]}
        onChoose={(value) => wish({ gapPolicy: value })}
      />
      <fieldset class="edits" disabled={copies}>
        <legend class="hidden">Edits of the picture</legend>
        <Select
          label="Aspect"
          value={aspect ?? ''}
          onChange={(value) => wish({ aspect: (value || null) as Wishes['aspect'] })}
        >
          <option value="">As it is</option>
          {ASPECTS.map((shape) => (
            <option key={shape} value={shape}>
              {shape}
            </option>
          ))}
        </Select>
        <Select
          label="Height"
          value={height ?? ''}
          onChange={(value) => wish({ height: Number(value) || null })}
        >
          <option value="">As it is</option>
          {HEIGHTS.map((lines) => (
            <option key={lines} value={lines}>
              {lines}
            </option>
          ))}
        </Select>
        <Select label="Speed" value={speed} onChange={(value) => wish({ speed: Number(value) })}>
          {SPEEDS.map((times) => (
            <option key={times} value={times}>
              {times}×
            </option>
          ))}
        </Select>
        <Seconds label="Fade in" ms={fadeInMs} onChange={(ms) => wish({ fadeInMs: ms })} />
        <Seconds label="Fade out" ms={fadeOutMs} onChange={(ms) => wish({ fadeOutMs: ms })} />
        <WatermarkField />
      </fieldset>
      <Select
        label="Preview loop"
        value={preview}
        onChange={(value) => wish({ preview: value as Wishes['preview'] })}
      >
        <option value="none">None</option>
        <option value="webp">WebP</option>
        <option value="gif">GIF</option>
      </Select>
      <div class="ticks">
        <Tick label="Mute" isOn={mute} onChange={(value) => wish({ mute: value })} />
        <Tick label="Sprite" isOn={sprite} onChange={(value) => wish({ sprite: value })} />
      </div>
    </div>
  );
}

function WatermarkField() {
  const { watermark, corner } = wishes.value;
  const names = info.value?.watermarks ?? [];
  return (
    <>
      <Select
        label="Watermark"
        value={watermark ?? ''}
        onChange={(value) => wish({ watermark: value || null })}
      >
        <option value="">{names.length === 0 ? 'None stored' : 'None'}</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </Select>
      {watermark && (
        <Select
          label="Corner"
          value={corner}
          onChange={(value) => wish({ corner: value as Wishes['corner'] })}
        >
          {CORNERS.map((place) => (
            <option key={place} value={place}>
              {place.replace('-', ' ')}
            </option>
          ))}
        </Select>
      )}
    </>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  name: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChoose: (value: Value) => void;
}

function Choice<Value extends string>({ label, name, value, options, onChoose }: ChoiceProps<Value>) {
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      <div class="segments">
        {options.map(([option, words]) => (
          <label key={option}>
            <input type="radio" name={name} checked={value === option} onChange={() => onChoose(option)} />
            <span>{words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface SelectProps {
  label: string;
  value: string | number;
  onChange: (value: string) => void;
  children: ComponentChildren;
}

function Select({ label, value, onChange, children }: SelectProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {children}
      </select>
    </label>
  );
}

function Seconds({ label, ms, onChange }: { label: string; ms: number; onChange: (ms: number) => void }) {
  return (
    <label class="field">
      <span>{label}, s</span>
      <input
        type="number"
        min="0"
        max="10"
        step="0.1"
        value={ms / 1000}
        onInput={(event) => onChange(Math.round((event.currentTarget.valueAsNumber || 0) * 1000))}
      />
    </label>
  );
}

function Tick({
  label,
  isOn,
  onChange,
}: {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}) {
  return (
    <label class="tick">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
